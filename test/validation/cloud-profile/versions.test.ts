import { validateManifest, validateYaml } from '../../../src/validation/validate';
import { change, type Changes, errorsOf, flatProfile, future, gates, now, past } from './profiles';

const versions = 'spec.kubernetes.versions';
const empty = `Required ${versions} (cloud-profile-list-required)`;
const unknown = `Invalid ${versions} (cloud-profile-kubernetes-latest-unknown)`;
const expires = `Invalid ${versions}[].expirationDate (cloud-profile-kubernetes-latest-expires)`;
const ends = `Invalid ${versions}[].lifecycle (cloud-profile-kubernetes-latest-expires)`;

const form = (index: number): string =>
  `Invalid ${versions}[${index}] (cloud-profile-kubernetes-version-form)`;
const rival = (path: string): string => `Forbidden ${path} (cloud-profile-supported-per-minor)`;

type Row = readonly [string, readonly object[], readonly string[]];

describe('Kubernetes versions', () => {
  const rows: readonly Row[] = [
    ['none', [], [empty, unknown]],
    ['one', [{ version: '1.33.4' }], []],
    ['without the patch', [{ version: '1.33' }], [form(0)]],
    ['with a v', [{ version: 'v1.33.4' }], [form(0)]],
    ['a prerelease', [{ version: '1.33.4-rc.1' }], [form(0)]],
    ['with leading zeros', [{ version: '1.033.04' }], []],
    ['with a line end', [{ version: '1.33.4\n' }], [form(0), unknown]],
    ['a word', [{ version: '1.33.4' }, { version: 'latest' }], [form(1), unknown]],
    ['missing', [{ classification: 'preview' }], [form(0), unknown]],
    [
      'twice',
      [{ version: '1.33.4' }, { version: '1.33.4' }],
      [`Duplicate ${versions}[1].version (cloud-profile-name-duplicate)`],
    ],
    ['a number beyond 64 bits', [{ version: '1.18446744073709551616.0' }], [unknown]],
    [
      'the highest expires',
      [{ version: '1.33.4', expirationDate: future }, { version: '1.32.1' }],
      [expires],
    ],
    [
      'the highest is found by number, not by text',
      [{ version: '1.9.9' }, { version: '1.10.0', expirationDate: future }],
      [expires],
    ],
    [
      'the highest patch expires',
      [{ version: '1.33.10', expirationDate: future }, { version: '1.33.9' }],
      [expires],
    ],
    [
      'of two that are equal the first counts as highest',
      [{ version: '1.033.0' }, { version: '1.33.0', expirationDate: future }],
      [],
    ],
    [
      'a prerelease is lower, though its form is wrong',
      [{ version: '1.34.0' }, { version: '1.34.0-rc.1', expirationDate: future }],
      [form(1)],
    ],
    [
      'where one cannot be read, no highest is looked for',
      [{ version: '1.34.0', expirationDate: future }, { version: 'x' }],
      [unknown, form(1)],
    ],
    [
      'all are expired',
      [
        { version: '1.33.4', expirationDate: past },
        { version: '1.32.1', classification: 'expired' },
      ],
      [empty, unknown],
    ],
    [
      'what is dropped is not looked at, and not counted',
      [
        { version: '1.35.0', expirationDate: past },
        { version: 'nonsense', classification: 'unavailable' },
        { version: '1.33', classification: 'preview' },
      ],
      [form(0)],
    ],
    [
      'an unknown classification',
      [{ version: '1.33.4', classification: 'Supported' }],
      [`NotSupported ${versions}[0].classification (cloud-profile-classification-unknown)`],
    ],
    [
      'an empty classification',
      [{ version: '1.33.4', classification: '' }],
      [`NotSupported ${versions}[0].classification (cloud-profile-classification-unknown)`],
    ],
  ];
  test.each(rows)('%s', (_name, list, expected) => {
    expect(errorsOf(change(flatProfile, { [versions]: list }))).toEqual([...expected].sort());
  });
});

describe('one supported version of each minor', () => {
  const supported = 'supported';
  const rows: readonly Row[] = [
    [
      'three of a minor, each reported',
      ['1.33.1', '1.33.2', '1.33.3'].map((version) => ({ version, classification: supported })),
      [0, 1, 2].map((index) => rival(`${versions}[${index}]`)),
    ],
    [
      'minors of their own',
      ['1.33.1', '1.32.1', '2.33.1'].map((version) => ({ version, classification: supported })),
      [],
    ],
    [
      'equal versions do not compete',
      ['1.33.1', '1.33.01'].map((version) => ({ version, classification: supported })),
      [],
    ],
    [
      'nor with a third one beside them',
      ['1.33.1', '1.33.01', '1.33.2'].map((version) => ({ version, classification: supported })),
      [0, 1, 2].map((index) => rival(`${versions}[${index}]`)),
    ],
    [
      'one without classification',
      [{ version: '1.33.1', classification: supported }, { version: '1.33.2' }],
      [],
    ],
    [
      'one that will expire counts',
      [
        { version: '1.33.1', classification: supported, expirationDate: future },
        { version: '1.33.2', classification: supported },
      ],
      [rival(`${versions}[0]`), rival(`${versions}[1]`)],
    ],
    [
      'one that is expired is dropped before',
      [
        { version: '1.33.1', classification: supported, expirationDate: past },
        { version: '1.33.2', classification: supported },
      ],
      [],
    ],
    [
      'nothing is compared beside a supported version that cannot be read',
      ['1.33.1', '1.33.2', 'x'].map((version) => ({ version, classification: supported })),
      [unknown, form(2)],
    ],
    [
      'an unreadable version that is not supported does not matter',
      [
        { version: '1.33.1', classification: supported },
        { version: '1.33.2', classification: supported },
        { version: 'x', classification: 'preview' },
      ],
      [unknown, form(2), rival(`${versions}[0]`), rival(`${versions}[1]`)],
    ],
  ];
  test.each(rows)('%s', (_name, list, expected) => {
    expect(errorsOf(change(flatProfile, { [versions]: list }))).toEqual([...expected].sort());
  });

  test('holds for each image by itself', () => {
    const changes = {
      'spec.machineImages.0.versions.1': { version: '1877.3.1', classification: supported },
      'spec.machineImages.1.versions.0.classification': supported,
      'spec.providerConfig.machineImages.0.versions.1.version': '1877.3.1',
    };
    const path = 'spec.machineImages[0].versions';
    expect(errorsOf(change(flatProfile, changes))).toEqual([rival(`${path}[0]`), rival(`${path}[1]`)]);
  });
});

describe('lifecycles', () => {
  const lifecycle = (...stages: readonly (readonly [string, string?])[]): object[] =>
    stages.map(([classification, startTime]) => ({ classification, ...(startTime && { startTime }) }));
  const newest = { version: '1.34.0' };
  const stage = `${versions}[0].lifecycle`;
  const rows: readonly Row[] = [
    ['one stage', [{ version: '1.33.0', lifecycle: lifecycle(['supported']) }, newest], []],
    [
      'all stages in their order',
      [
        {
          version: '1.33.0',
          lifecycle: lifecycle(['preview'], ['supported', past], ['deprecated', future], ['expired', future]),
        },
        newest,
      ],
      [],
    ],
    [
      'beside a classification',
      [{ version: '1.33.0', classification: 'preview', lifecycle: lifecycle(['supported']) }, newest],
      [`Forbidden ${versions}[0] (cloud-profile-lifecycle-exclusive)`],
    ],
    [
      'beside an expirationDate',
      [{ version: '1.33.0', expirationDate: future, lifecycle: lifecycle(['supported']) }, newest],
      [`Forbidden ${versions}[0] (cloud-profile-lifecycle-exclusive)`],
    ],
    [
      'an unknown stage, and one that is computed',
      [
        { version: '1.33.0', lifecycle: lifecycle(['supported'], ['stable', past], ['unavailable', past]) },
        newest,
      ],
      // What Gardener computes last makes the version unavailable: it is dropped.
      [],
    ],
    [
      'an unknown stage',
      [{ version: '1.33.0', lifecycle: lifecycle(['stable'], ['supported', past]) }, newest],
      [`NotSupported ${stage}[0].classification (cloud-profile-classification-unknown)`],
    ],
    [
      'the same stage twice',
      [{ version: '1.33.0', lifecycle: lifecycle(['supported'], ['supported', past]) }, newest],
      [`Duplicate ${stage}[1].classification (cloud-profile-lifecycle-stage-duplicate)`],
    ],
    [
      'the wrong order',
      [{ version: '1.33.0', lifecycle: lifecycle(['deprecated'], ['preview', past]) }, newest],
      [`Invalid ${stage}[1].classification (cloud-profile-lifecycle-order)`],
    ],
    [
      'a later stage without a start',
      [{ version: '1.33.0', lifecycle: lifecycle(['preview'], ['supported']) }, newest],
      [`Required ${stage}[1] (cloud-profile-lifecycle-start-required)`],
    ],
    [
      'a stage that starts before the one in front of it',
      [
        {
          version: '1.33.0',
          lifecycle: lifecycle(['preview', past], ['supported', '2020-12-31T23:59:59Z']),
        },
        newest,
      ],
      [`Invalid ${stage}[1] (cloud-profile-lifecycle-order)`],
    ],
    [
      'stages that start together',
      [{ version: '1.33.0', lifecycle: lifecycle(['preview', past], ['supported', past]) }, newest],
      [],
    ],
    [
      'a start compared with that of the last stage that has one',
      [
        {
          version: '1.33.0',
          lifecycle: lifecycle(['preview', past], ['supported'], ['deprecated', '2020-01-01T00:00:00Z']),
        },
        newest,
      ],
      [
        `Required ${stage}[1] (cloud-profile-lifecycle-start-required)`,
        `Invalid ${stage}[2] (cloud-profile-lifecycle-order)`,
      ],
    ],
    ['not available yet', [{ version: '1.99', lifecycle: lifecycle(['preview', future]) }, newest], []],
    ['expired', [{ version: '1.99', lifecycle: lifecycle(['supported'], ['expired', past]) }, newest], []],
    [
      'the newest ends with expired',
      [{ version: '1.35.0', lifecycle: lifecycle(['supported'], ['expired', future]) }, newest],
      [ends],
    ],
    [
      'the newest ends with deprecated',
      [{ version: '1.35.0', lifecycle: lifecycle(['supported'], ['deprecated', future]) }, newest],
      [],
    ],
    ['an empty one', [{ version: '1.33.0', lifecycle: [], classification: 'supported' }, newest], []],
  ];
  test.each(rows)('%s', (_name, list, expected) => {
    const manifest = change(flatProfile, { [versions]: list });
    expect(errorsOf(manifest, { featureGates: gates.lifecycle })).toEqual([...expected].sort());
  });

  test('without the gate nothing else of the version is looked at', () => {
    const bad = { version: '1.33.0', classification: 'bad', lifecycle: lifecycle(['bad']) };
    expect(errorsOf(change(flatProfile, { [versions]: [bad, newest] }))).toEqual([
      `Forbidden ${stage} (cloud-profile-lifecycle-gate)`,
    ]);
  });

  test('image versions that are not available yet stay', () => {
    const changes = {
      'spec.machineImages.0.versions.0': { version: 'x', lifecycle: lifecycle(['preview', future]) },
    };
    expect(errorsOf(change(flatProfile, changes), { featureGates: gates.lifecycle })).toEqual([
      'Invalid spec.machineImages (cloud-profile-image-version-form)',
      'Invalid spec.machineImages[0].versions[0].version (cloud-profile-image-version-form)',
      'Required spec.machineImages[0].versions[0] (provider-config-image-unmapped)',
    ]);
  });

  describe('and one supported version of each minor', () => {
    const classic = { version: '1.33.1', classification: 'supported' };
    const endless = { version: '1.33.2', lifecycle: lifecycle(['supported']) };
    const later = { version: '1.33.3', lifecycle: lifecycle(['preview'], ['supported', future]) };
    const ended = {
      version: '1.33.4',
      lifecycle: lifecycle(['preview'], ['supported', '2020-01-01T00:00:00Z'], ['deprecated', future]),
    };
    const endedBefore = {
      version: '1.33.5',
      lifecycle: lifecycle(['supported'], ['deprecated', '2095-01-01T00:00:00Z']),
    };
    const rows: readonly (readonly [string, readonly object[], readonly number[], readonly number[]])[] = [
      // name, versions, reported up to 1.148, reported since 1.149
      ['a classification beside a lifecycle', [classic, endless], [0, 1], [0]],
      ['two without an end', [endless, { ...endless, version: '1.33.9' }], [0, 1], []],
      ['one that is supported later', [endless, later], [0], []],
      ['one that is supported later beside a classification', [classic, later], [0], [0]],
      ['one begins when the other has ended', [later, endedBefore], [], []],
      ['one begins as the other ends', [later, ended], [], []],
      ['one without an end, and one with', [endless, ended], [0, 1], []],
      ['two with an end', [ended, endedBefore], [], []],
    ];
    test.each(rows)('%s', (_name, list, before, since) => {
      const manifest = change(flatProfile, { [versions]: [...list, newest] });
      const errors = (gardenerVersion: string): string[] =>
        errorsOf(manifest, { gardenerVersion, featureGates: gates.lifecycle });
      const paths = (indexes: readonly number[]): string[] =>
        indexes.map((index) => rival(`${versions}[${index}]`));
      expect(errors('1.148')).toEqual(paths(before));
      expect(errors('1.149')).toEqual(paths(since));
    });
  });
});

describe('what is dropped at creation', () => {
  const changes: Changes = {
    'spec.machineImages.0.versions': [
      { version: '1.0.0', expirationDate: past },
      { version: '1877.3.0', classification: 'best' },
      { version: '1592.14.0' },
    ],
  };
  const field = 'spec.machineImages[0].versions[0].classification';

  test('does not count in the path that Gardener reports, and the issue points at what was written', () => {
    const text = JSON.stringify(change(flatProfile, changes), undefined, 1);
    const line = text.split('\n').findIndex((part) => part.includes('"best"')) + 1;
    const [issue] = validateYaml(text, { now }).filter(({ severity }) => severity === 'error');
    expect(issue).toMatchObject({ type: 'NotSupported', field, origin: { line } });
  });

  test('is there on update', () => {
    expect(errorsOf(change(flatProfile, changes), { previous: flatProfile })).toEqual([
      'NotSupported spec.machineImages[0].versions[1].classification (cloud-profile-classification-unknown)',
      'Required spec.machineImages[0].versions[0] (provider-config-image-unmapped)',
    ]);
  });

  test('needs a clock', () => {
    const manifest = change(flatProfile, { [versions]: [{ version: '1.33.4', expirationDate: past }] });
    const fields = (day: string): string[] =>
      validateManifest(manifest, { now: new Date(day) })
        .filter(({ severity }) => severity === 'error')
        .map(({ field: path }) => path);
    expect(fields('2021-02-28T23:59:59Z')).toEqual([`${versions}[].expirationDate`]);
    expect(fields('2021-03-01T00:00:01Z')).toEqual([versions, versions]);
  });
});
