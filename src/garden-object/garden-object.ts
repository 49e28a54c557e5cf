import { ApiObject, type ApiObjectMetadata, JsonPatch } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { FieldPath } from '../gardener/field-path';
import { Target, type TargetOptions } from '../gardener/target';
import { Check, type Finding } from '../issues/check';
import type { Issue } from '../issues/issue';
import { isStoredSchema, storedForm } from '../schema/stored-form';
import { judge } from '../validation/engine';
import { toSentence } from '../validation/report/text';
import { scanForSecrets, secretRules } from '../validation/secret-scan';
import { emitYaml } from '../yaml/emit';
import { toPlain, type Unplain } from './props';
import { gardenAppRules } from './table';

/** An object as it is written to YAML, or a part of one. */
export type Manifest = Readonly<Record<string, unknown>>;

/** What a `GardenObject` renders: a whole manifest but for its metadata. */
export interface GardenObjectProps {
  /** Group and version, e.g. `core.gardener.cloud/v1beta1`. */
  readonly apiVersion: string;
  /** Kind, e.g. `Seed`. */
  readonly kind: string;
  /** Name, namespace, labels and annotations. */
  readonly metadata: ApiObjectMetadata;
  /** Everything beside apiVersion, kind and metadata (`spec`, or `helm`, `data` …), in the order to be written. */
  readonly body: Manifest;
  /** What the construct found wrong in its props beyond what the manifest shows. */
  readonly findings?: () => readonly Finding[];
  /** The user asked in so many words for credentials in clear. @default false */
  readonly holdsSecretInClear?: boolean;
  /** The CloudProfile below which a NamespacedCloudProfile stands: both are judged together. @default unknown */
  readonly parent?: GardenObject;
}

/**
 * An API object that is judged when the app is synthesized, by whichever app. Unlike a plain `ApiObject` it
 * renders what it was given: `null` (which removes a chart's default in Helm values) and fields that a
 * generated class does not know reach the output, and the order of keys does not depend on the environment.
 */
export class GardenObject extends ApiObject {
  /** Whether a construct is one of these, also if another copy of this package made it. */
  static isGardenObject(construct: IConstruct): construct is GardenObject {
    return construct instanceof ApiObject && 'judged' in construct;
  }

  /** Whether credentials in clear were asked for, by name. */
  readonly holdsSecretInClear: boolean;
  private readonly body: Manifest;
  private readonly ownPatches: JsonPatch[] = [];
  private readonly foundByConstruct: () => readonly Finding[];
  private readonly parent: GardenObject | undefined;
  private verdict:
    | {
        readonly state: string;
        readonly parent: Manifest | undefined;
        readonly manifest: Manifest;
        readonly issues: Issue[];
      }
    | undefined;

  constructor(scope: Construct, id: string, props: GardenObjectProps) {
    super(scope, id, { apiVersion: props.apiVersion, kind: props.kind, metadata: props.metadata });
    this.body = props.body;
    this.holdsSecretInClear = props.holdsSecretInClear ?? false;
    this.foundByConstruct = props.findings ?? (() => []);
    this.parent = props.parent;
    this.node.addValidation({ validate: () => throwIfRefused(this) });
  }

  /** Adds RFC 6902 patches; what they make of the manifest is validated like the rest. */
  override addJsonPatch(...patches: JsonPatch[]): void {
    this.ownPatches.push(...patches);
  }

  /** The manifest as it is written. */
  override toJson(): Manifest {
    return this.judged().manifest;
  }

  /** What the validator says of the manifest, errors and warnings. */
  get issues(): readonly Issue[] {
    return this.judged().issues;
  }

  /** Rendering and judging happen once for as long as nothing changes: cdk8s asks again for every chart. */
  private judged(): { readonly manifest: Manifest; readonly issues: Issue[] } {
    const unplain: Unplain[] = [];
    const metadata = toPlain(this.plainMetadata(unplain), unplain, FieldPath.of('metadata')) as Manifest;
    const options = targetOptions(this);
    const state = JSON.stringify([metadata, this.ownPatches.length, options]);
    const parent = this.parent?.toJson();
    if (this.verdict?.state === state && this.verdict.parent === parent) return this.verdict;

    const plain = toPlain(this.body, unplain) as Manifest;
    let manifest: Manifest = {
      apiVersion: this.apiVersion,
      kind: this.kind,
      metadata: inUsualOrder(metadata),
      ...plain,
    };
    const check = Check.root(new Target(options));
    for (const { field, message, hint } of unplain) {
      check.as(field).report(gardenAppRules['value-not-plain'], message, hint);
    }
    try {
      // Two fields may share one object: a copy in which they do not, lest a patch of one changes both.
      if (this.ownPatches.length > 0)
        manifest = JsonPatch.apply(JSON.parse(JSON.stringify(manifest)), ...this.ownPatches) as Manifest;
    } catch (error) {
      check.report(
        gardenAppRules['json-patch-failed'],
        `a JSON patch does not apply: ${reason(error)}`,
        'compare its path with the manifest',
      );
    }
    const schema = `${this.apiVersion}/${this.kind}`;
    const isStored = isStoredSchema(schema);
    if (isStored) manifest = storedForm(schema, manifest, check.target);
    // GardenApp searches the files that it writes.
    if (unplain.length === 0 && gardenChartOf(this) === undefined) this.searchSecrets(manifest, check);
    const findings = [
      ...check.findings,
      ...this.foundByConstruct(),
      ...judge(manifest, check.target, { parent, isStored }),
    ];
    const issues = findings.map(({ at: _, ...issue }) => ({
      ...issue,
      origin: { ...issue.origin, constructPath: writtenPath(this) },
    }));
    this.verdict = { state, parent, manifest, issues };
    return this.verdict;
  }

  private searchSecrets(manifest: Manifest, check: Check): void {
    const rule = secretRules[this.holdsSecretInClear ? 'secret-in-clear' : 'secret-in-output'];
    for (const { what } of scanForSecrets(emitYaml(manifest))) {
      check.report(rule, `there is ${what}`, 'refer to a Secret instead');
    }
  }

  /** cdk8s throws for labels and annotations that are no plain texts; here they are issues. */
  private plainMetadata(unplain: Unplain[]): Manifest {
    try {
      return this.metadata.toJson() as Manifest;
    } catch (error) {
      const hint = 'labels and annotations are maps of texts';
      unplain.push({ field: FieldPath.of('metadata'), message: reason(error), hint });
      return { name: this.name };
    }
  }
}

function inUsualOrder(metadata: Manifest): Manifest {
  const { name, namespace, ...rest } = metadata;
  return { name, ...(namespace === undefined ? {} : { namespace }), ...rest };
}

/** The construct that the user wrote: ours keep their object below them as `Resource`. */
export function writtenPath(object: ApiObject): string {
  const { id, path, scope } = object.node;
  return id === 'Resource' && scope !== undefined ? scope.node.path : path;
}

function reason(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

/** Apps whose constructs are being asked by us already, so that we do not ask in circles. */
const asking = new WeakSet<IConstruct>();

/** What all constructs below `root` say of themselves: ours in issues, others in texts. */
export function askAll(root: IConstruct): {
  readonly issues: readonly Issue[];
  readonly others: readonly string[];
} {
  asking.add(root);
  try {
    const constructs = root.node.findAll();
    return {
      issues: constructs.flatMap((construct) =>
        GardenObject.isGardenObject(construct) ? construct.issues : [],
      ),
      others: constructs.flatMap((construct) =>
        construct.node.validate().map((text) => `[${construct.node.path}] ${text}`),
      ),
    };
  } finally {
    asking.delete(root);
  }
}

/** Issues that were printed already: cdk8s asks again for each chart. */
const printed = new WeakSet<readonly Issue[]>();

/**
 * cdk8s collects the texts of all validations into an error of its own, which knows no issues, and has no place
 * for warnings. So the first refused object asks all others, too, and throws for all of them; one that is not
 * refused prints what is to be said.
 */
function throwIfRefused(object: GardenObject): string[] {
  const { root } = object.node;
  if (asking.has(root)) return [];
  if (object.issues.some(({ severity }) => severity === 'error')) {
    const { issues, others } = askAll(root);
    throw new ValidationError(issues, others);
  }
  if (!printed.has(object.issues)) {
    printed.add(object.issues);
    for (const issue of object.issues) process.stderr.write(`warning: ${sentence(issue)}\n`);
  }
  return [];
}

const contextKey = 'cdk8s-gardener-alicloud/target';

/** Says for all constructs below `scope` which Gardener they are made for. `GardenApp` does it for its props. */
export function setTarget(scope: Construct, options: TargetOptions): void {
  scope.node.setContext(contextKey, options);
}

/**
 * The versions, gates and time that hold for a construct. In a plain cdk8s `App` it is the newest Gardener,
 * and there is no clock: every version counts as unexpired, so that bytes never depend on the day.
 */
export function targetOptions(construct: Construct): TargetOptions {
  const options = construct.node.tryGetContext(contextKey) as TargetOptions | undefined;
  return { now: null, ...options };
}

const gardenCharts = new WeakMap<IConstruct, Construct>();

/** Says which chart holds the objects of the virtual garden, for constructs that emit some beside their own. */
export function setGardenChart(root: IConstruct, chart: Construct): void {
  gardenCharts.set(root, chart);
}

/** The chart of the virtual garden; undefined in a plain cdk8s `App`. */
export function gardenChartOf(construct: IConstruct): Construct | undefined {
  return gardenCharts.get(construct.node.root);
}

const extraFiles = new WeakMap<IConstruct, OutputFile[]>();

/**
 * A file beside the manifests that no GitOps engine applies, e.g. `ram/backup.json`. `GardenApp` writes it;
 * in a plain cdk8s `App` there is no place for it.
 */
export function addExtraFile(construct: IConstruct, file: OutputFile): void {
  extraFiles.set(construct, [...(extraFiles.get(construct) ?? []), file]);
}

export function extraFilesOf(construct: IConstruct): readonly OutputFile[] {
  return extraFiles.get(construct) ?? [];
}

/** Thrown by synthesis: everything that is wrong, at once. */
export class ValidationError extends Error {
  override readonly name = 'ValidationError';

  /** Issues of our constructs, errors and warnings; `origin.constructPath` says which construct. */
  declare readonly issues: readonly Issue[];
  /** What other constructs of the app complain of, as cdk8s words it. */
  declare readonly others: readonly string[];

  constructor(issues: readonly Issue[], others: readonly string[] = []) {
    const errors = issues.filter((issue) => issue.severity === 'error').map((issue) => sentence(issue));
    super(`Validation failed with the following errors:\n  ${[...errors, ...others].join('\n  ')}`);
    // Node prints what it can list of an error that nobody catches: the sentences say it all.
    Object.defineProperties(this, { issues: { value: issues }, others: { value: others } });
    withoutTrace(this);
  }
}

/** The place in our code where an error is thrown tells a user nothing, if its sentence says what to do. */
export function withoutTrace<E extends Error>(error: E): E {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

/** `[<construct>] <field>: <what is wrong>; <what to do>  [<rule>]` */
function sentence(issue: Issue): string {
  return `[${issue.origin?.constructPath ?? ''}] ${toSentence(issue)}  [${issue.rule}]`;
}

export interface OutputFile {
  /** Relative to the output folder, with `/`. */
  readonly path: string;
  readonly text: string;
}
