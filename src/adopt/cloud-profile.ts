import { defaultArchitecture, defaultUpdateStrategy } from '../gardener/defaults';
import type { ExpirableVersion, LifecycleStage } from '../cloud-profile/cloud-profile-spec';
import type {
  Bastion,
  MachineCapability,
  MachineType,
  MachineTypeStorage,
  Region,
  SeedSelector,
  VolumeType,
  Zone,
} from '../cloud-profile/props';
import { asList, asObject, isObject, isSameJson, type JsonObject, textAt } from '../gardener/json';
import { parseTimestamp } from '../gardener/timestamp';
import { call, type Code, data, entriesOf, list, map, type MapEntry, type NameCode, value } from './code';
import {
  boolean,
  elsewhere,
  expressed,
  fields,
  type Fit,
  listOf,
  number,
  oneOf,
  optional,
  text,
  textMap,
  texts,
  unless,
} from './fit';
import { areVersions, type Images, mappingsOf, toVersionData } from './machine-images';
import type { ConstantOptions, Module, Program } from './program';

const stage = fields<LifecycleStage>({
  classification: oneOf('preview', 'supported', 'deprecated', 'expired'),
  startTime: optional(text),
});

function expirable(date: Fit): Fit {
  return fields<ExpirableVersion>({
    version: text,
    classification: optional(oneOf('preview', 'supported', 'deprecated')),
    expirationDate: optional(date),
    lifecycle: optional(listOf(stage)),
  });
}

/** A zone without more than its name is its name. */
const zone: Fit = expressed((given) => {
  const { name, ...rest } = asObject(given);
  if (typeof name === 'string' && Object.keys(rest).length === 0) return value(name);
  return fields<Zone>({
    name: text,
    unavailableMachineTypes: optional(texts),
    unavailableVolumeTypes: optional(texts),
  }).toCode(given);
});

const regionFields = fields<Region>({
  name: text,
  zones: listOf(zone),
  labels: optional(textMap),
  accessRestrictions: optional(listOf(fields<{ readonly name: string }>({ name: text }))),
});

/** A region may have no zones; the prop has to say so. */
const region = expressed((given) => regionFields.toCode(isObject(given) ? { zones: [], ...given } : given));

export const volumeType = fields<VolumeType>({
  name: text,
  class: text,
  usable: unless(true, boolean),
  minSize: optional(text),
});

const capability = fields<MachineCapability>({ name: text, values: texts });

/** @param usual architecture of a type that says none */
export function machineType(usual: string): Fit {
  return fields<MachineType>({
    name: text,
    cpu: text,
    gpu: text,
    memory: text,
    architecture: unless(usual, oneOf('amd64', 'arm64')),
    usable: unless(true, boolean),
    storage: optional(
      fields<MachineTypeStorage>({
        class: text,
        type: text,
        size: optional(text),
        minSize: optional(text),
      }),
    ),
    capabilities: optional(expressed((given) => capabilitiesFit.toCode(given))),
    machineControllerManager: optional(
      fields<NonNullable<MachineType['machineControllerManager']>>({
        machineCreationTimeout: optional(text),
      }),
    ),
    facts: elsewhere,
  });
}

const capabilitiesFit: Fit = expressed((given) =>
  isObject(given) && Object.values(given).every((values) => texts.toCode(values) !== undefined)
    ? data(given)
    : undefined,
);

export const limits = fields<{ readonly maxNodesTotal?: number }>({ maxNodesTotal: optional(number) });
const controlPlane = fields<{ readonly allowZonePinning?: boolean }>({ allowZonePinning: optional(boolean) });
const seedSelector = fields<SeedSelector>({
  matchLabels: optional(textMap),
  matchExpressions: optional(
    listOf(
      fields<NonNullable<SeedSelector['matchExpressions']>[number]>({
        key: text,
        operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
        values: optional(texts),
      }),
    ),
  ),
  providerTypes: optional(texts),
});

/** Where the big lists of a profile go: a file of their own. */
export interface ProfilePlace {
  readonly program: Program;
  readonly images: Images;
  /** Whether it is the only one, so that its constants need no name of it. */
  readonly isOnly: boolean;
  /** Constants by what they hold: two profiles with the same list share it. */
  readonly pool: Map<string, NameCode>;
  /** Images of the profiles so far, by profile and image. */
  readonly imagesOf: Map<string, ReadonlyMap<string, NameCode>>;
}

type Declare = (what: string, type: string, code: Code, more?: ConstantOptions) => NameCode;

/** Props of `AlicloudCloudProfile` that say what a CloudProfile says; or why none do. */
export function toProfileProps(manifest: JsonObject, place: ProfilePlace): readonly MapEntry[] | string {
  const spec = asObject(manifest['spec']);
  if (spec['type'] !== 'alicloud') return 'AlicloudCloudProfile is for the type alicloud alone';
  const { machineImages } = spec;
  if (!areImages(machineImages)) return 'its machine images have no names and versions of their own';
  const name = textAt(asObject(manifest['metadata']), 'name');
  const { program, isOnly, pool } = place;
  const file = program.newModule(isOnly ? 'cloud-profile' : `cloud-profile-${name}`);
  const constant: Declare = (what, type, code, more) => {
    const key = JSON.stringify([type, code]);
    const wanted = isOnly ? what : `${name}-${what}`;
    const found = pool.get(key) ?? file.constant(wanted, 'list', code, { type, ...more });
    pool.set(key, found);
    return found;
  };
  const listed = (what: string, type: string, item: Fit): Code | undefined => {
    const code = listOf(item).toCode(spec[what]);
    return code === undefined ? undefined : constant(what, `readonly ${type}[]`, code);
  };
  const versions = toVersions(asObject(spec['kubernetes'])['versions'], file) ?? list([]);
  const made = toImages(machineImages, spec, name, place);
  place.imagesOf.set(name, made);
  const declared = spec['machineCapabilities'] ?? [];
  const architectures = architecturesOf(declared);
  return entriesOf({
    kubernetes: map({ versions: constant('kubernetesVersions', 'readonly ExpirableVersion[]', versions) }),
    machineImages: list([...made.values()]),
    machineTypes: toMachineTypes(spec['machineTypes'], architectures, isOnly, file, program, constant),
    volumeTypes: listed('volumeTypes', 'VolumeType', volumeType),
    regions: toRegions(spec['regions'], isOnly, file, program, constant),
    machineCapabilities: isSameJson(declared, derivedCapabilities(machineImages, spec))
      ? undefined
      : listOf(capability).toCode(declared),
    bastion: toBastion(spec['bastion'], made),
    limits: limits.toCode(spec['limits']),
    controlPlane: controlPlane.toCode(spec['controlPlane']),
    caBundle: text.toCode(spec['caBundle']),
    seedSelector: seedSelector.toCode(spec['seedSelector']),
  });
}

/** The constants of the images by their names. */
function toImages(
  images: readonly JsonObject[],
  spec: JsonObject,
  owner: string,
  place: ProfilePlace,
): ReadonlyMap<string, NameCode> {
  const mappings = mappingsOf(spec);
  return new Map(
    images.map((image) => {
      const name = textAt(image, 'name');
      const versions = asList(image['versions']).map((version) =>
        toVersionData(asObject(version), mappings(name, textAt(asObject(version), 'version'))),
      );
      return [
        name,
        place.images.image(name, { ...strategyOf(image, defaultUpdateStrategy), versions }, owner),
      ];
    }),
  );
}

/** @param usual what the construct writes unasked */
export function strategyOf(image: JsonObject, usual?: string): { readonly updateStrategy?: string } {
  const { updateStrategy } = image;
  const isSaid = typeof updateStrategy === 'string' && ['patch', 'minor', 'major'].includes(updateStrategy);
  return isSaid && updateStrategy !== usual ? { updateStrategy } : {};
}

export function areImages(images: unknown): images is readonly JsonObject[] {
  if (!Array.isArray(images)) return false;
  const names = images.map((image) => textAt(asObject(image), 'name'));
  return (
    names.every((name) => name !== '') &&
    new Set(names).size === names.length &&
    images.every((image) => areVersions(asObject(image)['versions']))
  );
}

export function architecturesOf(capabilities: unknown): readonly string[] {
  const found = asList(capabilities).find((one) => asObject(one)['name'] === 'architecture');
  return asList(asObject(found)['values']).filter((item) => typeof item === 'string');
}

/** What the construct declares unasked: the architectures of its images, as soon as one is not for amd64 alone. */
export function derivedCapabilities(images: readonly JsonObject[], spec: JsonObject): readonly unknown[] {
  const mappings = mappingsOf(spec);
  const found = new Set<unknown>();
  for (const image of images) {
    for (const version of asList(image['versions'])) {
      const mapping = mappings(textAt(image, 'name'), textAt(asObject(version), 'version'));
      const { architectures, flavors } = toVersionData(asObject(version), mapping);
      const ofFlavors = asList(flavors).flatMap((flavor) =>
        asList(asObject(asObject(flavor)['capabilities'])['architecture']),
      );
      const said = asList(architectures);
      for (const one of said.length > 0 ? said : ofFlavors.length > 0 ? ofFlavors : [defaultArchitecture])
        found.add(one);
    }
  }
  if (found.size === 0 || (found.size === 1 && found.has(defaultArchitecture))) return [];
  return [{ name: 'architecture', values: [...found].sort() }];
}

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);

/** Versions; a day on which several of them end is said once. */
function toVersions(versions: unknown, file: Module): Code | undefined {
  const counts = new Map<string, number>();
  for (const version of asList(versions)) {
    const date = textAt(asObject(version), 'expirationDate');
    counts.set(date, (counts.get(date) ?? 0) + 1);
  }
  const constants = new Map<string, NameCode>();
  for (const [date, count] of counts) {
    const time = parseTimestamp(date);
    if (count < 2 || time === undefined) continue;
    const day = new Date(time);
    const wanted = `end-of-${months[day.getUTCMonth()] ?? ''}-${day.getUTCFullYear()}`;
    const isLastDay = new Date(time + 24 * 60 * 60 * 1000).getUTCDate() === 1;
    const name = isLastDay ? wanted : wanted.replace('end-of-', `until-${day.getUTCDate()}-`);
    constants.set(date, file.constant(name, 'date', value(date), { isExported: false }));
  }
  const date = expressed((given) =>
    typeof given === 'string' ? (constants.get(given) ?? value(given)) : undefined,
  );
  return listOf(expirable(date)).toCode(versions);
}

/** So many types make a table. */
const tableFrom = 4;

function toMachineTypes(
  types: unknown,
  architectures: readonly string[],
  isOnly: boolean,
  file: Module,
  program: Program,
  constant: Declare,
): Code {
  const usual = architectures[0] ?? defaultArchitecture;
  const named = asList(types).map((type) => withoutDerived(type, architectures));
  const rows = named.map((type) => toRow(type, usual));
  if (rows.length < tableFrom || !rows.every((row) => row !== undefined))
    return constant('machineTypes', machineTypeList, listOf(machineType(usual)).toCode(named) ?? list([]));
  const from = helpers('sizes', isOnly ? file : program.module('ecs'), isOnly);
  const sizes = constant('machineSizes', 'readonly MachineSize[]', list(rows), {
    typeFrom: from,
    isExported: false,
  });
  const toType: NameCode = { is: 'name', name: 'toMachineType', from };
  return constant('machineTypes', machineTypeList, call({ ...sizes, member: 'map' }, toType));
}

const machineTypeList = 'readonly MachineType[]';

/** So many regions make a table. */
const regionsFrom = 3;

/** Regions by the letters of their zones, where the IDs of all zones follow from them. */
function toRegions(
  regions: unknown,
  isOnly: boolean,
  file: Module,
  program: Program,
  constant: Declare,
): Code {
  const rows = asList(regions).map((one) => toLetters(one));
  const names = new Set(rows.map((row) => row?.key));
  if (rows.length < regionsFrom || names.size < rows.length || !rows.every((row) => row !== undefined))
    return constant('regions', regionList, listOf(region).toCode(regions) ?? list([]));
  const from = helpers('zones', isOnly ? file : program.module('ecs'), isOnly);
  const letters = constant(
    'zoneLetters',
    'Readonly<Record<string, string>>',
    { is: 'map', entries: rows },
    { typeFrom: '', isExported: false, comment: 'Letters of the zones by region ID.' },
  );
  return constant('regions', regionList, call({ is: 'name', name: 'toRegions', from }, letters));
}

const regionList = 'readonly Region[]';

function toLetters(given: unknown): MapEntry | undefined {
  const { name, zones, ...rest } = asObject(given);
  if (typeof name !== 'string' || Object.keys(rest).length > 0) return undefined;
  const prefix = name.startsWith('cn-') ? `${name}-` : name;
  const letters = asList(zones).map((one) => {
    const { name: id, ...more } = asObject(one);
    const letter = typeof id === 'string' && id.startsWith(prefix) ? id.slice(prefix.length) : '';
    return Object.keys(more).length === 0 && /^[a-z]$/.test(letter) ? letter : undefined;
  });
  if (letters.length === 0 || letters.includes(undefined)) return undefined;
  return { key: name, value: value(letters.join(' ')) };
}

/** @returns the module that has what makes lists of tables */
function helpers(what: keyof typeof helperTexts, file: Module, isOnly: boolean): string {
  const { typescript, javascript, type } = helperTexts[what];
  const exported = (text: string): string =>
    isOnly ? text : text.replace(/^(?=type |function to)/gm, 'export ');
  const exports = javascript.replace(/^function (to\w+)/gm, 'exports.$1 = $1;\n$&');
  file.textOnce(exported(typescript), isOnly ? javascript : exports, [type]);
  return `./${file.file}`;
}

const sizeBody = 'return { name, cpu: String(cpu), gpu: String(gpu), memory: `${memory}Gi` };';
const regionsBody = `return Object.entries(letters).map(([name, zones]) => ({
    name,
    zones: zones.split(' ').map((letter) => zoneId(name, letter)),
  }));`;
const zoneBody = "return region.startsWith('cn-') ? `${region}-${letter}` : `${region}${letter}`;";

/** Program text of ours, as the example landscape has it, in both dialects. */
const helperTexts = {
  sizes: {
    typescript: `/** An ECS instance type: vCPUs, memory in GiB, GPUs. */
type MachineSize = readonly [name: string, cpu: number, memory: number, gpu?: number];

function toMachineType([name, cpu, memory, gpu = 0]: MachineSize): MachineType {
  ${sizeBody}
}
`,
    javascript: `function toMachineType([name, cpu, memory, gpu = 0]) {
  ${sizeBody}
}
`,
    type: 'MachineType',
  },
  zones: {
    typescript: `function toRegions(letters: Readonly<Record<string, string>>): readonly Region[] {
  ${regionsBody}
}

/** In mainland China and Hong Kong a dash stands before the letter, elsewhere not: cn-hangzhou-h, eu-central-1a. */
function zoneId(region: string, letter: string): string {
  ${zoneBody}
}
`,
    javascript: `function toRegions(letters) {
  ${regionsBody}
}
function zoneId(region, letter) {
  ${zoneBody}
}
`,
    type: 'Region',
  },
} as const;

/** Without what the construct makes of the other of the two: the architecture, and the capabilities. */
export function withoutDerived(type: unknown, architectures: readonly string[]): unknown {
  const { capabilities, architecture, ...rest } = asObject(type);
  if (
    architectures.length > 0 &&
    isSameJson(capabilities, { architecture: [architecture ?? architectures[0]] })
  )
    return architecture === undefined ? rest : { ...rest, architecture };
  const [first] = asList(asObject(capabilities)['architecture']);
  return first !== undefined && first === architecture ? { ...rest, capabilities } : type;
}

/** Name, vCPUs, GiB, and where there are some GPUs: whatever says more is no row. */
function toRow(type: unknown, usual: string): Code | undefined {
  const { name, cpu, gpu, memory, architecture = usual, usable = true, ...rest } = asObject(type);
  const size = /^(\d+)Gi$/.exec(String(memory))?.[1];
  if (typeof name !== 'string' || size === undefined || Object.keys(rest).length > 0) return undefined;
  if (architecture !== usual || usable !== true) return undefined;
  if (!isCount(cpu) || !isCount(gpu) || !isCount(size)) return undefined;
  const gpus = Number(gpu) === 0 ? [] : [value(Number(gpu))];
  return list([value(name), value(Number(cpu)), value(Number(size)), ...gpus]);
}

function isCount(text: unknown): boolean {
  return typeof text === 'string' && /^(?:0|[1-9]\d{0,8})$/.test(text);
}

function toBastion(bastion: unknown, images: ReadonlyMap<string, NameCode>): Code | undefined {
  const machineImage = expressed((given) => {
    const { name, version } = asObject(given);
    const image = images.get(String(name));
    return image === undefined ? undefined : map({ image, version: text.toCode(version) });
  });
  return fields<Bastion>({
    machineImage: optional(machineImage),
    machineType: optional(fields<{ readonly name: string }>({ name: text })),
  }).toCode(bastion);
}
