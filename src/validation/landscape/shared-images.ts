import { listed } from '../../gardener/closest';
import { ImageMapping } from '../../gardener/image-mapping';
import { asObject, asText } from '../../gardener/json';
import { imageMappingOf } from '../../gardener/kinds';
import { append, type Landscape } from './landscape';
import { landscapeRules as rules } from './table';

/** IDs that image-sharing jobs share, as far as their configs are among the manifests; undefined without any job. */
export function sharedImageIds(manifests: Iterable<unknown>): ReadonlySet<string> | undefined {
  let shared: Set<string> | undefined;
  for (const manifest of manifests) {
    const { kind, data } = asObject(manifest);
    const text = kind === 'ConfigMap' ? asText(asObject(data)['config.json']) : '';
    if (!text.includes('"image-sharing/')) continue;
    shared ??= new Set();
    for (const region of Object.values(asObject(asObject(parsed(text))['regions']))) {
      for (const id of Object.keys(asObject(asObject(region)['images']))) shared.add(id);
    }
  }
  return shared;
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
