import type { JsonObject } from '../../../src/gardener/json';
import { seedRules } from '../../../src/validation/seed/errors';
import { partialSeedAnnotation } from '../../../src/validation/seed/partial-seed';
import { errors, type Patch, patched, warnings } from './judged';
import { seed } from './seeds';

const backup = (seed['spec'] as JsonObject)['backup'];
const protection = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };
const unmarked = patched(seed, { spec: { backup }, 'metadata.annotations': protection });
const part = patched(unmarked, {
  'metadata.annotations': { ...protection, [partialSeedAnnotation]: 'backup of a Seed of type alicloud' },
});
const path = 'spec.backup';

describe('the backup of a Seed alone', () => {
  test('makes no Seed, as long as nobody says that it is a part', () => {
    expect(errors(seedRules, unmarked)).toContain('Required spec.dns.internal seed-dns-internal-missing');
    expect(warnings(seedRules, unmarked)).toEqual(['Required spec seed-partial']);
  });

  test('is fine as a part', () => {
    expect(errors(seedRules, part)).toEqual([]);
    expect(warnings(seedRules, part)).toEqual([]);
  });

  const rows: [string, Patch, string[]][] = [
    [
      'its own rules',
      { [`${path}.provider`]: '' },
      [`Required ${path}.provider seed-backup-provider-missing`],
    ],
    [
      "those of the Seed's provider",
      { [`${path}.providerConfig`]: {} },
      [`Invalid ${path}.providerConfig backup-config-unreadable`],
    ],
    ['a region within the provider', { [`${path}.region`]: undefined }, []],
    [
      'a region at another provider',
      {
        'metadata.annotations': { ...protection, [partialSeedAnnotation]: 'of type gcp' },
        [`${path}.region`]: undefined,
      },
      [`Invalid ${path}.region seed-backup-region-missing`],
    ],
    ['metadata', { 'metadata.name': 'a.b' }, ['Invalid metadata.name metadata-name-invalid']],
  ];
  test.each(rows)('is bound to %s', (_, patch, expected) => {
    expect(errors(seedRules, patched(part, patch))).toEqual(expected);
  });

  test('is no part with anything beside it', () => {
    const manifest = patched(part, { 'spec.taints': [] });
    expect(errors(seedRules, manifest)).toContain('Required spec.dns.internal seed-dns-internal-missing');
  });
});

describe('an update by a part', () => {
  test('is judged together with the stored Seed', () => {
    expect(errors(seedRules, part, { previous: seed })).toEqual([]);
    expect(warnings(seedRules, part, { previous: seed })).toEqual([]);
    const elsewhere = patched(part, { [`${path}.region`]: 'cn-shanghai' });
    expect(errors(seedRules, elsewhere, { previous: seed })).toEqual([
      `Invalid ${path}.region seed-backup-immutable`,
    ]);
    const broken = patched(seed, { 'spec.taints': [{}] });
    expect(errors(seedRules, part, { previous: broken })).toEqual([
      'Required spec.taints[0].key seed-taint-key-missing',
    ]);
  });

  test('is compared with the part that was there before', () => {
    const elsewhere = patched(part, { [`${path}.region`]: 'cn-shanghai' });
    expect(errors(seedRules, elsewhere, { previous: part })).toEqual([
      `Invalid ${path}.region seed-backup-immutable`,
    ]);
    expect(errors(seedRules, seed, { previous: part })).toEqual([]);
  });
});

describe('protection from pruning', () => {
  const unprotected = ['Required metadata.annotations seed-partial-unprotected'];
  const rows: [string, Readonly<Record<string, string>>, string[]][] = [
    ['none', {}, unprotected],
    ["Argo CD's", { 'argocd.argoproj.io/sync-options': 'Delete=false, Prune=false' }, []],
    ['other options', { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' }, unprotected],
  ];
  test.each(rows)('%s', (_, annotations, expected) => {
    const marked = { ...annotations, [partialSeedAnnotation]: 'of type alicloud' };
    expect(warnings(seedRules, patched(part, { 'metadata.annotations': marked }))).toEqual(expected);
  });
});
