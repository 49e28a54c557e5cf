import { isDeepStrictEqual } from 'node:util';
import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../gardener/json';
import { pruneDefaults } from '../sharing/config';
import type { LandscapeObject } from '../validation/landscape/landscape';
import { readYaml } from '../yaml/read';
import { compareFields, draftFields, losesItems, toDetail } from './field-changes';
import { omit } from './keyed-list';
import type { Danger, Draft } from './landscape-diff';

/** A config of the image-sharing job, as a ConfigMap holds it. */
interface SharingConfig {
  /** Key of the ConfigMap. */
  readonly key: string;
  readonly value: JsonObject;
}

/** The config in a ConfigMap, whatever its key is called; undefined for other objects. */
function sharingConfigOf({ group, kind, manifest }: LandscapeObject): SharingConfig | undefined {
  if (group !== '' || kind !== 'ConfigMap') return undefined;
  for (const [key, text] of Object.entries(asObject(manifest['data']))) {
    if (typeof text !== 'string' || !text.includes('image-sharing/v1')) continue;
    const [document] = readYaml(text);
    const value = asObject(document?.value);
    if (asText(value['apiVersion']).startsWith('image-sharing/')) return { key, value };
  }
  return undefined;
}

/** An image that a config names, and who gets it. */
interface SharedImage {
  readonly accounts: ReadonlySet<string>;
  /** What accounts are found through, in words: nobody knows here which they are. */
  readonly sources: ReadonlySet<string>;
  readonly policy: string;
  readonly rest: JsonObject;
}

/** Who gets which images, by `image ID in region`. */
export function sharedImagesOf({ config, files }: SharingState): Map<string, SharedImage> {
  const images = new Map<string, SharedImage>();
  const { value } = config;
  const sets = new Map(Object.entries(asObject(value['accounts'])));
  const known = new Map<string, Members>();
  for (const [region, entry] of Object.entries(asObject(value['regions']))) {
    for (const [id, item] of Object.entries(asObject(valueAt(entry, 'images')))) {
      const image = asObject(item);
      const [accounts, sources] = [new Set<string>(), new Set<string>()];
      for (const name of asList(image['accounts']).map(asText)) {
        const members = known.get(name) ?? membersOf(asObject(sets.get(name)), files);
        known.set(name, members);
        for (const account of members.accounts) accounts.add(account);
        for (const source of members.sources) sources.add(source);
      }
      const policy = asText(image['policy']) || asText(value['policy']) || 'ensure';
      const rest = omit(image, 'accounts', 'policy');
      images.set(`${id} in ${region}`, { accounts, sources, policy, rest });
    }
  }
  return images;
}

interface Members {
  readonly accounts: readonly string[];
  readonly sources: readonly string[];
}

function membersOf(set: JsonObject, files: AccountFiles): Members {
  const accounts = asList(set['static']).map((id) => String(id));
  const sources: string[] = [];
  for (const path of asList(set['files']).map(asText)) {
    const text = files.read(path);
    if (text === undefined) sources.push(`file ${path}`);
    else for (const id of idsIn(text)) accounts.push(id);
  }
  for (const credential of asList(set['fromCredentials'])) {
    sources.push(`credential ${asText(valueAt(credential, 'name'))}`);
  }
  const garden = set['fromGarden'];
  if (isObject(garden)) {
    const projects = asList(garden['projects']).map(asText);
    if (projects.length === 0) sources.push('every project of the garden');
    for (const project of projects) sources.push(`project ${project}`);
  }
  return { accounts, sources };
}

/** One or several IDs a line, behind `#` comments. */
function idsIn(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [ids = ''] = line.split('#', 1);
    return ids.split(/[\s,]+/).filter((id) => id !== '');
  });
}

/** Files with accounts that pods see, as far as ConfigMaps of the landscape hold them. */
class AccountFiles {
  /** @param pods specs of the pods that have the config */
  constructor(
    private readonly pods: readonly JsonObject[],
    private readonly configMap: (name: string) => JsonObject | undefined,
  ) {}

  read(path: string): string | undefined {
    for (const pod of this.pods) {
      const mounts = asList(pod['containers']).flatMap((container) =>
        asList(valueAt(container, 'volumeMounts')),
      );
      for (const mount of mounts) {
        const folder = asText(valueAt(mount, 'mountPath')).replace(/\/$/, '');
        if (!path.startsWith(`${folder}/`)) continue;
        const name = asText(valueAt(mount, 'name'));
        const volume = asList(pod['volumes']).find((item) => valueAt(item, 'name') === name);
        const text = this.readVolume(volume, path.slice(folder.length + 1));
        if (text !== undefined) return text;
      }
    }
    return undefined;
  }

  private readVolume(volume: unknown, file: string): string | undefined {
    for (const source of configMapsOf(volume)) {
      const items = asList(source['items']);
      const item = items.find((entry) => valueAt(entry, 'path') === file);
      const key = items.length === 0 ? file : asText(valueAt(item, 'key'));
      const data = asObject(this.configMap(asText(source['name']))?.['data']);
      const text = Object.hasOwn(data, key) ? data[key] : undefined;
      if (typeof text === 'string') return text;
    }
    return undefined;
  }
}

/** Where a volume names ConfigMaps. */
function configMapsOf(volume: unknown): JsonObject[] {
  const projected = asList(valueAt(volume, 'projected', 'sources'));
  return [volume, ...projected].map((source) => valueAt(source, 'configMap')).filter(isObject);
}

/** One state of a config, with the files that belong to it. */
export interface SharingState {
  readonly config: SharingConfig;
  readonly files: AccountFiles;
}

/** The configs of one state of a landscape, with what belongs to them. */
export class SharingIndex {
  private readonly configMaps = new Map<string, JsonObject>();
  private readonly pods = new Map<string, JsonObject[]>();

  constructor(objects: readonly LandscapeObject[]) {
    for (const object of objects) {
      const { group, kind, namespace, name, manifest } = object;
      if (group === '' && kind === 'ConfigMap') this.configMaps.set(`${namespace}/${name}`, manifest);
      const pod = podOf(object);
      if (pod === undefined) continue;
      for (const source of asList(pod['volumes']).flatMap(configMapsOf)) {
        const key = `${namespace}/${asText(source['name'])}`;
        const users = this.pods.get(key);
        if (users === undefined) this.pods.set(key, [pod]);
        else users.push(pod);
      }
    }
  }

  /** Undefined for an object that holds no config. */
  stateOf(object: LandscapeObject | undefined): SharingState | undefined {
    const config = object === undefined ? undefined : sharingConfigOf(object);
    if (object === undefined || config === undefined) return undefined;
    const { namespace, name } = object;
    const pods = this.pods.get(`${namespace}/${name}`) ?? [];
    const files = new AccountFiles(pods, (other) => this.configMaps.get(`${namespace}/${other}`));
    return { config, files };
  }
}

/** Who gains and who loses access to which image, and what else changes in how the job shares. */
export function draftSharing(before: SharingState | undefined, now: SharingState | undefined): Draft[] {
  const field = `data[${now?.config.key ?? before?.config.key ?? ''}]`;
  const [old, fresh] = [before, now].map((state) =>
    state === undefined ? new Map<string, SharedImage>() : sharedImagesOf(state),
  );
  const drafts: Draft[] = [];
  for (const name of [...new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])])].sort()) {
    drafts.push(...draftImage(name, old?.get(name), fresh?.get(name), field));
  }
  if (before === undefined || now === undefined) return drafts;
  drafts.push(...draftSettings(before.config.value, now.config.value, field));
  if (drafts.length > 0 || isDeepStrictEqual(before.config, now.config)) return drafts;
  const names = ['config that shares the same in other words'];
  return [{ subject: 'field', action: 'changed', names, fields: [field] }];
}

const none: ReadonlySet<string> = new Set();

function draftImage(
  name: string,
  before: SharedImage | undefined,
  now: SharedImage | undefined,
  field: string,
): Draft[] {
  const common = { of: `image ${name}`, fields: [field] } as const;
  const drafts: Draft[] = [];
  const compare = (subject: 'account' | 'account-source', old = none, fresh = none): void => {
    const lost = [...old].filter((item) => !fresh.has(item)).sort();
    const gained = [...fresh].filter((item) => !old.has(item)).sort();
    if (lost.length > 0) {
      const danger: Danger = { rule: 'change-access-lost', reason: lossReason(now) };
      drafts.push({ ...common, subject, action: 'removed', names: lost, danger });
    }
    if (gained.length > 0) drafts.push({ ...common, subject, action: 'added', names: gained });
  };
  compare('account', before?.accounts, now?.accounts);
  compare('account-source', before?.sources, now?.sources);
  if (before !== undefined && now !== undefined) {
    if (before.policy !== now.policy) {
      drafts.push({
        ...common,
        subject: 'field',
        action: 'changed',
        names: ['policy'],
        details: [{ label: '', from: before.policy, to: now.policy }],
        ...(now.policy === 'exact'
          ? { danger: { rule: 'change-access-exact' as const, reason: exactReason } }
          : {}),
      });
    }
    for (const change of compareFields(before.rest, now.rest, field, '')) {
      const { action, label } = change;
      drafts.push({
        ...common,
        subject: 'field',
        action,
        names: [label],
        details: [toDetail(change, '', 'ConfigMap')],
      });
    }
  }
  return drafts;
}

const exactReason = 'from now on who is not listed loses the access, also who got it in another way';

function lossReason(now: SharedImage | undefined): string {
  if (now === undefined) {
    return 'the job no longer looks after the image: who has access keeps it, and nobody gives it back';
  }
  return now.policy === 'exact'
    ? 'the job takes the access away: their Shoots get no new nodes with the image'
    : 'policy ensure takes no access away, but nobody keeps theirs any more';
}

/** Everything that holds for all images. */
function draftSettings(before: JsonObject, now: JsonObject, field: string): Draft[] {
  const guarded = draftFields(withGuards(before['prune']), withGuards(now['prune']), 'prune');
  const changes = compareFields(withGuards(before['prune']), withGuards(now['prune']), 'prune', 'prune');
  const others = draftFields(
    omit(before, 'accounts', 'regions', 'policy', 'prune'),
    omit(now, 'accounts', 'regions', 'policy', 'prune'),
    '',
  );
  return [
    ...guarded.map((draft, index): Draft => {
      const change = changes[index];
      const danger = change === undefined ? undefined : guardDanger(change);
      return { ...draft, fields: [field], ...(danger === undefined ? {} : { danger }) };
    }),
    ...others.map((draft): Draft => {
      const isIdentity = /^(?:credentials|expectOwnerAccount)/.test(draft.names[0] ?? '');
      const danger: Danger = {
        rule: 'change-sharing-identity',
        reason: 'the job works as somebody else, and shares nothing if that is not the owner',
      };
      return { ...draft, fields: [field], ...(isIdentity ? { danger } : {}) };
    }),
    ...regionSettings(before, now).map((draft): Draft => ({ ...draft, fields: [field] })),
  ];
}

function withGuards(prune: unknown): JsonObject {
  return { ...pruneDefaults, ...asObject(prune) };
}

function guardDanger(change: ReturnType<typeof compareFields>[number]): Danger | undefined {
  const name = change.label.slice('prune.'.length);
  const rule = 'change-sharing-guard-loosened';
  if (name.startsWith('max') && Number(change.now) > Number(change.before)) {
    return { rule, reason: 'more accounts can lose their access in one run' };
  }
  if (name === 'allowEmpty' && change.now === true) {
    return { rule, reason: 'an empty list of accounts takes the image away from everybody' };
  }
  if (name === 'protect' && losesItems(change)) {
    return { rule, reason: 'who was protected can lose the access' };
  }
  return undefined;
}

/** What a region has beside its images, e.g. an endpoint. */
function regionSettings(before: JsonObject, now: JsonObject): Draft[] {
  const rest = (config: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(asObject(config['regions'])).map(([region, entry]) => [
        region,
        omit(asObject(entry), 'images'),
      ]),
    );
  return draftFields(rest(before), rest(now), 'regions').filter(
    // A region that comes or goes is told by its images.
    ({ action, details }) =>
      action === 'changed' || (details?.[0]?.from !== '{}' && details?.[0]?.to !== '{}'),
  );
}

/** The pod of a Job or CronJob, or of whatever else has a template. */
function podOf({ kind, spec }: LandscapeObject): JsonObject | undefined {
  const place = kind === 'CronJob' ? ['jobTemplate', 'spec', 'template', 'spec'] : ['template', 'spec'];
  const pod = valueAt(spec, ...place);
  return isObject(pod) ? pod : undefined;
}

/** Whether an object is the job that shares images. */
export function isSharingJob(object: LandscapeObject): boolean {
  if (object.kind !== 'CronJob' && object.kind !== 'Job') return false;
  const label = valueAt(object.metadata, 'labels', 'app.kubernetes.io/name');
  return label === 'image-sharing' || argumentsOf(object).includes('share-images');
}

function argumentsOf(object: LandscapeObject): string[] {
  return asList(podOf(object)?.['containers']).flatMap((container) =>
    [...asList(valueAt(container, 'command')), ...asList(valueAt(container, 'args'))].map(asText),
  );
}

const jobDangers: readonly (readonly [RegExp, (draft: Draft) => boolean, Danger])[] = [
  [
    /^spec\.suspend$/,
    ({ details }) => details?.[0]?.to === 'true',
    {
      rule: 'change-sharing-stopped',
      reason: 'the job no longer runs: who comes gets no access, and who goes keeps it',
    },
  ],
  [
    /args$/,
    ({ details }) => details?.[0]?.to?.includes('--dry-run') === true,
    { rule: 'change-sharing-stopped', reason: 'the job only says what it would do' },
  ],
  [
    /args$/,
    ({ details }) => details?.[0]?.to?.includes('--allow-large-prune') === true,
    {
      rule: 'change-sharing-guard-loosened',
      reason: 'nothing holds the job back from taking the access away from many at once',
    },
  ],
];

/** What changes of the sharing job mean for customers. */
export function withJobDangers(drafts: readonly Draft[]): Draft[] {
  return drafts.map((draft) => {
    const found = jobDangers.find(
      ([pattern, applies]) => pattern.test(draft.fields[0] ?? '') && applies(draft),
    );
    return found === undefined ? draft : { ...draft, danger: found[2] };
  });
}

/** A manifest without the config that is told otherwise. */
export function withoutSharingConfig(body: JsonObject, state: SharingState | undefined): JsonObject {
  if (state === undefined) return body;
  return { ...body, data: omit(asObject(body['data']), state.config.key) };
}
