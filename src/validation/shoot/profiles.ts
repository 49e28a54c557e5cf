import { Check } from '../../issues/check';
import { asText, type JsonObject, valueAt } from '../../gardener/json';
import { coreGroup } from '../../gardener/kinds';
import type { Target } from '../../gardener/target';
import { decode } from '../../schema/decode';
import type { SchemaName } from '../../schema/schema-node';
import type { Landscape, LandscapeObject } from '../landscape/landscape';
import { projectsOfImages } from '../landscape/shared-images';
import type { NamespacedSpec } from '../namespaced-cloud-profile/own-profile';
import { ShootOffer, type ShootSharing, warnOfShoot } from './warnings';

/** The profiles of a landscape, as Shoots see them. Many Shoots share one: it is read once. */
export class OfferedProfiles {
  private readonly sharedWith: ShootSharing['sharedWith'];
  private readonly offers = new Map<string, ShootOffer | undefined>();
  private readonly parents = new Map<string, JsonObject | undefined>();
  /** Projects by namespace. */
  private readonly projects: ReadonlyMap<string, string>;

  constructor(
    private readonly landscape: Landscape,
    private readonly target: Target,
  ) {
    this.sharedWith = projectsOfImages(landscape);
    const projects = [...landscape.all(coreGroup, 'Project')].reverse();
    this.projects = new Map(projects.map(({ spec, name }) => [asText(spec['namespace']), name]));
  }

  /** Says nothing of a Shoot whose profile is not there. */
  warnOf({ manifest, spec, namespace, check }: LandscapeObject): void {
    const kind = asText(valueAt(spec, 'cloudProfile', 'kind'));
    const name = asText(valueAt(spec, 'cloudProfile', 'name')) || asText(spec['cloudProfileName']);
    const isNamespaced = kind === 'NamespacedCloudProfile';
    const key = isNamespaced ? `${namespace}/${name}` : name;
    if (!this.offers.has(key)) this.offers.set(key, this.read(name, isNamespaced ? namespace : undefined));
    const offer = this.offers.get(key);
    if (offer === undefined) return;
    const sharing = { project: this.projectOf(namespace), sharedWith: this.sharedWith };
    warnOfShoot(manifest, offer, sharing, check);
  }

  private read(name: string, namespace: string | undefined): ShootOffer | undefined {
    if (namespace === undefined) return this.offerOf(name, undefined);
    const child = this.landscape.find(coreGroup, 'NamespacedCloudProfile', name, namespace);
    if (child === undefined) return undefined;
    const spec = this.decoded('core.gardener.cloud/v1beta1/NamespacedCloudProfile', child.manifest);
    return spec && this.offerOf(asText(valueAt(spec, 'parent', 'name')), spec);
  }

  private offerOf(parent: string, own: NamespacedSpec | undefined): ShootOffer | undefined {
    if (!this.parents.has(parent)) {
      const profile = this.landscape.find(coreGroup, 'CloudProfile', parent);
      const spec = profile && this.decoded('core.gardener.cloud/v1beta1/CloudProfile', profile.manifest);
      this.parents.set(parent, spec);
    }
    const spec = this.parents.get(parent);
    return spec && new ShootOffer(spec, own, this.target);
  }

  /** What is wrong with a profile is told elsewhere. */
  private decoded(schema: SchemaName, manifest: JsonObject): JsonObject | undefined {
    const profile = decode(schema, manifest, Check.root(this.target));
    return profile && ((profile['spec'] ?? {}) as JsonObject);
  }

  /** Without its Project the usual form of a namespace's name tells. */
  private projectOf(namespace: string): string {
    const project = namespace === '' ? undefined : this.projects.get(namespace);
    return project ?? namespace.replace(/^garden-/, '');
  }
}
