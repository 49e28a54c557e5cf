import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeCloud, type FakeCloudOptions } from '../fake-cloud/fake-cloud';
import type { AccessKey } from '../fake-cloud/identities';
import type { Image, ImageProps } from '../fake-cloud/image-store';
import { type ConfigFile, type ImageConfig, quickConfig } from './config-file';
import { expectInvariants } from './invariants';
import { parseOpenMetrics, type Sample } from './open-metrics';
import { type Exit, type ProgramOptions, runInProcess, runProgram } from './program';
import { expectResultShape, type Item, type Result } from './result';

export const REGION = 'eu-central-1';
/** Many tests have one image only. */
export const IMAGE = 'm-gw8aaaaaaaaaaaaaaaaa';

/** One image to be shared: how it is in the cloud, and what the config wants. */
export interface Sharing extends Partial<Omit<ImageProps, 'shares'>> {
  readonly region?: string;
  readonly current?: readonly string[];
  readonly desired: readonly string[];
  readonly policy?: ImageConfig['policy'];
  readonly ifMissing?: ImageConfig['ifMissing'];
  /** In the config only. */
  readonly isMissing?: boolean;
}

export interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: ProgramOptions['env'];
  readonly onStart?: ProgramOptions['onStart'];
  /** @default 'json' */
  readonly output?: 'json' | 'text' | 'summary';
  /** @default a new file in the scenario's folder */
  readonly metricsFile?: string;
  /** Whether the program runs without a process of its own. @default false */
  readonly isInProcess?: boolean;
}

export class Run {
  constructor(
    private readonly exit: Exit,
    readonly metricsText: string,
    private readonly parsed: Result | undefined,
  ) {}

  get code(): number {
    return this.exit.code;
  }

  get stdout(): string {
    return this.exit.stdout;
  }

  get stderr(): string {
    return this.exit.stderr;
  }

  get result(): Result {
    if (this.parsed === undefined) {
      throw new Error(`there is no result: exit ${this.code}, stderr: ${this.stderr}`);
    }
    return this.parsed;
  }

  get metrics(): Sample[] {
    return parseOpenMetrics(this.metricsText);
  }

  /** The log's entries. */
  get log(): Record<string, unknown>[] {
    const lines = this.stderr.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  item(image = IMAGE, region?: string): Item {
    const found = this.result.items.filter(
      (item) => item.image === image && (region === undefined || item.region === region),
    );
    if (found.length !== 1 || found[0] === undefined) {
      throw new Error(`${found.length} items for ${image} in ${this.stdout}`);
    }
    return found[0];
  }
}

/** A fake cloud, a folder with the owner's credentials, and a config that is quick. */
export class Scenario {
  private runs = 0;

  private constructor(
    readonly cloud: FakeCloud,
    readonly dir: string,
    readonly ownerKey: AccessKey,
    readonly config: ConfigFile,
  ) {}

  static async start(options: FakeCloudOptions = {}): Promise<Scenario> {
    const cloud = await FakeCloud.start(options);
    const dir = await mkdtemp(join(tmpdir(), 'image-sharing-'));
    const ownerKey = cloud.identities.addRamUserKey(cloud.ownerAccount);
    const scenario = new Scenario(cloud, dir, ownerKey, quickConfig(cloud.url, join(dir, 'owner')));
    await scenario.writeCredentials('owner', ownerKey);
    return scenario;
  }

  async stop(): Promise<void> {
    await this.cloud.stop();
    await rm(this.dir, { recursive: true });
  }

  /** Puts an image into the cloud and into the config. */
  share(sharing: Sharing): Image | undefined {
    const {
      region = REGION,
      id = IMAGE,
      current = [],
      desired,
      policy,
      ifMissing,
      isMissing,
      ...props
    } = sharing;
    const set = `for-${id}`;
    this.config.accounts[set] = { static: [...desired] };
    this.config.regions[region] ??= { endpoint: this.cloud.url, images: {} };
    this.config.regions[region].images[id] = {
      accounts: [set],
      ...(policy === undefined ? {} : { policy }),
      ...(ifMissing === undefined ? {} : { ifMissing }),
    };
    this.cloud.images.addRegion(region);
    return isMissing === true ? undefined : this.cloud.images.add(region, { ...props, id, shares: current });
  }

  /** What is true in the cloud, sorted. */
  sharedWith(id = IMAGE, region = REGION): string[] {
    const image = this.cloud.images.inRegion(region).find((candidate) => candidate.id === id);
    return [...(image?.accounts ?? [])].sort();
  }

  /** The folder of a Secret with a key, as Gardener names its fields. */
  async writeCredentials(name: string, key: { id: string; secret: string; token?: string }): Promise<string> {
    const dir = join(this.dir, name);
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'accessKeyID'), `${key.id}\n`);
    await writeFile(join(dir, 'accessKeySecret'), `${key.secret}\n`);
    if (key.token !== undefined) {
      await writeFile(join(dir, 'securityToken'), `${key.token}\n`);
    }
    return dir;
  }

  /** Adds `fromCredentials` entries to the accounts of the image. */
  addCredential(name: string, dir: string, id = IMAGE): void {
    const set = this.config.accounts[`for-${id}`];
    if (set !== undefined) {
      set.fromCredentials = [...(set.fromCredentials ?? []), { name, dir }];
    }
  }

  async run(options: RunOptions = {}): Promise<Run> {
    const file = join(this.dir, 'config.json');
    await writeFile(file, JSON.stringify(this.config));
    return this.runFile(file, options);
  }

  /** Runs the program on any config file and checks what holds for every run. */
  async runFile(file: string, options: RunOptions = {}): Promise<Run> {
    const { args = [], env = {}, onStart, output = 'json' } = options;
    this.runs += 1;
    const metricsFile = options.metricsFile ?? join(this.dir, `metrics-${this.runs}.txt`);
    const start = options.isInProcess === true ? runInProcess : runProgram;
    const exit = await start({
      args: ['--config', file, '--output', output, '--metrics-file', metricsFile, ...args],
      env,
      ...(onStart === undefined ? {} : { onStart }),
    });
    const metrics = await readFile(metricsFile, 'utf8').catch(() => '');
    expectInvariants(this.cloud, exit, metrics);
    const result = output === 'json' && exit.stdout !== '' ? (JSON.parse(exit.stdout) as Result) : undefined;
    if (result !== undefined) {
      expectResultShape(result);
    }
    return new Run(exit, metrics, result);
  }
}

/** `count` account IDs of 16 digits, in ascending order, counted from `first`. */
export function accountIds(count: number, first = 1): string[] {
  return Array.from({ length: count }, (_, index) => String(2_000_000_000_000_000 + first + index));
}

/** The ID of the n-th image. */
export function imageId(n: number): string {
  return `m-gw8${String(n).padStart(17, '0')}`;
}

/** A scenario for each test of a file. */
export function useScenario(options: FakeCloudOptions = {}): { readonly current: Scenario } {
  let scenario: Scenario | undefined;
  beforeEach(async () => {
    scenario = await Scenario.start(options);
  });
  afterEach(() => scenario?.stop());
  return {
    get current() {
      if (scenario === undefined) {
        throw new Error('there is a scenario in a test only');
      }
      return scenario;
    },
  };
}
