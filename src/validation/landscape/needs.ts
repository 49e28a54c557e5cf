import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { coreGroup, kindOf, securityGroup, seedManagementGroup } from '../../gardener/kinds';
import type { Check } from '../../issues/check';
import type { Landscape, LandscapeObject } from './landscape';
import { Makers, objectReferences } from './references';
import { RegisteredTypes } from './registrations';
import { seedConfigurations, typesOfBucket, typesOfSeed } from './seeds';

/** One object that the API server refuses until another exists. */
export interface Need {
  readonly object: LandscapeObject;
  readonly needed: LandscapeObject;
  /** What in the object refers to the other. */
  readonly check: Check;
}

/**
 * Every reference between documents of a landscape that Gardener resolves before it accepts an object: what the
 * object needs has to be applied before it.
 */
export function needsOf(landscape: Landscape): readonly Need[] {
  return [
    ...namespaceNeeds(landscape),
    ...registrationNeeds(landscape),
    ...typeNeeds(landscape),
    ...referenceNeeds(landscape),
    ...profileNeeds(landscape),
    ...bindingNeeds(landscape),
    ...shootNeeds(landscape),
    ...managedSeedNeeds(landscape),
  ];
}

/** Every reference between documents of a landscape, also those that Gardener follows only later. */
export function referencesOf(landscape: Landscape): readonly Pick<Need, 'object' | 'needed'>[] {
  const makers = new Makers(landscape);
  const later = objectReferences(landscape).flatMap((reference) =>
    to(reference.from, makers.of(reference), reference.check),
  );
  return [...needsOf(landscape), ...later];
}

function to(object: LandscapeObject, needed: LandscapeObject | undefined, check: Check): Need[] {
  return needed === undefined || needed === object ? [] : [{ object, needed, check }];
}

/** A namespace comes from its Project, whose controller makes it, or is written itself. */
function namespaceNeeds(landscape: Landscape): Need[] {
  const makers = new Map<string, LandscapeObject>();
  for (const project of landscape.all(coreGroup, 'Project')) {
    const name = asText(project.spec['namespace']);
    makers.set(name === '' ? `garden-${project.name}` : name, project);
  }
  for (const namespace of landscape.all('', 'Namespace')) makers.set(namespace.name, namespace);
  if (makers.size === 0) return [];
  return landscape.objects.flatMap((object) => {
    if (kindOf(object.manifest)?.isNamespaced !== true) return [];
    return to(object, makers.get(object.namespace), object.check.at('metadata', 'namespace'));
  });
}

function registrationNeeds(landscape: Landscape): Need[] {
  return landscape.all(coreGroup, 'ControllerRegistration').flatMap((object) =>
    asList(valueAt(object.spec, 'deployment', 'deploymentRefs')).flatMap((reference, index) => {
      const needed = landscape.find(coreGroup, 'ControllerDeployment', asText(asObject(reference)['name']));
      return to(object, needed, object.check.at('spec', 'deployment', 'deploymentRefs', index, 'name'));
    }),
  );
}

/** A Gardenlet needs nothing at first; a ManagedSeed is judged with its Shoot. */
function typeNeeds(landscape: Landscape): Need[] {
  const registered = new RegisteredTypes(landscape);
  const users = [
    ...seedConfigurations(landscape)
      .filter(({ object }) => object.kind !== 'Gardenlet')
      .map((seed) => ({ object: seed.object, types: typesOfSeed(seed) })),
    ...landscape.all(coreGroup, 'BackupBucket').map((object) => ({ object, types: typesOfBucket(object) })),
  ];
  return users.flatMap(({ object, types }) =>
    types.flatMap(({ kind, type, check }) => to(object, registered.primariesFor(kind, type)[0]?.by, check)),
  );
}

function referenceNeeds(landscape: Landscape): Need[] {
  const makers = new Makers(landscape);
  return objectReferences(landscape)
    .filter(({ lookedUp }) => lookedUp)
    .flatMap((reference) => to(reference.from, makers.of(reference), reference.check));
}

function profileNeeds(landscape: Landscape): Need[] {
  return landscape.all(coreGroup, 'NamespacedCloudProfile').flatMap((object) => {
    const name = asText(valueAt(object.spec, 'parent', 'name'));
    const needed = landscape.find(coreGroup, 'CloudProfile', name);
    return to(object, needed, object.check.at('spec', 'parent', 'name'));
  });
}

/** Credentials and Quotas, each looked up in the namespace that it names. */
function bindingNeeds(landscape: Landscape): Need[] {
  const makers = new Makers(landscape);
  const bindings = [
    ...landscape.all(coreGroup, 'SecretBinding'),
    ...landscape.all(securityGroup, 'CredentialsBinding'),
  ];
  return bindings.flatMap((object) => {
    const { manifest, check } = object;
    const field = object.kind === 'SecretBinding' ? 'secretRef' : 'credentialsRef';
    const reference = { kind: 'Secret', ...asObject(manifest[field]) };
    const quotas = asList(manifest['quotas']).flatMap((item, index) => {
      const { namespace, name } = referred(item, object);
      return to(object, landscape.find(coreGroup, 'Quota', name, namespace), check.at('quotas', index));
    });
    const kind = asText(reference.kind);
    return [...to(object, makers.of({ kind, ...referred(reference, object) }), check.at(field)), ...quotas];
  });
}

/** Without a namespace an object of the same one is meant. */
function referred(reference: unknown, from: LandscapeObject): { namespace: string; name: string } {
  const { namespace, name } = asObject(reference);
  return { namespace: asText(namespace) === '' ? from.namespace : asText(namespace), name: asText(name) };
}

function shootNeeds(landscape: Landscape): Need[] {
  const makers = new Makers(landscape);
  return landscape.all(coreGroup, 'Shoot').flatMap((shoot) => {
    const { spec, namespace } = shoot;
    const check = shoot.check.at('spec');
    const named = (field: string, group: string, kind: string, inNamespace = ''): Need[] =>
      to(shoot, landscape.find(group, kind, asText(spec[field]), inNamespace), check.at(field));
    const resources = asList(spec['resources']).flatMap((item, index) => {
      const { kind, name } = asObject(asObject(item)['resourceRef']);
      const needed = makers.of({ kind: asText(kind), namespace, name: asText(name) });
      return to(shoot, needed, check.at('resources', index, 'resourceRef'));
    });
    return [
      ...shootProfile(shoot, spec, landscape),
      ...named('cloudProfileName', coreGroup, 'CloudProfile'),
      ...named('secretBindingName', coreGroup, 'SecretBinding', namespace),
      ...named('credentialsBindingName', securityGroup, 'CredentialsBinding', namespace),
      ...named('exposureClassName', coreGroup, 'ExposureClass'),
      ...named('seedName', coreGroup, 'Seed'),
      ...resources,
    ];
  });
}

function shootProfile(shoot: LandscapeObject, spec: JsonObject, landscape: Landscape): Need[] {
  const reference = spec['cloudProfile'];
  if (!isObject(reference)) return [];
  const name = asText(reference['name']);
  const needed =
    reference['kind'] === 'NamespacedCloudProfile'
      ? landscape.find(coreGroup, 'NamespacedCloudProfile', name, shoot.namespace)
      : landscape.find(coreGroup, 'CloudProfile', name);
  return to(shoot, needed, shoot.check.at('spec', 'cloudProfile', 'name'));
}

function managedSeedNeeds(landscape: Landscape): Need[] {
  return landscape.all(seedManagementGroup, 'ManagedSeed').flatMap((object) => {
    const name = asText(valueAt(object.spec, 'shoot', 'name'));
    const needed = landscape.find(coreGroup, 'Shoot', name, object.namespace);
    return to(object, needed, object.check.at('spec', 'shoot', 'name'));
  });
}
