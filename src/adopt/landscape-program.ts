import { asObject, type JsonObject, textAt } from '../gardener/json';
import { type Cluster, kindOf, seedSpecOf } from '../gardener/kinds';
import { isProtection, protectionAnnotations } from '../gardener/protection';
import type { GitOpsChoice } from '../init/new-landscape';
import { fluxKubeconfigSecret } from '../init/template';
import { toProfileProps, type ProfilePlace } from './cloud-profile';
import {
  call,
  type Code,
  construct,
  data,
  entriesOf,
  known,
  list,
  map,
  type MapEntry,
  type NameCode,
  value,
} from './code';
import type { PatchOperation, Remedy } from './compare';
import { isProviderAlicloud, toDeploymentProps, toExtensionProps } from './extension';
import { Images } from './machine-images';
import { type AdoptedParent, toNamespacedProps } from './namespaced-cloud-profile';
import { type Module, Program } from './program';
import { type AdoptedObject, keyOf } from './read-objects';
import { Secrets, toSeedProps } from './seed';

/** What the program is for. */
export interface ProgramOptions {
  readonly gardenerVersion: string;
  readonly providerVersion: string;
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly gitops: GitOpsChoice;
  readonly repoUrl?: string | undefined;
}

/** What earlier attempts have shown. */
export interface Experience {
  /** Objects that no construct says, and why. */
  readonly plain: ReadonlyMap<string, string>;
  /** What goes through the escape hatches. */
  readonly remedies: ReadonlyMap<string, Remedy>;
  /** Whether Secrets are referred to that nobody here makes. */
  readonly refersElsewhere: boolean;
}

/** How an object stands in the program. */
export interface Placed {
  readonly object: AdoptedObject;
  /** The class that says it. */
  readonly className: string;
  /** Path of the construct, as issues name it. */
  readonly constructPath: string;
  /** Where the prop for further fields of its construct is merged in; undefined if it has none. */
  readonly extraAt: readonly string[] | undefined;
  /** Why no construct says it, if so. */
  readonly refusal?: string;
}

/** The program of a landscape, and where each object stands in it. */
export interface LandscapeProgram {
  readonly program: Program;
  readonly placed: readonly Placed[];
}

/** In this order they stand in the program: what others build on comes first. */
const order = [
  ...['CloudProfile', 'NamespacedCloudProfile', 'Extension', 'ControllerDeployment'],
  ...['ControllerRegistration', 'Seed', 'Gardenlet', 'ManagedSeed'],
];

export function toProgram(
  objects: readonly AdoptedObject[],
  options: ProgramOptions,
  experience: Experience,
): LandscapeProgram {
  return new ProgramBuilder(objects, options, experience).build();
}

class ProgramBuilder {
  private readonly program = new Program();
  private readonly main = this.program.module('main');
  private readonly app: NameCode;
  private readonly secrets: Secrets;
  private readonly profilePlace: ProfilePlace;
  private readonly parents = new Map<string, AdoptedParent>();
  private readonly placed: Placed[] = [];
  /** Those that were said together with another one. */
  private readonly done = new Set<AdoptedObject>();
  /** By kind and name; of several namespaces the last one. */
  private readonly byName: ReadonlyMap<string, AdoptedObject>;
  /** Names of CloudProfiles that have children. */
  private readonly parentNames: ReadonlySet<string>;
  private readonly hasOneSeed: boolean;

  constructor(
    private readonly objects: readonly AdoptedObject[],
    private readonly options: ProgramOptions,
    private readonly experience: Experience,
  ) {
    this.app = this.declareApp();
    this.byName = new Map(objects.map((object) => [`${object.kind}/${object.name}`, object]));
    this.parentNames = new Set(
      objects
        .filter((object) => object.kind === 'NamespacedCloudProfile' && !experience.plain.has(keyOf(object)))
        .map(({ manifest }) => parentOf(manifest)),
    );
    this.hasOneSeed = objects.filter(({ manifest }) => seedSpecOf(manifest) !== undefined).length === 1;
    this.secrets = new Secrets(
      this.program,
      objects.map(({ manifest }) => seedSpecOf(manifest)?.value),
    );
    this.profilePlace = {
      program: this.program,
      images: new Images(this.program),
      isOnly: objects.filter(({ kind }) => kind === 'CloudProfile').length === 1,
      pool: new Map(),
      imagesOf: new Map(),
    };
  }

  build(): LandscapeProgram {
    const sorted = order.flatMap((kind) => this.objects.filter((object) => object.kind === kind));
    for (const object of sorted) {
      if (this.done.has(object)) continue;
      const refusal = this.experience.plain.get(keyOf(object)) ?? this.add(object);
      if (refusal !== undefined) this.addPlain(object, refusal);
    }
    this.main.expression(call(this.of('synth')));
    return { program: this.program, placed: this.placed };
  }

  /** @returns why no construct says the object, if so */
  private add(object: AdoptedObject): string | undefined {
    switch (object.kind) {
      case 'CloudProfile':
        return this.addProfile(object);
      case 'NamespacedCloudProfile':
        return this.addNamespaced(object);
      case 'Extension':
        return this.addExtension(object);
      case 'ControllerDeployment':
        return this.addDeployment(object);
      case 'ControllerRegistration':
        return this.refuseRegistration(object);
      default:
        return this.addSeed(object);
    }
  }

  private addProfile(object: AdoptedObject): string | undefined {
    const props = toProfileProps(object.manifest, this.profilePlace);
    if (typeof props === 'string') return props;
    const isParent = this.parentNames.has(object.name);
    const variable = this.addConstruct('AlicloudCloudProfile', 'garden', object, props, isParent);
    if (variable !== undefined) this.parents.set(object.name, { variable, manifest: object.manifest });
    return undefined;
  }

  private addNamespaced(object: AdoptedObject): string | undefined {
    const parent = this.parents.get(parentOf(object.manifest));
    const props = toNamespacedProps(object.manifest, parent, this.profilePlace);
    if (typeof props === 'string') return props;
    this.addConstruct('AlicloudNamespacedCloudProfile', 'garden', object, props);
    return undefined;
  }

  private addExtension(object: AdoptedObject): string | undefined {
    if (!isProviderAlicloud(object.manifest['spec']))
      return 'ProviderExtension is for provider-alicloud alone';
    const props = toExtensionProps(object.manifest, this.program);
    if (typeof props === 'string') return props;
    this.addConstruct('ProviderExtension', 'runtime', object, props);
    return undefined;
  }

  /** Together with the registration of its name. */
  private addDeployment(object: AdoptedObject): string | undefined {
    const registration = this.byName.get(`ControllerRegistration/${object.name}`);
    if (registration === undefined)
      return 'ProviderExtensionDeployment makes it together with its ControllerRegistration, which was not read';
    if (!isProviderAlicloud(registration.manifest['spec']))
      return 'ProviderExtensionDeployment is for provider-alicloud alone';
    const reason = this.experience.plain.get(keyOf(registration));
    if (reason !== undefined) return reason;
    const props = toDeploymentProps(object.manifest, registration.manifest, this.program);
    if (typeof props === 'string') return props;
    const [own, other] = [this.remedy(object), this.remedy(registration)];
    const hasPatches = (own?.operations.length ?? 0) + (other?.operations.length ?? 0) > 0;
    const { id, entries } = this.named(object, [
      ...props,
      ...extraEntry('extraFields', own),
      ...extraEntry('extraRegistrationSpec', other),
    ]);
    const variable = this.declare(
      'ProviderExtensionDeployment',
      'garden',
      object.name,
      id,
      entries,
      hasPatches,
    );
    this.patch(variable, 'deployment', own);
    this.patch(variable, 'registration', other);
    const place = { className: 'ProviderExtensionDeployment', constructPath: `garden/${id}` };
    this.placed.push({ object, ...place, extraAt: [] });
    this.done.add(registration);
    this.placed.push({ object: registration, ...place, extraAt: ['spec'] });
    return undefined;
  }

  /** One that no deployment has brought along. */
  private refuseRegistration({ name }: AdoptedObject): string {
    const deployment = this.placed.find(
      ({ object }) => object.kind === 'ControllerDeployment' && object.name === name,
    );
    return (
      deployment?.refusal ??
      'ProviderExtensionDeployment makes it together with its ControllerDeployment, which was not read'
    );
  }

  private addSeed(object: AdoptedObject): string | undefined {
    const remedy = this.remedy(object);
    const [extra] = extraEntry('extraSeedSpec', remedy);
    const props = toSeedProps(object.manifest, {
      program: this.program,
      secrets: this.secrets,
      isOnly: this.hasOneSeed,
      metadata: metadataEntries(object.manifest),
      extra,
    });
    if (typeof props === 'string') return props;
    const id = this.program.names.id(object.name, `seed-${object.name}`);
    const hasPatches = (remedy?.operations.length ?? 0) > 0;
    const wanted = `${object.name}-backup`;
    const variable = this.declare('AlicloudSeedBackup', 'garden', wanted, id, props, hasPatches);
    this.patch(variable, 'apiObject?', remedy);
    this.placed.push({
      object,
      className: 'AlicloudSeedBackup',
      constructPath: `garden/${id}`,
      extraAt: seedSpecOf(object.manifest)?.steps,
    });
    return undefined;
  }

  /** An object that one construct of its name makes. */
  private addConstruct(
    className: string,
    cluster: Cluster,
    object: AdoptedObject,
    props: readonly MapEntry[],
    isReferred = false,
  ): NameCode | undefined {
    const remedy = this.remedy(object);
    const metadata = className === 'ProviderExtension' ? [] : metadataEntries(object.manifest);
    const { id, entries } = this.named(object, [...props, ...metadata, ...extraEntry('extraSpec', remedy)]);
    const isNeeded = isReferred || (remedy?.operations.length ?? 0) > 0;
    const variable = this.declare(className, cluster, object.name, id, entries, isNeeded);
    this.patch(variable, 'apiObject', remedy);
    this.placed.push({ object, className, constructPath: `${cluster}/${id}`, extraAt: ['spec'] });
    return variable;
  }

  /** An object as it was read: nothing is lost, nothing is derived. */
  private addPlain(object: AdoptedObject, reason: string): void {
    const { kind, name, namespace, manifest } = object;
    const { apiVersion, kind: _, metadata, ...body } = manifest;
    const words = kind.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    const file = this.program.newModule(`${words}-${namespace === '' ? '' : `${namespace}-`}${name}`);
    const constant = file.constant(name, kind, data(body), { type: 'Manifest' });
    const cluster: Cluster = kind === 'Extension' ? 'runtime' : 'garden';
    const id = this.program.names.id(name, `${words}-${name}`, `${words}-${namespace}-${name}`);
    const props = map({
      apiVersion: data(apiVersion),
      kind: data(kind),
      metadata: data(withoutUnsayable(protectedMetadata(manifest, metadata))),
      body: constant,
    });
    const code = construct(known('GardenObject'), this.of(cluster), value(id), props);
    const remedy = this.remedy(object);
    const comment = `As it was read: ${reason}.`;
    if (remedy === undefined || remedy.operations.length === 0) this.main.expression(code, comment);
    else {
      const variable = this.main.constant(name, kind, code, { isExported: false, comment });
      const operations = remedy.operations.map((operation) => toPatch(operation));
      this.main.expression(call({ ...variable, member: 'addJsonPatch' }, ...operations), noProp);
    }
    const constructPath = `${cluster}/${id}`;
    this.placed.push({
      object,
      className: 'GardenObject',
      constructPath,
      extraAt: undefined,
      refusal: reason,
    });
  }

  /** The id of a construct is the name of its object, if no other has it. */
  private named(
    { name, namespace, kind }: AdoptedObject,
    props: readonly MapEntry[],
  ): { readonly id: string; readonly entries: readonly MapEntry[] } {
    const more = namespace === '' ? [] : [`${namespace}-${name}`];
    const id = this.program.names.id(name, ...more, `${kind.toLowerCase()}-${name}`);
    return { id, entries: id === name ? props : [...props, { key: 'name', value: value(name) }] };
  }

  /** @returns the variable, where somebody needs it */
  private declare(
    className: string,
    cluster: Cluster,
    wanted: string,
    id: string,
    entries: readonly MapEntry[],
    isNeeded: boolean,
  ): NameCode | undefined {
    const code = construct(known(className), this.of(cluster), value(id), { is: 'map', entries });
    if (isNeeded) return this.main.constant(wanted, 'object', code, { isExported: false });
    this.main.expression(code);
    return undefined;
  }

  private patch(variable: NameCode | undefined, member: string, remedy: Remedy | undefined): void {
    if (variable === undefined || remedy === undefined || remedy.operations.length === 0) return;
    const operations = remedy.operations.map((operation) => toPatch(operation));
    const addPatch = call({ ...variable, member: `${member}.addJsonPatch` }, ...operations);
    this.main.expression(addPatch, commentOf(remedy.operations));
  }

  private remedy(object: AdoptedObject): Remedy | undefined {
    return this.experience.remedies.get(keyOf(object));
  }

  private of(member: string): NameCode {
    return { ...this.app, member };
  }

  private declareApp(): NameCode {
    const { gardenerVersion, providerVersion, featureGates } = this.options;
    const props = entriesOf({
      gardenerVersion: value(gardenerVersion),
      providerVersion: value(providerVersion),
      featureGates: Object.keys(featureGates).length === 0 ? undefined : data(featureGates),
      gitops: toGitOps(this.options),
      now: construct({ is: 'name', name: 'Date', from: '' }),
      waivers: this.experience.refersElsewhere ? declareWaivers(this.main) : undefined,
    });
    return this.main.constant('app', 'app', construct(known('GardenApp'), { is: 'map', entries: props }), {
      isExported: false,
    });
  }
}

const noProp = 'No prop says this.';

/** Why there is a patch. */
function commentOf(operations: readonly PatchOperation[]): string {
  const isOf = (end: string): boolean =>
    operations.every(({ op, path }) => op === 'remove' && path.endsWith(end));
  if (isOf('/backup/region'))
    return 'The construct writes the region; whoever left it out once may not write it any more.';
  if (isOf('/security.gardener.cloud~1pod-security-enforce'))
    return 'The construct asks for a level of pod security; what was read asks for none.';
  return noProp;
}

function parentOf(manifest: JsonObject): string {
  return textAt(asObject(asObject(manifest['spec'])['parent']), 'name');
}

function extraEntry(key: string, remedy: Remedy | undefined): readonly MapEntry[] {
  if (remedy === undefined || Object.keys(remedy.extra).length === 0) return [];
  return [{ key, value: data(remedy.extra), comment: noProp }];
}

/** `labels` and `annotations`, without the protection, which constructs write themselves. */
function metadataEntries(manifest: JsonObject): readonly MapEntry[] {
  const metadata = asObject(manifest['metadata']);
  return ['labels', 'annotations'].flatMap((key) => {
    const texts = Object.entries(asObject(metadata[key])).filter(
      ([name, text]) => typeof text === 'string' && !isProtection(name, text) && !isUnsayable(name),
    );
    return texts.length === 0 ? [] : [{ key, value: data(Object.fromEntries(texts)) }];
  });
}

/** cdk8s takes metadata with these keys for something else; a patch comes later. */
function isUnsayable(key: string): boolean {
  return key === 'constructor' || key === '__proto__';
}

/** What is lost for ever if it is deleted is protected, as constructs do it. */
function protectedMetadata(manifest: JsonObject, metadata: unknown): unknown {
  if (kindOf(manifest)?.isOfValue !== true) return metadata;
  const annotations = { ...protectionAnnotations, ...asObject(asObject(metadata)['annotations']) };
  return { ...asObject(metadata), annotations };
}

function withoutUnsayable(metadata: unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(asObject(metadata)).map(([field, said]) => [
      field,
      typeof said === 'object' && said !== null && !Array.isArray(said)
        ? Object.fromEntries(Object.entries(said).filter(([key]) => !isUnsayable(key)))
        : said,
    ]),
  );
}

function toPatch({ op, path, value: added }: PatchOperation): Code {
  const callee: NameCode = { is: 'name', name: 'JsonPatch', from: 'cdk8s', member: op };
  return op === 'remove' ? call(callee, value(path)) : call(callee, value(path), data(added));
}

function toGitOps({ gitops, repoUrl }: ProgramOptions): Code {
  switch (gitops) {
    case 'flux':
      return call(
        known('GitOps', 'flux'),
        map({ gardenKubeconfig: map({ secretName: value(fluxKubeconfigSecret) }) }),
      );
    case 'argocd':
      return call(known('GitOps', 'argocd'), map({ repoUrl: value(repoUrl ?? '') }));
    case 'none':
      return call(known('GitOps', 'none'));
  }
}

function declareWaivers(main: Module): Code {
  const waiver = {
    rule: 'landscape-reference-elsewhere',
    reason: 'what was adopted refers to objects that are made elsewhere',
  };
  return main.constant('waivers', 'list', list([data(waiver)]), {
    type: 'readonly Waiver[]',
    comment: 'Warnings that are known and meant; every one says why.',
    isExported: false,
  });
}
