import { asObject, valueAt } from '../gardener/json';
import { compareFields, type FieldChange, losesItems, toDetail } from './field-changes';
import type { Danger, Draft, Subject } from './landscape-diff';
import type { ChangeRule } from './table';

interface SeedDanger {
  /** Tried on the path below the Seed's spec. */
  readonly pattern: RegExp;
  readonly rule: ChangeRule;
  readonly reason: string;
  readonly applies?: (change: FieldChange) => boolean;
  /** What admission says while Shoots are on the Seed. */
  readonly guard?: string;
}

const isEnabled = ({ now }: FieldChange): boolean => now === true || valueAt(now, 'locked') === true;
const isLowered = ({ before, now }: FieldChange): boolean => Number(now) < Number(before);

/** The first that fits counts. */
const dangers: readonly SeedDanger[] = [
  {
    pattern: /^backup\.(provider|region)$/,
    rule: 'change-backup-moved',
    reason: 'the backups of its Shoots stay in the old bucket',
    applies: ({ action }) => action !== 'added',
  },
  {
    pattern: /^backup$/,
    rule: 'change-backup-removed',
    reason: 'its Shoots are no longer backed up',
    applies: ({ action }) => action === 'removed',
  },
  {
    pattern: /^backup\.credentialsRef/,
    rule: 'change-backup-credentials',
    reason: 'nobody looks the new Secret up before: without it backups of all its Shoots fail',
  },
  {
    pattern: /^backup\.providerConfig(\.immutability)?$/,
    rule: 'change-backup-retention',
    reason: 'backups may be deleted before their time; the bucket itself keeps a locked policy',
    applies: ({ action }) => action === 'removed',
  },
  {
    pattern: /^backup\.providerConfig\.immutability\.retentionPeriod$/,
    rule: 'change-backup-retention',
    reason: 'backups may be deleted earlier',
    applies: isLowered,
  },
  {
    pattern: /^backup\.providerConfig(\.immutability(\.locked)?)?$/,
    rule: 'change-backup-locked',
    reason: 'a locked policy of a bucket can never be unlocked',
    applies: (change) => isEnabled(change) || valueAt(change.now, 'immutability', 'locked') === true,
  },
  {
    pattern: /^provider\.zones$/,
    rule: 'change-seed-zone-removed',
    reason: 'control planes of Shoots may run in the zone that goes',
    applies: losesItems,
    guard: 'zones of a Seed cannot be removed while Shoots use it',
  },
  {
    pattern: /^provider\.(type|region)$/,
    rule: 'change-seed-moved',
    reason: 'the Seed does not move, and no admission guards it',
  },
  {
    pattern: /^dns\.internal\.domain$/,
    rule: 'change-seed-domain',
    reason: 'Shoots are reached by the old domain',
    guard: 'the internal domain of a Seed cannot change while Shoots use it',
  },
  {
    pattern: /^dns\.(internal|defaults|provider)/,
    rule: 'change-seed-dns',
    reason: 'DNS records of Shoots are kept by it',
    applies: losesItems,
  },
  {
    pattern: /^extensions/,
    rule: 'change-seed-extension-removed',
    reason: 'Shoots on the Seed may need the extension',
    applies: losesItems,
  },
  {
    pattern: /^accessRestrictions/,
    rule: 'change-seed-restriction',
    reason: 'Shoots that ask for the restriction may not stay',
    applies: losesItems,
  },
  {
    pattern: /^networks/,
    rule: 'change-seed-networks',
    reason: 'networks of a Seed stay as they were made',
    applies: ({ action }) => action !== 'added',
  },
];

/**
 * The spec of a Seed, wherever it is written.
 * @param path of that spec, e.g. `spec.config.seedConfig.spec`
 */
export function draftSeedSpec(before: unknown, now: unknown, path: string, seed: string): Draft[] {
  return compareFields(asObject(before), asObject(now), path, '').map((change) => {
    const danger = dangerOf(change, seed);
    return {
      subject: subjectOf(change),
      action: change.action,
      names: [change.label],
      details: [toDetail(change, '')],
      fields: [change.path],
      ...(danger === undefined ? {} : { danger }),
    };
  });
}

function subjectOf({ label }: FieldChange): Subject {
  return label.startsWith('backup') ? 'backup' : 'seed';
}

function dangerOf(change: FieldChange, seed: string): Danger | undefined {
  const found = dangers.find(
    ({ pattern, applies }) => pattern.test(change.label) && (applies === undefined || applies(change)),
  );
  if (found === undefined) return undefined;
  const { rule, reason, guard } = found;
  return { rule, reason, uses: [{ facet: 'seed', value: seed }], ...(guard === undefined ? {} : { guard }) };
}
