import fc from 'fast-check';
import { parse } from 'yaml';
import { Target } from '../../src/gardener/target';
import type { JsonObject } from '../../src/gardener/json';
import { isStoredSchema, storedForm } from '../../src/schema/stored-form';
import { validateManifest } from '../../src/validation/validate';
import { readVectors } from '../conformance/vectors';

const target = new Target({ now: null });
const rules = ['quantity-not-canonical', 'seed-quantity-drift', 'time-not-canonical', 'empty-field-dropped'];

const stored = (manifest: JsonObject): JsonObject => {
  const schema = `${String(manifest['apiVersion'])}/${String(manifest['kind'])}`;
  if (!isStoredSchema(schema)) throw new Error(schema);
  return storedForm(schema, manifest, target);
};
const told = (manifest: JsonObject): string[] =>
  validateManifest(manifest)
    .filter(({ rule }) => rules.includes(rule))
    .map(({ severity, field, rule, message }) => `${severity} ${field} ${rule}: ${message}`);

const core = 'core.gardener.cloud/v1beta1';
const seedManagement = 'seedmanagement.gardener.cloud/v1alpha1';
const object = (apiVersion: string, kind: string, body: object, metadata: object = {}): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: 'a', ...metadata },
  ...body,
});

describe.each<[string, JsonObject, JsonObject, string[]]>([
  [
    'quantities',
    object(core, 'CloudProfile', { spec: { machineTypes: [{ name: 'x', cpu: 2, memory: '8192Mi' }] } }),
    object(core, 'CloudProfile', { spec: { machineTypes: [{ name: 'x', cpu: '2', memory: '8Gi' }] } }),
    [
      'warning spec.machineTypes[0].cpu quantity-not-canonical: 2 is stored as "2"',
      'warning spec.machineTypes[0].memory quantity-not-canonical: "8192Mi" is stored as "8Gi"',
    ],
  ],
  [
    'durations and times',
    object(core, 'CloudProfile', {
      spec: {
        kubernetes: { versions: [{ version: '1.33.4', expirationDate: '2096-01-01T02:00:00+02:00' }] },
        machineTypes: [{ name: 'x', machineControllerManager: { machineCreationTimeout: '20m' } }],
      },
    }),
    object(core, 'CloudProfile', {
      spec: {
        kubernetes: { versions: [{ version: '1.33.4', expirationDate: '2096-01-01T00:00:00Z' }] },
        machineTypes: [{ name: 'x', machineControllerManager: { machineCreationTimeout: '20m0s' } }],
      },
    }),
    [
      'warning spec.kubernetes.versions[0].expirationDate time-not-canonical: "2096-01-01T02:00:00+02:00" is stored as "2096-01-01T00:00:00Z"',
      'warning spec.machineTypes[0].machineControllerManager.machineCreationTimeout time-not-canonical: "20m" is stored as "20m0s"',
    ],
  ],
  [
    'empty lists and maps, and what Go leaves out',
    object(
      core,
      'CloudProfile',
      {
        spec: {
          regions: [
            { name: 'eu-central-1', zones: [{ name: 'eu-central-1a', unavailableMachineTypes: [] }] },
          ],
          machineImages: [{ name: 'i', versions: [{ version: '1.0.0', cri: [] }] }],
          controlPlane: { allowZonePinning: false },
        },
      },
      { annotations: {} },
    ),
    object(core, 'CloudProfile', {
      spec: {
        regions: [{ name: 'eu-central-1', zones: [{ name: 'eu-central-1a' }] }],
        machineImages: [{ name: 'i', versions: [{ version: '1.0.0' }] }],
        controlPlane: {},
      },
    }),
    [
      'warning metadata.annotations empty-field-dropped: an empty annotations is not stored',
      'warning spec.regions[0].zones[0].unavailableMachineTypes empty-field-dropped: an empty unavailableMachineTypes is not stored',
      'warning spec.machineImages[0].versions[0].cri empty-field-dropped: an empty cri is not stored',
      'warning spec.controlPlane.allowZonePinning empty-field-dropped: allowZonePinning: false is not stored',
    ],
  ],
  [
    'the configuration of a gardenlet, and volumes of its pod',
    object(seedManagement, 'Gardenlet', {
      spec: {
        deployment: {
          additionalVolumes: [{ name: 'v', emptyDir: { sizeLimit: '1024Mi' } }],
          additionalVolumeMounts: [{ name: 'v', mountPath: '/v', readOnly: false }],
        },
        config: {
          kind: 'GardenletConfiguration',
          controllers: { shoot: { syncPeriod: '60m' } },
          resources: { capacity: { shoots: 200 } },
          seedConfig: { spec: { taints: [], backup: { providerConfig: { a: [], b: 1 } } } },
        },
      },
    }),
    object(seedManagement, 'Gardenlet', {
      spec: {
        deployment: {
          additionalVolumes: [{ name: 'v', emptyDir: { sizeLimit: '1Gi' } }],
          additionalVolumeMounts: [{ name: 'v', mountPath: '/v' }],
        },
        config: {
          kind: 'GardenletConfiguration',
          controllers: { shoot: { syncPeriod: '1h0m0s' } },
          resources: { capacity: { shoots: '200' } },
          seedConfig: { spec: { backup: { providerConfig: { a: [], b: 1 } } } },
        },
      },
    }),
    [
      'warning spec.deployment.additionalVolumes[0].emptyDir.sizeLimit seed-quantity-drift: "1024Mi" is stored as "1Gi"',
      'warning spec.deployment.additionalVolumeMounts[0].readOnly empty-field-dropped: readOnly: false is not stored',
      'warning spec.config.controllers.shoot.syncPeriod time-not-canonical: "60m" is stored as "1h0m0s"',
      'warning spec.config.resources.capacity.shoots seed-quantity-drift: 200 is stored as "200"',
      'warning spec.config.seedConfig.spec.taints empty-field-dropped: an empty taints is not stored',
    ],
  ],
  [
    'an Extension, whose required fields stay',
    object('operator.gardener.cloud/v1alpha1', 'Extension', {
      spec: {
        resources: [{ kind: 'Extension', type: 'x', reconcileTimeout: '5m', autoEnable: [] }],
        deployment: { extension: { values: { a: [], b: '60m', c: null } } },
      },
    }),
    object('operator.gardener.cloud/v1alpha1', 'Extension', {
      spec: {
        resources: [{ kind: 'Extension', type: 'x', reconcileTimeout: '5m0s' }],
        deployment: { extension: { values: { a: [], b: '60m', c: null } } },
      },
    }),
    [
      'warning spec.resources[0].reconcileTimeout time-not-canonical: "5m" is stored as "5m0s"',
      'warning spec.resources[0].autoEnable empty-field-dropped: an empty autoEnable is not stored',
    ],
  ],
])('%s', (_what, written, expected, warnings) => {
  test('have a stored form', () => {
    expect(stored(written)).toEqual(expected);
    expect(stored(expected)).toBe(expected);
  });

  test('are warned of', () => {
    expect(told(written).sort()).toEqual([...warnings].sort());
    expect(told(expected)).toEqual([]);
  });
});

test('what cannot be read, or is unknown, stays', () => {
  const manifest = object(core, 'CloudProfile', {
    spec: { machineTypes: [{ memory: '8GB', cpu: [], Cpu: [] }], regions: {}, unknown: [] },
  });
  expect(stored(manifest)).toBe(manifest);
});

/** Of every kind what a real Gardener accepts, as it stands in its file. */
const manifests = [
  'cloud-profile',
  'seed',
  'gardenlet',
  'managed-seed',
  'extension',
  'controller-registration',
]
  .flatMap((kind) => readVectors(kind))
  .filter(({ accepted, previous }) => accepted && previous === undefined)
  .map(({ manifest }) => parse(manifest) as JsonObject);

test('the stored form of what is accepted is accepted, is its own stored form, and gives no warning', () => {
  fc.assert(
    fc.property(fc.constantFrom(...manifests), (manifest) => {
      const form = stored(manifest);
      expect(stored(form)).toBe(form);
      expect(told(form)).toEqual([]);
      const refused = (value: JsonObject): boolean =>
        validateManifest(value).some(({ severity }) => severity === 'error');
      expect(refused(form)).toBe(refused(manifest));
    }),
    { numRuns: 200 },
  );
});
