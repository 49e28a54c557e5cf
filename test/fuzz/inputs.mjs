/** What the fuzzers make their inputs from. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import fc from 'fast-check';

/** The compiled sources: the fuzzers meet what users run. */
export const lib = createRequire(new URL('../../lib/src/', import.meta.url));

/** A TypeScript file of the tests, which nothing compiles beforehand. */
export function fromTests(path) {
  const entry = fileURLToPath(new URL(path, import.meta.url));
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    packages: 'external',
    format: 'cjs',
    write: false,
  });
  const module = { exports: {} };
  new Function('require', 'module', outputFiles[0].text)(createRequire(entry), module);
  return module.exports;
}

const { readYaml } = lib('./yaml/read');
const { emitYaml } = lib('./yaml/emit');

const vectorFiles = [
  ...['backup-bucket', 'cloud-profile', 'controller-deployment', 'controller-registration', 'extension'],
  ...['gardenlet', 'managed-seed', 'secret', 'seed', 'found/namespaced-cloud-profile'],
];

/** Manifests of every kind that a real Gardener accepted. */
export const manifests = vectorFiles.flatMap((name) => {
  const packed = readFileSync(new URL(`../conformance/vectors/${name}.jsonl.br`, import.meta.url));
  const lines = brotliDecompressSync(packed).toString('utf8').trimEnd().split('\n');
  const accepted = lines.map((line) => JSON.parse(line)).filter((vector) => vector.accepted);
  const usable = accepted.map(({ manifest }) => manifest).filter((text) => text.length < 20_000);
  const step = Math.max(1, Math.floor(usable.length / 12));
  return usable
    .filter((_, index) => index % step === 0)
    .map((text) => ({ text, value: readYaml(text)[0]?.value }));
});

const nastyNames = [
  ...[
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'prototype',
    '',
    ' ',
    '*',
    '.',
    '..',
    '/',
  ],
  ...[
    'a.b',
    'a[0]',
    'data',
    'spec',
    'name',
    '\u0000',
    '\u001b[2J',
    '::error::x',
    '\n::set-output x',
    '<script>',
    'ä',
  ],
  ...[
    '{{ .Values.a }}',
    '${a}',
    '${a:=b}',
    '`|*_',
    '-',
    '0',
    '1e400',
    'x'.repeat(300),
    '\u2028',
    '\ufeff',
    '😀',
  ],
];

export const nastyName = fc.constantFrom(...nastyNames);

/** What no author writes on purpose. */
export const nastyValue = fc.oneof(
  nastyName,
  fc.constantFrom(
    null,
    true,
    false,
    0,
    -0,
    -1,
    1.5,
    1e21,
    2 ** 53,
    9007199254740993n,
    -(2n ** 63n),
    2n ** 64n - 1n,
  ),
  fc.constantFrom([], {}, [null], [[]], [{}], { constructor: 1 }, JSON.parse('{"__proto__": {"a": 1}}'), [
    1,
    'a',
    {},
  ]),
  fc.constantFrom(
    '1Gi',
    '-1',
    '1.30',
    '10.0.0.0/8',
    '::/0',
    '2026-01-01T00:00:00Z',
    '10m',
    'cn-hangzhou',
    '1.2.3-rc+x',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => text.isWellFormed()),
  fc.jsonValue({ maxDepth: 2 }),
);

/**
 * One change to a value: where (counted through all its fields, modulo), what is done there, and with what.
 * Every part shrinks by itself.
 */
const change = fc.tuple(
  fc.nat(5_000),
  fc.constantFrom('replace', 'remove', 'rename', 'repeat', 'take'),
  nastyValue,
  nastyName,
  fc.nat(5_000),
);

export const changes = fc.array(change, { minLength: 1, maxLength: 5 });

/** The value with the changes made; the value itself stays as it is. */
export function spoil(value, changes) {
  const root = { value: clone(value) };
  for (const [at, action, replacement, name, other] of changes) {
    const places = placesOf(root);
    const [parent, key] = places[at % places.length];
    const [otherParent, otherKey] = places[other % places.length];
    if (action === 'replace') set(parent, key, clone(replacement));
    else if (action === 'take') set(parent, key, clone(otherParent[otherKey]));
    else if (parent === root) continue;
    else if (Array.isArray(parent)) {
      if (action === 'remove') parent.splice(key, 1);
      else parent.splice(key, 0, clone(parent[key]));
    } else {
      const moved = parent[key];
      if (action !== 'repeat') delete parent[key];
      if (action !== 'remove') set(parent, name, clone(moved));
    }
  }
  return root.value;
}

function placesOf(root) {
  const places = [];
  const visit = (parent) => {
    for (const key of Object.keys(parent)) {
      places.push([parent, Array.isArray(parent) ? Number(key) : key]);
      if (typeof parent[key] === 'object' && parent[key] !== null) visit(parent[key]);
    }
  };
  visit(root);
  return places;
}

/** `__proto__` is a key like any other. */
function set(parent, key, value) {
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}

function clone(value) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(clone);
  const copy = {};
  for (const key of Object.keys(value)) set(copy, key, clone(value[key]));
  return copy;
}

/** Now and then a manifest is of a kind that nobody has. */
export const oddKind = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null) },
  fc.constantFrom('constructor', 'toString', '__proto__'),
  nastyName,
);

export function withKind(value, kind) {
  return kind === null ? value : { ...value, kind };
}

/** A real manifest with changes, as value. */
export const spoiltManifest = fc
  .tuple(fc.nat(manifests.length - 1), oddKind, changes)
  .map(([index, kind, list]) => spoil(withKind(manifests[index].value, kind), list));

/** A real manifest's text in which values of lines, keys or single characters are something else. */
export const spoiltText = fc
  .tuple(
    fc.nat(manifests.length - 1),
    fc.array(
      fc.tuple(
        fc.nat(2_000),
        fc.constantFrom('value', 'key', 'line', 'insert', 'indent'),
        fc.oneof(
          fc.constantFrom(
            '9007199254740993',
            '1e400',
            '0x1fffffffffffff1',
            '{__proto__: {a: 1}}',
            '[1, {a: 2}]',
          ),
          fc.constantFrom(
            'constructor',
            '__proto__',
            'null',
            '"{{ .x }}"',
            '%YAML 1.1',
            '!!binary x',
            '&a *a',
            '*a',
          ),
          fc.constantFrom(
            '|',
            '>-',
            '? ',
            '- ',
            '---',
            '...',
            '<<: *a',
            '\t',
            "'",
            '"',
            '#',
            '@',
            '\u0000',
            '\r',
          ),
        ),
      ),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([index, list]) => {
    const lines = manifests[index].text.split('\n');
    for (const [at, how, piece] of list) {
      const place = at % lines.length;
      const line = lines[place];
      if (how === 'value') lines[place] = line.replace(/(:|-)( |$).*/, (_, mark) => `${mark} ${piece}`);
      else if (how === 'key') lines[place] = line.replace(/[\w.-]+:/, () => `${piece}:`);
      else if (how === 'line') lines[place] = piece;
      else if (how === 'insert') lines.splice(place, 0, piece);
      else lines[place] = ` ${line}`;
    }
    return lines.join('\n');
  });

/** Text of a value for the API server; a value that YAML cannot hold has none. */
export function yamlOf(value) {
  try {
    return emitYaml(value);
  } catch (error) {
    if (error.name === 'YamlEmitError') return '';
    throw error;
  }
}

/** A value as text, for a failing input. */
export function show(value) {
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : item), 2);
}

/** Fails for a text that shows the program's own insides. */
export function checkSentence(text) {
  if (/\bundefined\b|\[object |\bNaN\b|function \(/.test(text))
    throw new Error(`a sentence shows insides: ${text}`);
}

export function checkSame(one, other, what) {
  if (text(one) !== text(other)) throw new Error(`${what}: ${text(one)} and ${text(other)}`);
}

function text(value) {
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : item)) ?? 'undefined';
}

/**
 * Fails where four times the size takes much more than four times the work. It counts the process' own time, which a
 * busy machine does not change, and looks twice before it says so.
 */
export function checkLinear(size, run) {
  const costOf = (length) => {
    const before = process.cpuUsage();
    run(length);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const ratio = () => {
    const small = Math.max(costOf(size), 4);
    const large = costOf(4 * size);
    return large > 400 ? large / small : 0;
  };
  const seen = Math.min(ratio(), ratio());
  if (seen > 9) throw new Error(`four times the size takes ${seen.toFixed(1)} times the work`);
}
