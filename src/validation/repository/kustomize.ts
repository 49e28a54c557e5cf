import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { groupOf, kindOf } from '../../gardener/kinds';
import { readYaml, type YamlDocument } from '../../yaml/read';
import { applyOperations, mergePatch, PatchFailed } from './patches';
import { picks, UnknownSelector } from './selection';
import { isRemote, type Kustomization, pathBelow, type Source, type Sources } from './sources';

/** An object that a kustomization makes of a document. */
export interface Built {
  readonly source: Source;
  readonly value: JsonObject;
  /** Patches that were merged into it, in order: they say where its fields are written. */
  readonly patches: readonly WrittenPatch[];
}

interface WrittenPatch {
  readonly file: string;
  readonly document: YamlDocument;
}

/** What a kustomization makes, and what it would make beside that, one sentence each. */
export interface Build {
  readonly objects: readonly Built[];
  readonly leftOut: readonly string[];
}

/** A kustomization that is not built here; the message says why. */
export class NotBuilt extends Error {
  override readonly name = 'NotBuilt';
}

/** Fields that change objects in ways that we do not follow. */
const transforming = ['namePrefix', 'nameSuffix', 'replacements', 'vars', 'transformers', 'configurations'];
/** Fields that make further objects. */
const generating = [
  ...['configMapGenerator', 'secretGenerator', 'generators'],
  ...['helmCharts', 'helmChartInflationGenerator'],
];

/**
 * Builds the plain cases of a kustomization: resources, components, patches, namespace, labels, annotations. Pure
 * but for files that it names and that are read then.
 *
 * @throws NotBuilt for what kustomize would refuse, and for what we do not follow
 */
export function build(kustomization: Kustomization, sources: Sources): Build {
  const builder = new Builder(sources);
  try {
    const objects = builder.build(kustomization, []);
    return { objects, leftOut: builder.leftOut };
  } catch (error) {
    if (error instanceof PatchFailed || error instanceof UnknownSelector) throw new NotBuilt(error.message);
    throw error;
  }
}

class Builder {
  readonly leftOut: string[] = [];
  private readonly open = new Set<string>();

  constructor(private readonly sources: Sources) {}

  /** @param earlier what a component changes */
  build(kustomization: Kustomization, earlier: readonly Built[]): readonly Built[] {
    const { folder, value } = kustomization;
    if (this.open.has(folder)) throw new NotBuilt(`${folder} contains itself`);
    this.open.add(folder);
    for (const field of transforming) {
      if (isFilled(value[field])) throw new NotBuilt(`${field} is not followed here`);
    }
    for (const field of generating) {
      if (isFilled(value[field])) this.leftOut.push(`what ${field} makes is not judged`);
    }
    let objects: readonly Built[] = [
      ...earlier,
      ...[...asList(value['resources']), ...asList(value['bases'])].flatMap((name) =>
        this.resource(folder, asText(name)),
      ),
    ];
    for (const name of asList(value['components'])) objects = this.component(folder, asText(name), objects);
    const changed = this.transform(kustomization, objects);
    this.open.delete(folder);
    return changed;
  }

  private resource(folder: string, name: string): readonly Built[] {
    if (isRemote(name)) {
      this.leftOut.push(`${name} lies elsewhere, and is not judged`);
      return [];
    }
    const path = pathBelow(folder, name);
    const inner = this.sources.kustomization(path);
    if (inner !== undefined) return this.build(inner, []);
    const documents = this.sources.file(path);
    if (documents === undefined) {
      this.leftOut.push(`${name} is not among the files, and not judged`);
      return [];
    }
    return documents.flatMap((source) => {
      const { value } = source.document;
      return isObject(value) ? [{ source, value, patches: [] }] : [];
    });
  }

  private component(folder: string, name: string, objects: readonly Built[]): readonly Built[] {
    const inner = isRemote(name) ? undefined : this.sources.kustomization(pathBelow(folder, name));
    if (inner === undefined) throw new NotBuilt(`component ${name} is not among the files`);
    return this.build(inner, objects);
  }

  /** In the order of kustomize. */
  private transform(kustomization: Kustomization, objects: readonly Built[]): readonly Built[] {
    const { value } = kustomization;
    let changed = objects;
    for (const item of asList(value['patchesStrategicMerge'])) {
      const text = asText(item);
      changed = this.patch(kustomization, text.includes('\n') ? { patch: text } : { path: text }, changed);
    }
    for (const item of asList(value['patches'])) changed = this.patch(kustomization, asObject(item), changed);
    const namespace = asText(value['namespace']);
    if (namespace !== '') changed = changed.map((built) => withNamespace(built, namespace));
    const labels = [value['commonLabels'], ...asList(value['labels']).map((item) => asObject(item)['pairs'])];
    for (const pairs of labels) changed = changed.map((built) => withMetadata(built, 'labels', pairs));
    changed = changed.map((built) => withMetadata(built, 'annotations', value['commonAnnotations']));
    for (const item of asList(value['patchesJson6902'])) {
      changed = this.patch(kustomization, asObject(item), changed);
    }
    return changed;
  }

  private patch(
    { folder, source }: Kustomization,
    { path, patch, target }: JsonObject,
    objects: readonly Built[],
  ): readonly Built[] {
    const name = asText(path);
    const written: readonly WrittenPatch[] | undefined =
      name === ''
        ? // Where a text in the kustomization stands is not worth to say.
          readYaml(asText(patch)).map((document) => ({
            file: source.file,
            document: { ...document, locate: () => source.document.locate('') },
          }))
        : this.sources.file(pathBelow(folder, name));
    if (written === undefined) throw new NotBuilt(`patch ${name} is not among the files`);
    return written.reduce((changed, one) => this.apply(one, target, changed, name), objects);
  }

  private apply(
    patch: WrittenPatch,
    target: unknown,
    objects: readonly Built[],
    name: string,
  ): readonly Built[] {
    const { value } = patch.document;
    const isOperations = Array.isArray(value);
    if (!isOperations && !isObject(value)) throw new NotBuilt(`patch ${name} is neither a map nor a list`);
    if (isOperations && !isObject(target)) throw new NotBuilt(`patch ${name} has no target`);
    let found = 0;
    const changed = objects.flatMap((built) => {
      const isMeant = isObject(target) ? picks(target, built.value) : isSame(value, built.value);
      if (!isMeant) return [built];
      found++;
      const patched = isOperations
        ? applyOperations(built.value, value as readonly unknown[])
        : named(mergePatch(built.value, value), built.value);
      if (patched === undefined) return [];
      return [{ ...built, value: patched, patches: [...built.patches, patch] }];
    });
    if (found === 0 && !isObject(target) && this.leftOut.length === 0) {
      throw new NotBuilt(
        `patch ${name === '' ? '' : `${name} `}changes no object that is there`.replace('  ', ' '),
      );
    }
    return changed;
  }
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';
}

/** A patch for all of a kind does not change what an object is called. */
function named(patched: unknown, before: JsonObject): JsonObject | undefined {
  if (!isObject(patched)) return undefined;
  const { apiVersion, kind, metadata } = before;
  const { name, namespace } = asObject(metadata);
  const kept = { ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }) };
  return { ...patched, apiVersion, kind, metadata: { ...asObject(patched['metadata']), ...kept } };
}

/** A strategic patch without a target names its object itself. */
function isSame(patch: unknown, value: JsonObject): boolean {
  const { apiVersion, kind } = asObject(patch);
  const name = valueAt(patch, 'metadata', 'name');
  const namespace = valueAt(patch, 'metadata', 'namespace');
  return (
    groupOf(asText(apiVersion)) === groupOf(asText(value['apiVersion'])) &&
    kind === value['kind'] &&
    name === valueAt(value, 'metadata', 'name') &&
    (namespace === undefined || namespace === valueAt(value, 'metadata', 'namespace'))
  );
}

function withNamespace(built: Built, namespace: string): Built {
  if (kindOf(built.value)?.isNamespaced === false) return built;
  const metadata = { ...asObject(built.value['metadata']), namespace };
  return { ...built, value: { ...built.value, metadata } };
}

function withMetadata(built: Built, map: 'labels' | 'annotations', pairs: unknown): Built {
  if (!isObject(pairs) || Object.keys(pairs).length === 0) return built;
  const metadata = asObject(built.value['metadata']);
  const merged = { ...metadata, [map]: { ...asObject(metadata[map]), ...pairs } };
  return { ...built, value: { ...built.value, metadata: merged } };
}
