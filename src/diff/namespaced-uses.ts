import { asList, valueAt } from '../validation/json-value';
import { asText } from '../validation/kubernetes/read';
import { coreGroup, type LandscapeObject } from '../validation/landscape/landscape';
import { useKey, type Use } from './shoots/shoot-index';

/** Versions of a CloudProfile that NamespacedCloudProfiles of the landscape name: Gardener does not let them go. */
export class NamespacedUses {
  private readonly users = new Map<string, string[]>();

  constructor(objects: readonly LandscapeObject[]) {
    for (const { group, kind, namespace, name, spec } of objects) {
      if (group !== coreGroup || kind !== 'NamespacedCloudProfile') continue;
      const parent = `CloudProfile/${asText(valueAt(spec, 'parent', 'name'))}`;
      const user = `${namespace}/${name}`;
      for (const version of asList(valueAt(spec, 'kubernetes', 'versions'))) {
        this.note(useKey(parent, 'kubernetes', asText(valueAt(version, 'version'))), user);
      }
      for (const image of asList(valueAt(spec, 'machineImages'))) {
        const imageName = asText(valueAt(image, 'name'));
        for (const version of asList(valueAt(image, 'versions'))) {
          const key = useKey(imageName, asText(valueAt(version, 'version')));
          this.note(useKey(parent, 'image-version', key), user);
        }
      }
    }
  }

  usersOf(profile: string, uses: readonly Use[]): string[] {
    const users = uses.flatMap(({ facet, value }) => this.users.get(useKey(profile, facet, value)) ?? []);
    return [...new Set(users)].sort();
  }

  private note(key: string, user: string): void {
    const users = this.users.get(key);
    if (users === undefined) this.users.set(key, [user]);
    else users.push(user);
  }
}
