import { ApiObject, type Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import {
  askAll,
  extraFilesOf,
  GardenObject,
  type Manifest,
  writtenPath,
  type OutputFile,
} from '../garden-object/garden-object';
import { gardenAppRules } from '../garden-object/table';
import { Target, type TargetOptions } from '../gardener/target';
import { type Finding, IssueCollector } from '../issues/check';
import type { Issue } from '../issues/issue';
import { judge, versionIssues } from '../validation/engine';
import { scanForSecrets, secretRules } from '../validation/secret-scan';
import { emitYaml } from '../yaml/emit';
import { type Cluster, type GitOps, type Stage, stageOf } from './gitops/gitops';
import { validateLandscape } from '../validation/validate-landscape';

interface Landscape {
  readonly root: IConstruct;
  readonly garden: Chart;
  readonly runtime: Chart;
  readonly gitops: GitOps;
  readonly target: TargetOptions;
}

interface RenderedLandscape {
  readonly files: readonly OutputFile[];
  readonly issues: readonly Issue[];
  /** What constructs that are not ours complain of. */
  readonly others: readonly string[];
}

function toKey({ type, field, rule, message, origin }: Issue): string {
  return [origin?.constructPath, type, field, rule, message].join('\u0000');
}

interface Placed {
  /** Relative to the output folder. */
  readonly path: string;
  readonly constructPath: string;
  readonly manifest: Manifest;
}

/** Everything that a landscape consists of, as files, with all that is to be said of them. */
export function renderLandscape(landscape: Landscape): RenderedLandscape {
  const { issues: own, others } = askAll(landscape.root);
  const issues: Issue[] = [...versionIssues(new Target(landscape.target)), ...own];
  const collect = (constructPath: string, findings: readonly Finding[]): void => {
    for (const { at: _, ...issue } of findings)
      issues.push({ ...issue, origin: { constructPath, ...issue.origin } });
  };

  const constructs = landscape.root.node.findAll();
  const objects = constructs.flatMap((construct) =>
    ApiObject.isApiObject(construct) ? place(construct, landscape, collect) : [],
  );
  const { engine } = landscape.gitops;
  const placed: Placed[] = [
    ...objects,
    ...engine.objects(objects).map((object) => ({ ...object, constructPath: `gitops ${engine.name}` })),
  ];
  refuseCollisions(placed, collect);
  const documents = placed.map((object) => ({ ...object, path: `${engine.pathPrefix}/${object.path}` }));
  // What a construct that knows its parent has said of both is not said again.
  const told = new Set(own.map(toKey));
  for (const issue of validateLandscape(documents, landscape.target)) {
    if (!told.has(toKey(issue))) issues.push(issue);
  }

  const files = [
    ...placed.map(({ path, manifest }) => ({ path, text: emitYaml(manifest) })),
    ...constructs.flatMap((construct) => [...extraFilesOf(construct)]),
  ];
  const inClear = new Set(
    objects
      .filter(({ object }) => GardenObject.isGardenObject(object) && object.holdsSecretInClear)
      .map(({ path }) => path),
  );
  for (const { path, text } of files) {
    const rule = secretRules[inClear.has(path) ? 'secret-in-clear' : 'secret-in-output'];
    const collector = new IssueCollector();
    for (const { line, what } of scanForSecrets(text)) {
      collector.report(rule, '', `${path}:${line}: ${what}`, { hint: 'refer to a Secret instead' });
    }
    collect(placed.find((object) => object.path === path)?.constructPath ?? path, collector.findings);
  }
  return { files, issues, others };
}

function place(
  object: ApiObject,
  { garden, runtime, gitops, target }: Landscape,
  collect: (constructPath: string, findings: readonly Finding[]) => void,
): (Placed & { readonly stage: Stage; readonly object: ApiObject })[] {
  const manifest = object.toJson() as Manifest;
  // What is not ours has not been judged yet.
  if (!GardenObject.isGardenObject(object)) collect(writtenPath(object), judge(manifest, new Target(target)));
  const cluster = clusterOf(object, garden, runtime);
  if (cluster === undefined) {
    const collector = new IssueCollector();
    collector.report(
      gardenAppRules['object-without-cluster'],
      '',
      `${object.kind} ${object.name} is in neither cluster`,
      {
        hint: 'create it in app.garden or app.runtime, or in a construct below them',
      },
    );
    collect(writtenPath(object), collector.findings);
    return [];
  }
  const stage = stageOf(manifest, cluster);
  return [
    {
      path: `${stage}/${fileName(manifest)}`,
      stage,
      object,
      constructPath: writtenPath(object),
      manifest: annotated(manifest, gitops.engine.annotations(manifest, stage)),
    },
  ];
}

function clusterOf(object: ApiObject, garden: Chart, runtime: Chart): Cluster | undefined {
  const scopes: readonly IConstruct[] = object.node.scopes;
  if (scopes.includes(garden)) return 'garden';
  return scopes.includes(runtime) ? 'runtime' : undefined;
}

/** What the GitOps engine needs on the object; what the user wrote there goes first. */
function annotated(manifest: Manifest, annotations: Readonly<Record<string, string>>): Manifest {
  if (Object.keys(annotations).length === 0) return manifest;
  const metadata = manifest['metadata'] as Manifest;
  const merged = { ...annotations, ...(metadata['annotations'] as Manifest | undefined) };
  const sorted = Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...manifest, metadata: { ...metadata, annotations: sorted } };
}

function refuseCollisions(
  placed: readonly Placed[],
  collect: (constructPath: string, findings: readonly Finding[]) => void,
): void {
  const owners = new Map<string, string>();
  for (const { path, constructPath } of placed) {
    const owner = owners.get(path);
    if (owner === undefined) {
      owners.set(path, constructPath);
      continue;
    }
    const collector = new IssueCollector();
    collector.report(
      gardenAppRules['output-file-taken'],
      'metadata.name',
      `${path} is written by ${owner} already`,
      {
        hint: 'give one of the two another name',
      },
    );
    collect(constructPath, collector.findings);
  }
}

/** `<kind>-<name>.yaml`, namespaced objects `<kind>-<namespace>-<name>.yaml`, in lower case. */
function fileName(manifest: Manifest): string {
  const { namespace, name, generateName } = (manifest['metadata'] ?? {}) as Readonly<Record<string, unknown>>;
  const parts = [manifest['kind'], namespace, name ?? generateName].filter(
    (part) => typeof part === 'string',
  );
  // Names are checked elsewhere; whatever they hold, the file stays in its folder.
  return `${parts
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '_')}.yaml`;
}
