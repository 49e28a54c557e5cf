/** Manifests that hold secrets, in every wrong form, with marks by which a text that tells one is known. */
import fc from 'fast-check';
import { changes, nastyName, spoil } from './inputs.mjs';

const mark = 'Zq7';
/** Long enough that nobody else writes it. */
const marker = fc
  .string({
    unit: fc.constantFrom(...'abcdefghkmnpqrstuvwxyzABCDEFGH23456789'),
    minLength: 12,
    maxLength: 24,
  })
  .map((text) => `${mark}${text}`);
const base64 = (text) => Buffer.from(text).toString('base64');

const secretValue = fc.oneof(
  marker,
  marker.map((text) => base64(text)),
  marker.map((text) => `${text}\n`),
  marker.map((text) => ` "${text}": ${text} `),
  marker.map((text) => [text]),
  marker.map((text) => ({ a: text })),
  marker.map((text) => JSON.stringify({ accessKeySecret: text })),
  marker.map((text) => base64(JSON.stringify({ token: text }))),
  marker.map((text) => `https://user:${text}@host/`),
);
/** The names of entries are no secret. */
const noMap = secretValue.filter((value) => typeof value === 'string' || Array.isArray(value));
const entryName = fc.oneof(
  fc.constantFrom(
    'accessKeyID',
    'accessKeySecret',
    'kubeconfig',
    'password',
    'tls.key',
    '.dockerconfigjson',
    'bucketName',
  ),
  nastyName,
);
const entries = fc.dictionary(entryName, secretValue, { minKeys: 1, maxKeys: 3 });

const secret = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Secret'),
  metadata: fc.constant({ name: 'backup', namespace: 'garden' }),
  type: fc.constantFrom('Opaque', 'kubernetes.io/tls', 'constructor', 1),
  data: fc.oneof({ weight: 4, arbitrary: entries }, noMap),
  stringData: fc.oneof({ weight: 4, arbitrary: entries }, noMap),
});

const chart = fc.record({
  apiVersion: fc.constant('core.gardener.cloud/v1'),
  kind: fc.constant('ControllerDeployment'),
  metadata: fc.constant({ name: 'provider-alicloud' }),
  helm: fc.record({
    ociRepository: fc.constant({ ref: 'registry/chart:v1' }),
    values: fc.record({
      machineImageOwnerSecret: fc.oneof(marker, fc.record({ accessKeyID: marker, accessKeySecret: marker })),
      config: fc.record({ password: secretValue, token: secretValue }),
    }),
  }),
});

/** The spoilt places lie beside the secrets, or the mark would be where everybody may read it. */
const beside = (value, list) => {
  const { data, stringData, helm, ...others } = value;
  const spoilt = spoil(others, list);
  const isObject = typeof spoilt === 'object' && spoilt !== null && !Array.isArray(spoilt);
  if (!isObject || spoilt.kind !== value.kind) return value;
  return { ...spoilt, ...(helm === undefined ? { data, stringData } : { helm }) };
};

export const markedSecret = fc
  .tuple(fc.oneof({ weight: 3, arbitrary: secret }, chart), fc.oneof(fc.constant([]), changes))
  .map(([value, list]) => beside(value, list));

/** Two states of one secret. */
export const markedPair = fc.oneof(fc.tuple(secret, secret), fc.tuple(chart, chart));

/** The marks in a value, plain and as base64 has them. */
export function markersOf(value) {
  const found = new Set();
  const visit = (item) => {
    if (typeof item === 'string') {
      for (const text of [item, Buffer.from(item, 'base64').toString('utf8')])
        for (const [marker] of text.matchAll(/Zq7[A-Za-z2-9]{12,}/g)) found.add(marker.slice(0, 15));
    } else if (typeof item === 'object' && item !== null) {
      for (const [key, inner] of Object.entries(item)) {
        visit(key);
        visit(inner);
      }
    }
  };
  visit(value);
  // Base64 of a text is another at each of three offsets; what it has in common begins at the second character.
  return [...found].flatMap((text) => [
    text,
    ...[0, 1, 2].map((offset) => base64(`${'x'.repeat(offset)}${text}`).slice(4, 16)),
  ]);
}

export function checkHidden(output, markers) {
  const text = typeof output === 'string' ? output : JSON.stringify(output);
  const told = markers.find((marker) => text.includes(marker));
  if (told === undefined) return;
  const at = text.indexOf(told);
  throw new Error(`a secret (${told}) is told: ...${text.slice(Math.max(0, at - 200), at + 60)}`);
}
