/** The validator: whatever a document is, there is an answer, always the same, that shows neither insides nor secrets. */
import fc from 'fast-check';
import {
  checkLinear,
  checkSame,
  checkSentence,
  lib,
  manifests,
  show,
  spoiltManifest,
  spoiltText,
  yamlOf,
} from './inputs.mjs';
import { checkHidden, markedSecret, markersOf } from './secrets.mjs';

const { validateManifest, validateYaml } = lib('./validation/validate');
const { readYaml } = lib('./yaml/read');

/** Expiry depends on the day. */
const now = new Date('2026-01-01T00:00:00Z');

function check(issues) {
  for (const { message, hint = '', field, rule } of issues) {
    checkSentence(`${message} ${hint}`);
    if (typeof field !== 'string' || typeof rule !== 'string')
      throw new Error(`an issue without a place: ${message}`);
  }
}

/** Long texts where a program is tempted to look at each character again and again. */
const longManifest = fc.tuple(
  fc.constantFrom('key', 'blanks', 'brackets', 'dots', 'id', 'keys', 'items', 'slashes', 'quotes'),
  fc.constantFrom('CloudProfile', 'Secret', 'Seed', 'ControllerDeployment', 'Kustomization'),
);

const apiVersions = {
  CloudProfile: 'core.gardener.cloud/v1beta1',
  Secret: 'v1',
  Seed: 'core.gardener.cloud/v1beta1',
  ControllerDeployment: 'core.gardener.cloud/v1',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
};

export function longText(what, kind, size) {
  const content = {
    key: () => ({ ['k'.repeat(size)]: 1 }),
    blanks: () => ({ a: `a${' '.repeat(size)}b`, [`a${' '.repeat(size)}b`]: 1 }),
    brackets: () => ({ ['[]'.repeat(size / 2)]: '[]'.repeat(size / 2) }),
    dots: () => ({ ['a.'.repeat(size / 2)]: '.'.repeat(size) }),
    id: () => ({ a: 'LTAI'.repeat(size / 4) }),
    keys: () => Object.fromEntries(Array.from({ length: size / 16 }, (_, index) => [`k${index}`, 'v'])),
    items: () => Array.from({ length: size / 16 }, (_, index) => ({ name: `n${index}` })),
    slashes: () => ({ a: '\\"'.repeat(size / 2) }),
    quotes: () => ({ a: `https://${'a:@/'.repeat(size / 4)}` }),
  }[what]();
  return {
    apiVersion: apiVersions[kind],
    kind,
    metadata: { name: 'a', labels: content },
    spec: content,
    data: content,
    helm: { values: content },
  };
}

/** Two lists or maps of a good manifest, by the part of all of them; whether their entries have the same names. */
const longLists = fc.tuple(
  fc.nat(manifests.length - 1),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.boolean(),
);

function withLongLists(manifest, parts, sameNames, size) {
  const long = structuredClone(manifest);
  const lists = [];
  const visit = (value) => {
    if (typeof value !== 'object' || value === null) return;
    // Entries are like the first one as it was: one with another long list in it would be long as well.
    if (value !== long) lists.push([value, structuredClone(Object.values(value)[0])]);
    Object.values(value).forEach(visit);
  };
  visit(long);
  for (const [nth, part] of parts.entries()) {
    const [list, entry] = lists[Math.floor(part * (lists.length - 1))] ?? [];
    if (list === undefined) continue;
    const marks = Array.from({ length: size }, (_, index) => `${sameNames ? '' : 'ab'[nth]}x${index}`);
    if (Array.isArray(list)) for (const mark of marks) list.push(another(entry, mark));
    else for (const mark of marks) list[mark] = another(entry, mark);
  }
  return long;
}

/** An entry like the first one, of another name. */
function another(entry, mark) {
  if (typeof entry !== 'object' || entry === null) return mark;
  if (Array.isArray(entry)) return [...entry];
  const names = Object.keys(entry).filter((key) => typeof entry[key] === 'string');
  const name = ['name', 'version', 'type', 'id'].find((key) => names.includes(key)) ?? names[0];
  return name === undefined
    ? { ...entry }
    : { ...entry, [name]: name === 'version' ? `1.${mark.slice(-5)}.0` : mark };
}

export default {
  'spoilt texts are judged': [
    fc.tuple(spoiltText, spoiltText),
    ([text, other]) => {
      const judge = () => validateYaml(text, { previous: other, parent: other, now });
      const issues = judge();
      check(issues);
      checkSame(issues, judge(), 'judged twice');
    },
    ([text, other]) => `${text}\n--- previous and parent:\n${other}`,
  ],
  'spoilt values are judged, as text in the same way': [
    fc.tuple(spoiltManifest, spoiltManifest),
    ([manifest, previous]) => {
      const options = { now, ...(typeof previous === 'object' && previous !== null ? { previous } : {}) };
      const issues = validateManifest(manifest, options);
      check(issues);
      checkSame(issues, validateManifest(manifest, options), 'judged twice');
      check(validateYaml(yamlOf(manifest), { now }));
    },
    show,
  ],
  'no issue tells what a secret holds': [
    markedSecret,
    (manifest) => {
      const markers = markersOf(manifest);
      const text = yamlOf(manifest);
      for (const options of [{}, { previous: manifest }])
        checkHidden(validateManifest(manifest, options), markers);
      checkHidden(validateYaml(text), markers);
      checkHidden(
        readYaml(text).flatMap(({ problems }) => problems),
        markers,
      );
    },
    show,
  ],
  'long lists take linear time': [
    longLists,
    ([index, first, second, sameNames]) =>
      checkLinear(2_000, (size) =>
        validateManifest(withLongLists(manifests[index].value, [first, second], sameNames, size), { now }),
      ),
    undefined,
    2,
  ],
  'long texts take linear time': [
    longManifest,
    ([what, kind]) =>
      checkLinear(16_384, (size) => validateYaml(yamlOf(longText(what, kind, size)), { now })),
    undefined,
    2,
  ],
};
