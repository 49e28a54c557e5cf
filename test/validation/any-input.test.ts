import fc from 'fast-check';
import { parse } from 'yaml';
import type { Issue } from '../../src/issues/issue';
import { validateManifest, validateYaml } from '../../src/validation/validate';
import { readVectors } from '../conformance/vectors';

/** One real document of each kind, the richest that the vectors accept. */
const documents = [
  'backup-bucket',
  'cloud-profile',
  'controller-deployment',
  'controller-registration',
  'extension',
  'gardenlet',
  'managed-seed',
  'secret',
  'seed',
].map((kind) => {
  const accepted = readVectors(kind).filter((vector) => vector.accepted);
  const texts = accepted.map((vector) => vector.manifest).sort((a, b) => b.length - a.length);
  return texts[0] ?? '';
});

type Place = readonly (string | number)[];

function placesIn(value: unknown, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    placesIn(item, [...place, Array.isArray(value) ? Number(key) : key]),
  );
  return [place, ...inner];
}

function replaced(value: unknown, [step, ...rest]: Place, by: unknown): unknown {
  if (step === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  copy[step] = replaced(copy[step], rest, by);
  return copy;
}

const nasty = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
  fc.constantFrom<unknown>(
    null,
    '',
    [],
    {},
    -1,
    1e300,
    true,
    '${x}',
    '{{ .x }}',
    'a'.repeat(300),
    [null],
    [[]],
    {
      constructor: 1,
      __proto__: null,
    },
  ),
);

/** A real document with a few of its values, keys or items replaced by something else. */
const mutated = fc.constantFrom(...documents.map((text) => parse(text) as unknown)).chain((document) => {
  const places = placesIn(document);
  return fc.array(fc.tuple(fc.nat(places.length - 1), nasty), { minLength: 1, maxLength: 4 }).map((changes) =>
    changes.reduce((result, [index, value]) => {
      try {
        return replaced(result, places[index] ?? [], value);
      } catch {
        // An earlier change has taken the place away.
        return result;
      }
    }, document),
  );
});

function expectIssues(issues: readonly Issue[]): void {
  for (const issue of issues) {
    expect(['error', 'warning']).toContain(issue.severity);
    expect(issue.rule).toMatch(/^[a-z0-9-]+$/);
    expect(typeof issue.field).toBe('string');
    expect(issue.message).not.toBe('');
  }
}

test('arbitrary values never throw', () => {
  fc.assert(
    fc.property(fc.anything(), fc.option(fc.anything(), { nil: undefined }), (manifest, previous) => {
      expectIssues(
        validateManifest(manifest, previous === undefined ? {} : { previous: previous as object }),
      );
    }),
    { numRuns: 300 },
  );
});

test('real documents with something wrong in them never throw, as new ones and as updates, for any version', () => {
  fc.assert(
    fc.property(
      mutated,
      mutated,
      fc.constantFrom('1.149', '1.135', '1.96'),
      (manifest, other, gardenerVersion) => {
        expectIssues(validateManifest(manifest, { gardenerVersion }));
        expectIssues(validateManifest(manifest, { gardenerVersion, previous: other as object }));
      },
    ),
    { numRuns: 300 },
  );
});

test('the text of a document with a piece cut out, doubled or exchanged never throws', () => {
  const cut = fc
    .tuple(
      fc.constantFrom(...documents),
      fc.nat(),
      fc.nat(40),
      fc.constantFrom('', '\t', ': ', '- ', '*a', '"', '\n'),
    )
    .map(([text, start, length, put]) => {
      const at = start % text.length;
      return text.slice(0, at) + put + text.slice(at + length);
    });
  fc.assert(
    fc.property(cut, (text) => {
      const issues = validateYaml(text, { file: 'x.yaml' });
      expectIssues(issues);
      const lines = text.split('\n').length;
      for (const { origin } of issues) expect(origin?.line).toBeLessThanOrEqual(lines);
    }),
    { numRuns: 300 },
  );
});

test('what is said twice is the same', () => {
  fc.assert(
    fc.property(mutated, (manifest) => {
      const now = new Date('2026-11-21T00:00:00Z');
      expect(validateManifest(manifest, { now })).toEqual(validateManifest(manifest, { now }));
    }),
    { numRuns: 50 },
  );
});

/** Lists of so many entries that each wrong one may not name all the right ones. */
describe('what is said of long lists grows as they do', () => {
  const names = (start: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${start}${index}`);
  const seed = (count: number): unknown => ({
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'Seed',
    metadata: { name: 'a' },
    spec: {
      provider: { type: 'alicloud', region: 'cn-hangzhou', zones: names('a', count) },
      settings: { loadBalancerServices: { zones: names('b', count).map((name) => ({ name })) } },
    },
  });
  const deployment = (count: number): unknown => ({
    apiVersion: 'core.gardener.cloud/v1',
    kind: 'ControllerDeployment',
    metadata: { name: 'a' },
    helm: {
      values: Object.fromEntries(names('b', count).map((name) => [name, `{{ .resources.${name}.data.x }}`])),
    },
    resources: names('a', count).map((name) => ({ name, resourceRef: { kind: 'Secret', name } })),
  });
  const profile = (count: number): unknown => ({
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'CloudProfile',
    metadata: { name: 'a' },
    spec: {
      type: 'alicloud',
      machineCapabilities: names('a', count).map((name) => ({ name, values: ['x'] })),
      machineTypes: names('b', count).map((name) => ({ name, capabilities: { [name]: ['x'] } })),
    },
  });

  test.each([
    ['zones of a Seed', seed],
    ['resources of a ControllerDeployment', deployment],
    ['capabilities of a CloudProfile', profile],
  ])('%s', (_, manifest) => {
    const said = (count: number): number =>
      JSON.stringify(validateManifest(manifest(count), { now: new Date('2026-01-01') })).length;
    const few = said(200);
    expect(few).toBeGreaterThan(20_000);
    expect(said(800) / few).toBeLessThan(5);
  });
});
