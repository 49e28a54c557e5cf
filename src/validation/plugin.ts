import { readFileSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { isObject, quote } from '../gardener/json';
import { Target, type TargetOptions } from '../gardener/target';
import { parseTimestamp } from '../gardener/timestamp';
import type { Issue } from '../issues/issue';
import type { LandscapeDocument } from './landscape/landscape';
import { printable, printableLine } from './report/printable';
import { toSentence } from './report/text';
import { inOrder } from './report/validation-report';
import { fitsGlob } from './repository/selection';
import { decodeText } from '../yaml/bytes';
import { judgeTexts } from './validate';
import type { LandscapeOptions } from './validate-landscape';
import { checkKinds, findTargets, type FoundTarget, TargetFileError, versionsOf, waive } from './target-file';
import { manifestsByPlace, type Waiver, warningsAsErrors } from './waivers';

/** What `properties` of the plugin may hold in cdk8s.yaml. */
export interface PluginProperties {
  /** Gardener to judge as, in quotes: `"1.149"`. @default what the landscape says, see `gardener-alicloud.yaml`; else the newest known */
  readonly gardenerVersion?: string;
  /** provider-alicloud to judge as, in quotes. @default the same */
  readonly providerVersion?: string;
  /** Gates of gardener-apiserver that differ from that version's defaults. @default the same */
  readonly featureGates?: Readonly<Record<string, boolean>>;
  /** The time to judge expiry dates by, e.g. `2026-11-21T00:00:00Z`. @default the system clock */
  readonly now?: string;
  /** For objects that name none, as kubectl has it. @default none */
  readonly namespace?: string;
  /** Globs, as `.gitignore` has them, of files that are not judged, seen from the folder of cdk8s.yaml. @default all are judged */
  readonly ignore?: readonly string[];
  /** Whether warnings are violations, too. @default false */
  readonly strict?: boolean;
  /** Warnings that are known and meant, each with its reason, beside those of the landscape. @default none */
  readonly waivers?: readonly Waiver[];
}

/** What cdk8s-cli hands to a plugin, as far as this one needs it. */
export interface PluginContext {
  /** Paths of all files that were synthesized. */
  readonly manifests: readonly string[];
  /** cdk8s-cli's log. */
  readonly logger: { log(message: string): void };
  /** Takes what is found. */
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
}

/** A finding as cdk8s-cli takes it: one rule, and the places where it is broken. */
export interface Violation {
  /** Id of the rule. */
  readonly ruleName: string;
  /** What is wrong. */
  readonly recommendation: string;
  /** What to do about it. */
  readonly fix: string;
  /** The objects that it is about. */
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly locations: readonly string[];
    readonly manifestPath: string;
  }[];
}

/** cdk8s.yaml, or a file with the landscape's facts, names something that the plugin cannot work with. */
export class PluginPropertiesError extends Error {
  override readonly name = 'PluginPropertiesError';
}

/** A document of one of the files, and how reports speak of it. */
interface Resource {
  readonly name: string;
  readonly manifestPath: string;
}

/**
 * Validation plugin of cdk8s-cli (`validations:` in cdk8s.yaml): judges the output of any cdk8s app, each document
 * by itself and all together as one landscape. Errors are violations; warnings, for which cdk8s-cli's report has
 * no place, go to its logger.
 */
export class GardenerAlicloudValidation {
  private readonly options: TargetOptions;
  private readonly namespace: string;
  private readonly ignored: readonly string[];
  private readonly strict: boolean;
  private readonly waivers: readonly Waiver[];

  /**
   * @throws PluginPropertiesError for a property that does not exist or is of a wrong type
   * @throws UnsupportedVersionError for a version out of range
   */
  constructor(properties: PluginProperties = {}) {
    asPropertiesError(() => {
      checkKinds(properties, kinds, 'properties');
    });
    for (const [index, glob] of (properties.ignore ?? []).entries()) {
      if (typeof glob !== 'string')
        throw new PluginPropertiesError(
          `properties: ignore[${index}]: ${quote(glob)} is not a text; put it in quotes`,
        );
    }
    this.namespace = properties.namespace ?? '';
    this.ignored = properties.ignore ?? [];
    const { gardenerVersion, providerVersion, featureGates, now } = properties;
    this.options = {
      ...(gardenerVersion === undefined ? {} : { gardenerVersion }),
      ...(providerVersion === undefined ? {} : { providerVersion }),
      ...(featureGates === undefined ? {} : { featureGates }),
      now: now === undefined ? new Date() : readTime(now),
    };
    new Target(this.options);
    this.strict = properties.strict ?? false;
    this.waivers = properties.waivers ?? [];
  }

  /** Always submits the report, unless a file cannot be read or a waiver is none: then it throws. */
  // eslint-disable-next-line @typescript-eslint/require-await -- cdk8s-cli's contract; what is thrown rejects
  async validate(context: PluginContext): Promise<void> {
    const resources = new Map<string, Resource>();
    const found = asPropertiesError(() => findTargets(context.manifests));
    const options = this.optionsFor(found);
    const judged = this.judge(context.manifests, resources, options);
    const folders = context.manifests.map((path) => dirname(path));
    const manifestsOf = manifestsByPlace(judged.documents);
    const waived = waive(judged.issues, this.waivers, found, folders, process.cwd(), manifestsOf);
    const { issues } = inOrder({
      issues: this.strict ? warningsAsErrors(waived) : waived,
      files: context.manifests.length,
      documents: resources.size,
    });
    const errors = issues.filter(({ severity }) => severity === 'error');
    for (const issue of issues) {
      if (issue.severity === 'error') context.report.addViolation(toViolation(issue, resources));
      else
        context.logger.log(
          printableLine(printable(`${placeOf(issue)}: warning: ${toSentence(issue)} [${issue.rule}]`)),
        );
    }
    context.report.submit(errors.length === 0 ? 'success' : 'failure', {
      documents: String(resources.size),
      errors: String(errors.length),
      warnings: String(issues.length - errors.length),
      judgedFor: versionsOf(new Target(options)),
    });
  }

  /** Properties go first; what they leave out stands beside the manifests. */
  private optionsFor([found]: readonly FoundTarget[]): LandscapeOptions {
    if (found === undefined) return this.options;
    const { gardenerVersion, providerVersion, featureGates, gitops } = found;
    return {
      ...(gardenerVersion === undefined ? {} : { gardenerVersion }),
      ...(providerVersion === undefined ? {} : { providerVersion }),
      ...(featureGates === undefined ? {} : { featureGates }),
      ...(gitops === undefined ? {} : { gitops }),
      ...this.options,
    };
  }

  private judge(
    manifests: readonly string[],
    resources: Map<string, Resource>,
    options: LandscapeOptions,
  ): ReturnType<typeof judgeTexts> {
    const paths = new Map(
      manifests.map((path) => [relative(process.cwd(), path).split(sep).join('/'), path] as const),
    );
    const files = [...paths]
      .filter(([file]) => !this.ignored.some((glob) => fitsGlob(glob, file)))
      .map(([file, path]) => ({ file, text: decodeText(readFileSync(path)) }));
    const judged = judgeTexts(files, { ...options, namespace: this.namespace });
    const { documents } = judged;
    for (const { manifest, path = '', origin } of documents) {
      resources.set(key(path, origin?.document ?? 1), {
        name: nameOf(manifest),
        manifestPath: paths.get(path) ?? path,
      });
    }
    qualifyRepeatedNames(documents, resources);
    return judged;
  }
}

const kinds: Readonly<Record<keyof PluginProperties, string>> = {
  gardenerVersion: 'text',
  providerVersion: 'text',
  featureGates: 'map',
  now: 'text',
  namespace: 'text',
  ignore: 'list',
  strict: 'boolean',
  waivers: 'list',
};

function asPropertiesError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TargetFileError) throw new PluginPropertiesError(error.message);
    throw error;
  }
}

function readTime(text: string): Date {
  const time = parseTimestamp(text);
  if (time !== undefined) return new Date(time);
  throw new PluginPropertiesError(
    `properties: now: ${JSON.stringify(text)} is no time; write "2026-11-21T00:00:00Z"`,
  );
}

function key(file: string | undefined, document: number | undefined): string {
  return `${file ?? ''}\u0000${document ?? ''}`;
}

function nameOf(manifest: unknown): string {
  const metadata = isObject(manifest) ? manifest['metadata'] : undefined;
  const name = isObject(metadata) ? metadata['name'] : undefined;
  return typeof name === 'string' && name !== '' ? name : 'unnamed';
}

/**
 * cdk8s-cli finds the path of a resource's construct by its name alone. Of several objects with one name it knows
 * the path of the last: such get a longer name, as no path is better than a wrong one.
 */
function qualifyRepeatedNames(
  documents: readonly LandscapeDocument[],
  resources: Map<string, Resource>,
): void {
  const counts = new Map<string, number>();
  for (const { name } of resources.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { manifest, origin } of documents) {
    const place = key(origin?.file, origin?.document);
    const resource = resources.get(place);
    if (resource === undefined || counts.get(resource.name) === 1 || !isObject(manifest)) continue;
    const metadata = isObject(manifest['metadata']) ? manifest['metadata'] : {};
    const parts = [manifest['kind'], metadata['namespace'], resource.name];
    const name = parts.filter((part) => typeof part === 'string' && part !== '').join('/');
    resources.set(place, { ...resource, name });
  }
}

function toViolation(issue: Issue, resources: ReadonlyMap<string, Resource>): Violation {
  const { origin = {}, rule, field, message, hint } = issue;
  const resource = resources.get(key(origin.file, origin.document));
  const line = origin.line === undefined ? '' : `line ${origin.line}, column ${origin.column ?? 1}`;
  const location = [field, line === '' || field === '' ? line : `(${line})`].filter((part) => part !== '');
  return {
    ruleName: rule,
    recommendation: field === '' ? message : `${field}: ${message}`,
    fix: hint ?? `see ${rule} in docs/rules.md`,
    violatingResources: [
      {
        resourceName: resource?.name ?? 'unnamed',
        locations: [location.join(' ')],
        manifestPath: resource?.manifestPath ?? origin.file ?? '',
      },
    ],
  };
}

function placeOf({ origin }: Issue): string {
  const place = [origin?.file, origin?.line, origin?.column].filter((part) => part !== undefined);
  return place.length === 0 ? 'cdk8s.yaml' : place.join(':');
}
