import { ApiObject, JsonPatch, type ApiObjectMetadata } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { judge } from '../validation/engine';
import { FieldPath } from '../validation/field-path';
import type { Issue } from '../validation/issue';
import { IssueCollector, type Finding } from '../validation/issue-collector';
import { Target } from '../validation/target';
import { gardenAppRules } from './rules';
import { toPlain, type Unplain } from './plain-value';
import { targetOptions } from './target-context';
import { ValidationError } from './validation-error';

/** An object as it is written to YAML, or a part of one. */
export type Manifest = Readonly<Record<string, unknown>>;

/** What a `GardenObject` renders: a whole manifest but for its metadata. */
export interface GardenObjectProps {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ApiObjectMetadata;
  /** Everything beside apiVersion, kind and metadata (`spec`, or `helm`, `data` …), in the order to be written. */
  readonly body: Manifest;
  /** What the construct found wrong in its props beyond what the manifest shows. */
  readonly findings?: () => readonly Finding[];
  /** The user asked in so many words for credentials in clear. @default false */
  readonly holdsSecretInClear?: boolean;
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

  readonly holdsSecretInClear: boolean;
  private readonly body: Manifest;
  private readonly ownPatches: JsonPatch[] = [];
  private readonly foundByConstruct: () => readonly Finding[];
  private verdict:
    { readonly state: string; readonly manifest: Manifest; readonly issues: Issue[] } | undefined;

  constructor(scope: Construct, id: string, props: GardenObjectProps) {
    super(scope, id, { apiVersion: props.apiVersion, kind: props.kind, metadata: props.metadata });
    this.body = props.body;
    this.holdsSecretInClear = props.holdsSecretInClear ?? false;
    this.foundByConstruct = props.findings ?? (() => []);
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
    const metadata = this.plainMetadata(unplain);
    const options = targetOptions(this);
    const state = JSON.stringify([metadata, this.ownPatches.length, options]);
    if (this.verdict?.state === state) return this.verdict;

    const plain = toPlain(this.body, unplain) as Manifest;
    let manifest: Manifest = {
      apiVersion: this.apiVersion,
      kind: this.kind,
      metadata: inUsualOrder(metadata),
      ...plain,
    };
    const collector = new IssueCollector();
    for (const { field, message, hint } of unplain) {
      collector.report(gardenAppRules['value-not-plain'], field, message, { hint });
    }
    try {
      if (this.ownPatches.length > 0)
        manifest = JsonPatch.apply(structuredClone(manifest), ...this.ownPatches) as Manifest;
    } catch (error) {
      collector.report(
        gardenAppRules['json-patch-failed'],
        '',
        `a JSON patch does not apply: ${reason(error)}`,
        {
          hint: 'compare its path with the manifest',
        },
      );
    }
    const findings = [
      ...collector.findings,
      ...this.foundByConstruct(),
      ...judge(manifest, new Target(options)),
    ];
    const issues = findings.map(({ at: _, ...issue }) => ({
      ...issue,
      origin: { ...issue.origin, constructPath: writtenPath(this) },
    }));
    this.verdict = { state, manifest, issues };
    return this.verdict;
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

/**
 * cdk8s collects the texts of all validations into an error of its own, which knows no issues. So the first
 * refused object asks all others, too, and throws for all of them.
 */
function throwIfRefused(object: GardenObject): string[] {
  const { root } = object.node;
  if (asking.has(root) || !object.issues.some((issue) => issue.severity === 'error')) return [];
  const { issues, others } = askAll(root);
  throw new ValidationError(issues, others);
}
