import { listed } from '../../gardener/closest';
import { ImageMapping } from '../../gardener/image-mapping';
import { asList, asObject, asText, type JsonObject } from '../../gardener/json';
import { imageMappingOf } from '../../gardener/kinds';
import { append, type Landscape } from './landscape';
import { landscapeRules as rules } from './table';

/** IDs that image-sharing jobs share, as far as their configs are among the manifests; undefined without any job. */
export function sharedImageIds(manifests: Iterable<unknown>): ReadonlySet<string> | undefined {
  let shared: Set<string> | undefined;
  for (const { regions } of sharingConfigs(manifests)) {
    shared ??= new Set();
    for (const region of Object.values(asObject(regions))) {
      for (const id of Object.keys(asObject(asObject(region)['images']))) shared.add(id);
    }
  }
  return shared;
}

/** Configs of image-sharing jobs; what cannot be read is an empty one. */
function sharingConfigs(manifests: Iterable<unknown>): JsonObject[] {
  return [...manifests].flatMap((manifest) => {
    const { kind, data } = asObject(manifest);
    const text = kind === 'ConfigMap' ? asText(asObject(data)['config.json']) : '';
    return text.includes('"image-sharing/') ? [asObject(parsed(text))] : [];
  });
}

/**
 * Whose accounts get an image from the jobs of a landscape, by project. Undefined where the jobs do not have the image,
 * or also name accounts of which nobody knows here whose they are.
 */
export function projectsOfImages(
  landscape: Landscape,
): (id: string, region: string) => ReadonlySet<string> | undefined {
  const known = new Map<string, ReadonlySet<string> | undefined>();
  const configs = sharingConfigs(landscape.all('', 'ConfigMap').map(({ manifest }) => manifest));
  for (const { accounts, regions } of configs) {
    const sets = new Map(Object.entries(asObject(accounts)).map(([name, set]) => [name, projectsOf(set)]));
    for (const [region, entry] of Object.entries(asObject(regions))) {
      for (const [id, image] of Object.entries(asObject(asObject(entry)['images']))) {
        const key = `${region}/${id}`;
        const before = known.has(key) ? known.get(key) : [];
        const named = asList(asObject(image)['accounts']).map((name) => sets.get(asText(name)));
        const isOpen = before === undefined || named.includes(undefined);
        known.set(key, isOpen ? undefined : new Set([...before, ...named.flatMap((names) => names ?? [])]));
      }
    }
  }
  return (id, region) => known.get(`${region}/${id}`);
}

/** Undefined for a set that has, or may have, accounts of any project. */
function projectsOf(set: unknown): readonly string[] | undefined {
  const { fromGarden, ...others } = asObject(set);
  const projects = asList(asObject(fromGarden)['projects']).map(asText);
  return projects.length === 0 || Object.keys(others).length > 0 ? undefined : projects;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** IDs of an image that no job shares, although a job shares others of the same image: they were forgotten. */
export function validateSharedImages(landscape: Landscape): void {
  const shared = sharedImageIds(landscape.all('', 'ConfigMap').map(({ manifest }) => manifest));
  if (shared === undefined) return;
  for (const { manifest, check } of landscape.where(({ imageMapping }) => imageMapping !== undefined)) {
    const part = imageMappingOf(manifest);
    if (part === undefined) continue;
    const { all } = ImageMapping.read(part.value);
    const idsOf = (entry: (typeof all)[number]): { region: string; id: string }[] =>
      entry.flavors.flatMap(({ regions }) => [...regions].map(([region, { id }]) => ({ region, id })));
    const entries = new Map<string, (typeof all)[number][]>();
    for (const entry of all) append(entries, entry.image, entry);
    for (const [image, own] of entries) {
      if (!own.some((entry) => idsOf(entry).some(({ id }) => shared.has(id)))) continue;
      for (const entry of own) {
        const missing = idsOf(entry).filter(({ id }) => !shared.has(id));
        if (missing.length === 0) continue;
        const names = listed(missing.map(({ region, id }) => `${id} in ${region}`));
        check
          .at(...part.steps, ...entry.steps)
          .report(
            rules['landscape-image-unshared'],
            `no job shares ${names}, but other IDs of ${image} are shared`,
            'add them to the images of the ImageSharingJob',
          );
      }
    }
  }
}
