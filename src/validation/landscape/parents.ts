import { suggest } from '../../gardener/closest';
import { asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { coreGroup } from '../../gardener/kinds';
import type { Target } from '../../gardener/target';
import { Check, type Finding } from '../../issues/check';
import type { Child } from '../namespaced-cloud-profile/parent-update';
import { append, type Landscape, type LandscapeObject } from './landscape';
import { landscapeRules as rules } from './table';

/** NamespacedCloudProfiles below CloudProfiles of the landscape: the merged result is judged. */
export function validateParents(landscape: Landscape): void {
  const { target } = landscape;
  const profiles = landscape.all(coreGroup, 'CloudProfile');
  if (profiles.length === 0) return;
  const names = profiles.map((profile) => profile.name);
  // A parent is large, and may have many children.
  const parents = new Map<LandscapeObject, JsonObject | undefined>();
  for (const object of landscape.all(coreGroup, 'NamespacedCloudProfile')) {
    const name = asText(valueAt(object.spec, 'parent', 'name'));
    const parent = landscape.find(coreGroup, 'CloudProfile', name);
    if (parent !== undefined) {
      if (!parents.has(parent)) parents.set(parent, decoded(profileSchema, parent.manifest, target));
      const findings = findingsOfMerge(object, parents.get(parent), target);
      for (const finding of findings) object.check.findings.push(finding);
    } else if (name !== '') {
      object.check
        .at('spec', 'parent', 'name')
        .report(
          rules['landscape-parent-elsewhere'],
          `CloudProfile ${JSON.stringify(name)} is not among these documents`,
          suggest(name, names),
        );
    }
  }
}

const profileSchema = 'core.gardener.cloud/v1beta1/CloudProfile';
const namespacedSchema = 'core.gardener.cloud/v1beta1/NamespacedCloudProfile';

/** A manifest as the rules take it; what is wrong with it by itself is told elsewhere. */
function decoded(
  schema: typeof profileSchema | typeof namespacedSchema,
  manifest: unknown,
  target: Target,
): JsonObject | undefined {
  if (!isObject(manifest)) return undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a landscape without such profiles need not load it
  const { decode } = require('../../schema/decode') as typeof import('../../schema/decode');
  const profile = decode(schema, manifest, Check.root(target));
  // A large file is read again whenever somebody asks for a field: all children of a parent ask once.
  return profile && { ...profile };
}

/** What is wrong only together with the parent: the profile by itself is judged elsewhere. */
function findingsOfMerge(
  object: LandscapeObject,
  parent: JsonObject | undefined,
  target: Target,
): readonly Finding[] {
  const profile = decoded(namespacedSchema, object.manifest, target);
  if (profile === undefined || parent === undefined) return [];
  const { namespacedCloudProfileRules: profileRules } =
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
    require('../namespaced-cloud-profile/errors') as typeof import('../namespaced-cloud-profile/errors');
  const previous = decoded(namespacedSchema, object.document.previous, target);
  const judge = (related: { readonly parent?: JsonObject }): readonly Finding[] => {
    const check = Check.root(target);
    const context = { check, ...(previous && { previous }), ...related };
    profileRules.validate(profile, context);
    profileRules.warn?.(profile, context);
    return check.findings;
  };
  const known = new Set(judge({}).map(toKey));
  return judge({ parent }).filter((finding) => !known.has(toKey(finding)));
}

/** A CloudProfile that replaces another one must not add what a child defines, before and after. */
export function validateParentUpdates(landscape: Landscape): void {
  const { target } = landscape;
  const byParent = new Map<string, LandscapeObject[]>();
  for (const child of landscape.all(coreGroup, 'NamespacedCloudProfile')) {
    append(byParent, asText(valueAt(child.spec, 'parent', 'name')), child);
  }
  for (const { document, manifest, name, check } of landscape.all(coreGroup, 'CloudProfile')) {
    if (!isObject(document.previous)) continue;
    const children = (byParent.get(name) ?? []).flatMap((child) => keptChild(child, target));
    const profile = children.length === 0 ? undefined : decoded(profileSchema, manifest, target);
    const before = profile && decoded(profileSchema, document.previous, target);
    if (profile === undefined || before === undefined) continue;
    const { validateParentUpdate } =
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
      require('../namespaced-cloud-profile/parent-update') as typeof import('../namespaced-cloud-profile/parent-update');
    validateParentUpdate(asObject(profile['spec']), asObject(before['spec']), children, check);
  }
}

/** What a child defined before and still does; whether one that is new comes before its parent nobody knows. */
function keptChild(child: LandscapeObject, target: Target): Child[] {
  const [before, now] = [child.document.previous, child.manifest].map(
    (manifest) => decoded(namespacedSchema, manifest, target)?.['spec'] as Child['spec'] | undefined,
  );
  if (before === undefined || now === undefined) return [];
  const stored = new Map((before.machineImages ?? []).map((image) => [image.name ?? '', image]));
  const types = new Set((before.machineTypes ?? []).map(({ name = '' }) => name));
  const machineImages = (now.machineImages ?? []).flatMap((image) => {
    const old = stored.get(image.name ?? '');
    if (old === undefined) return [];
    const known = new Set((old.versions ?? []).map(({ version }) => version));
    return [{ ...image, versions: (image.versions ?? []).filter(({ version }) => known.has(version)) }];
  });
  const machineTypes = (now.machineTypes ?? []).filter(({ name = '' }) => types.has(name));
  return [{ name: `${child.namespace}/${child.name}`, spec: { machineImages, machineTypes } }];
}

function toKey({ type, field, message }: Finding): string {
  return [type, field, message].join('\u0000');
}
