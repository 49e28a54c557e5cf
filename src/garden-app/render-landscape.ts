import { isAbsolute, relative, resolve } from 'node:path';
import { ApiObject, type Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { AlicloudCloudProfile } from '../cloud-profile/alicloud-cloud-profile';
import type { AlicloudNamespacedCloudProfile } from '../cloud-profile/alicloud-namespaced-cloud-profile';
import { checkWorkers, type Offer } from '../cloud-profile/image-fit';
import {
  askAll,
  extraFilesOf,
  GardenObject,
  type Manifest,
  writtenPath,
  type OutputFile,
} from '../garden-object/garden-object';
import { toPlain, type Unplain } from '../garden-object/props';
import { gardenAppRules } from '../garden-object/table';
import { asObject, asText, valueAt } from '../gardener/json';
import { type Cluster, clusterOfGroup, coreGroup, groupOf, type Stage, stageOf } from '../gardener/kinds';
import { Target, type TargetOptions } from '../gardener/target';
import { Check, type Finding } from '../issues/check';
import type { Issue } from '../issues/issue';
import { judge, versionIssues } from '../validation/engine';
import { sharedImageIds } from '../validation/landscape/shared-images';
import { isPublished, schemaPath } from '../schema/schema-node';
import { scanForSecrets, secretRules } from '../validation/secret-scan';
import { emitYaml } from '../yaml/emit';
import { below } from './gitops/engine';
import type { GitOps } from './gitops/gitops';
import { validateLandscape } from '../validation/validate-landscape';

interface Landscape {
  readonly root: IConstruct;
  readonly garden: Chart;
  readonly runtime: Chart;
  readonly gitops: GitOps;
  readonly target: TargetOptions;
  /** Where the output goes. */
  readonly outdir: string;
  /** See `GardenAppProps.editorSchemas`. */
  readonly editorSchemas?: string | undefined;
}

interface RenderedLandscape {
  readonly files: readonly OutputFile[];
  readonly issues: readonly Issue[];
  /** What constructs that are not ours complain of. */
  readonly others: readonly string[];
  /** Files by the path of the construct that they are made of. */
  readonly filesOf: ReadonlyMap<string, readonly string[]>;
  /** Manifests by the same. */
  readonly manifestsOf: ReadonlyMap<string, readonly unknown[]>;
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
    ...engine.objects(objects).map(({ path, manifest }) => {
      const constructPath = `gitops ${engine.name}`;
      return { path, constructPath, manifest: plain(manifest, constructPath, landscape.target, collect) };
    }),
  ];
  refuseCollisions(placed, landscape.target, collect);
  collect(`gitops ${engine.name}`, findPathElsewhere(landscape));
  const shared = sharedImageIds(objects.map(({ manifest }) => manifest)) ?? new Set<string>();
  for (const construct of constructs) {
    collect(construct.node.path, findUnshared(construct, shared, landscape));
  }
  const offers = offersOf(constructs);
  for (const { constructPath, manifest } of objects) {
    collect(constructPath, findUnfitWorkers(manifest, offers, landscape));
  }
  const documents = placed.map((object) => ({ ...object, path: below(engine.pathPrefix, object.path) }));
  // What a construct that knows its parent has said of both is not said again.
  const told = new Set(own.map(toKey));
  for (const issue of validateLandscape(documents, { ...landscape.target, gitops: engine.name })) {
    if (!told.has(toKey(issue))) issues.push(issue);
  }

  const files = [
    ...placed.map(({ path, manifest }) => ({
      path,
      text: schemaLine(path, manifest, landscape.editorSchemas) + emitYaml(manifest),
    })),
    ...constructs.flatMap((construct) => [...extraFilesOf(construct)]),
  ];
  const inClear = new Set(
    objects
      .filter(({ object }) => GardenObject.isGardenObject(object) && object.holdsSecretInClear)
      .map(({ path }) => path),
  );
  for (const { path, text } of files) {
    const rule = secretRules[inClear.has(path) ? 'secret-in-clear' : 'secret-in-output'];
    const check = Check.root(new Target(landscape.target));
    for (const { line, what } of scanForSecrets(text)) {
      check.report(rule, `${path}:${line}: ${what}`, 'refer to a Secret instead');
    }
    collect(placed.find((object) => object.path === path)?.constructPath ?? path, check.findings);
  }
  const [filesOf, manifestsOf] = [new Map<string, string[]>(), new Map<string, unknown[]>()];
  for (const { path, constructPath, manifest } of placed) {
    filesOf.set(constructPath, [...(filesOf.get(constructPath) ?? []), path]);
    manifestsOf.set(constructPath, [...(manifestsOf.get(constructPath) ?? []), manifest]);
  }
  return { files, issues, others, filesOf, manifestsOf };
}

function place(
  object: ApiObject,
  { garden, runtime, gitops, target }: Landscape,
  collect: (constructPath: string, findings: readonly Finding[]) => void,
): (Placed & { readonly stage: Stage; readonly object: ApiObject })[] {
  const constructPath = writtenPath(object);
  let manifest = object.toJson() as Manifest;
  // What is not ours has not been judged yet.
  if (!GardenObject.isGardenObject(object)) {
    manifest = plain(manifest, constructPath, target, collect);
    collect(constructPath, judge(manifest, new Target(target)));
  }
  const cluster = clusterOf(object, garden, runtime);
  if (cluster === undefined) {
    const check = Check.root(new Target(target));
    check.report(
      gardenAppRules['object-without-cluster'],
      `${object.kind} ${object.name} is in neither cluster`,
      'create it in app.garden or app.runtime, or in a construct below them',
    );
    collect(constructPath, check.findings);
    return [];
  }
  collect(writtenPath(object), findWrongCluster(manifest, cluster, target));
  const stage = stageOf(manifest, cluster);
  return [
    {
      path: `${stage}/${fileName(manifest)}`,
      stage,
      object,
      constructPath,
      manifest: annotated(manifest, gitops.engine.annotations(manifest, stage)),
    },
  ];
}

/** The comment by which editors find the schema of a file; empty for a kind that has none. */
function schemaLine(path: string, { apiVersion, kind }: Manifest, schemas: string | undefined): string {
  const name = `${String(apiVersion)}/${String(kind)}`;
  if (schemas === undefined || !isPublished(name)) return '';
  const up = isUrl(schemas) ? '' : '../'.repeat(path.split('/').length - 1);
  return `# yaml-language-server: $schema=${up}${schemas.replace(/\/$/, '')}/${schemaPath(name)}\n`;
}

/** What is said in a comment of one line: a URL, or a path as seen from the output folder. */
export function isEditorSchemas(text: string): boolean {
  return isUrl(text) ? /^\S+$/.test(text) : /^(?!\/)[^\s:\\]+$/.test(text);
}

function isUrl(text: string): boolean {
  return /^https?:\/\//.test(text);
}

/** Without what YAML has no form for, which is reported. */
function plain(
  manifest: Manifest,
  constructPath: string,
  target: TargetOptions,
  collect: (constructPath: string, findings: readonly Finding[]) => void,
): Manifest {
  const unplain: Unplain[] = [];
  const usable = toPlain(manifest, unplain) as Manifest;
  const check = Check.root(new Target(target));
  for (const { field, message, hint } of unplain) {
    check.as(field).report(gardenAppRules['value-not-plain'], message, hint);
  }
  collect(constructPath, check.findings);
  return usable;
}

/** Of an engine that reads a repository, whose folders below the current one go by the same names there. */
function findPathElsewhere({ gitops, outdir, target }: Landscape): readonly Finding[] {
  const check = Check.root(new Target(target));
  const { name, pathPrefix } = gitops.engine;
  const written = relative(process.cwd(), resolve(outdir)).replaceAll('\\', '/');
  const isBelow = written !== '' && !written.startsWith('..') && !isAbsolute(written);
  if (name === 'none' || pathPrefix === '' || !isBelow || `/${pathPrefix}`.endsWith(`/${written}`)) return [];
  check.report(
    gardenAppRules['gitops-path-elsewhere'],
    `the output goes to ${JSON.stringify(written)}, but ${name} looks for it in ${JSON.stringify(pathPrefix)}`,
    'write pathPrefix as the path of the output folder in the repository',
  );
  return check.findings;
}

/** Custom images of a profile of which no ID is shared; what a job forgets of others the landscape tells. */
function findUnshared(
  construct: IConstruct,
  shared: ReadonlySet<string>,
  { target }: Landscape,
): readonly Finding[] {
  const check = Check.root(new Target(target));
  const { customImages = [] } = construct as Partial<Pick<AlicloudCloudProfile, 'customImages'>>;
  for (const name of new Set(customImages.map((image) => image.name))) {
    const own = customImages.filter((image) => image.name === name);
    if (own.some(({ imageId }) => shared.has(imageId))) continue;
    check.report(
      gardenAppRules['custom-image-unshared'],
      `no ImageSharingJob shares the custom image ${JSON.stringify(name)}`,
      'create one in app.runtime with images: profile.customImages',
    );
  }
  return check.findings;
}

type Profile = AlicloudCloudProfile | AlicloudNamespacedCloudProfile;

/** Profiles by what Shoots call them. */
function offersOf(constructs: readonly IConstruct[]): ReadonlyMap<string, Offer> {
  return new Map(
    constructs.flatMap((construct) => {
      const { offered, apiObject } = construct as Partial<Pick<Profile, 'offered' | 'apiObject'>>;
      if (offered === undefined || apiObject === undefined) return [];
      const { kind, name, metadata } = apiObject;
      return [[[kind, metadata.namespace ?? '', name].join('/'), offered]];
    }),
  );
}

/** What ECS has said of images and machine types is in no manifest. */
function findUnfitWorkers(
  { apiVersion, kind, metadata, spec }: Manifest,
  offers: ReadonlyMap<string, Offer>,
  { target }: Landscape,
): readonly Finding[] {
  const check = Check.root(new Target(target));
  if (kind !== 'Shoot' || groupOf(asText(apiVersion)) !== coreGroup) return [];
  const { kind: profile = 'CloudProfile', name = valueAt(spec, 'cloudProfileName') } = asObject(
    valueAt(spec, 'cloudProfile'),
  );
  const namespace = profile === 'CloudProfile' ? '' : asText(valueAt(metadata, 'namespace'));
  const offer = offers.get([asText(profile), namespace, asText(name)].join('/'));
  if (offer !== undefined) checkWorkers(asObject(spec), offer, check.at('spec'));
  return check.findings;
}

/** Nobody but a GitOps engine fills in variables. */
function findWrongCluster(manifest: Manifest, cluster: Cluster, target: TargetOptions): readonly Finding[] {
  const check = Check.root(new Target(target));
  const { apiVersion, kind } = manifest;
  const home = clusterOfGroup(groupOf(typeof apiVersion === 'string' ? apiVersion : ''));
  if (home !== undefined && home !== cluster) {
    const names = { garden: 'the virtual garden', runtime: 'the runtime cluster' };
    const message = `${String(kind)} is a kind of ${names[home]}, and ${names[cluster]} does not know it`;
    check.report(gardenAppRules['object-in-wrong-cluster'], message, `create it in app.${home}`);
  }
  return check.findings;
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
  target: TargetOptions,
  collect: (constructPath: string, findings: readonly Finding[]) => void,
): void {
  const owners = new Map<string, string>();
  for (const { path, constructPath } of placed) {
    const owner = owners.get(path);
    if (owner === undefined) {
      owners.set(path, constructPath);
      continue;
    }
    const check = Check.root(new Target(target));
    check
      .at('metadata', 'name')
      .report(
        gardenAppRules['output-file-taken'],
        `${path} is written by ${owner} already`,
        'give one of the two another name',
      );
    collect(constructPath, check.findings);
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
