import { diffLandscapes } from '../../src/diff/diff-landscapes';
import { commentLimit, renderDiffJson, renderDiffMarkdown, renderDiffText } from '../../src/diff/render';
import { cloudProfile, documents, type Manifest, withValue } from './landscape';

const options = { now: new Date('2026-11-21T00:00:00Z') };

function many(count: number): Manifest[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `config-${String(index).padStart(5, '0')}` },
    data: { text: 'a' },
  }));
}

function altered(manifests: readonly Manifest[]): Manifest[] {
  return manifests.map((manifest) => withValue(manifest, 'data.text', 'b'.repeat(100)));
}

describe('markdown', () => {
  it('fits into a comment: what is dangerous stays, what is safe is cut, and a line says so', () => {
    const files = many(3000);
    const diff = diffLandscapes(
      documents(cloudProfile(), ...files),
      documents(withValue(cloudProfile(), 'spec.regions.3', undefined), ...altered(files)),
      options,
    );
    const text = renderDiffMarkdown(diff);
    expect(text.length).toBeLessThanOrEqual(commentLimit);
    expect(text.length).toBeGreaterThan(commentLimit * 0.9);
    expect(text).toContain('region us-west-1 removed');
    expect(text).toMatch(/Cut to fit into a comment: \d+ of 3000 safe changes are not listed/);
    expect(text).toContain('</details>');
  });

  it('lists what fits of one large object, and counts the rest beside the others', () => {
    const keys = Array.from({ length: 5000 }, (_, index) => `k${index}`);
    const old = withValue(many(1)[0] ?? {}, 'data', Object.fromEntries(keys.map((key) => [key, 'a'])));
    const now = withValue(old, 'data', Object.fromEntries(keys.map((key) => [key, 'b'])));
    const other = withValue(cloudProfile(), 'metadata.labels', { a: 'b' });
    const diff = diffLandscapes(documents(old, cloudProfile()), documents(now, other), options);
    const text = renderDiffMarkdown(diff);
    expect(text.length).toBeLessThanOrEqual(commentLimit);
    expect(text).toContain('data.k100 changed');
    expect(text).toMatch(/config-00000\*\*: \d+ more safe changes/);
    expect(text).toMatch(/CloudProfile alicloud\*\*: (metadata|1 more)/);
  });

  it('cuts dangerous changes last', () => {
    const old = many(3000).map((manifest) => ({ ...manifest, kind: 'Secret' }));
    const text = renderDiffMarkdown(diffLandscapes(documents(...old), [], options));
    expect(text.length).toBeLessThanOrEqual(commentLimit);
    expect(text).toMatch(/\d+ of 3000 dangerous changes are not listed/);
  });

  it('lets no text become markup, a mention or a link to an issue', () => {
    const [manifest] = many(1);
    const now = withValue(manifest ?? {}, 'data.text', '<script>`x`</script> @team **b** #12 [a](b)');
    const text = renderDiffMarkdown(diffLandscapes(documents(manifest), documents(now), options));
    expect(text).not.toMatch(/(?<!\\)<script|(?<!\\)`x|@team|#12|(?<!\\)\*\*b|(?<!\\)\[a/);
  });

  it('says that nothing changes', () => {
    const same = documents(cloudProfile());
    expect(renderDiffMarkdown(diffLandscapes(same, same, options))).toContain('no changes in 1 object');
  });
});

describe('text', () => {
  const old = withValue(
    many(1)[0] ?? {},
    'data',
    Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, 'a'])),
  );
  const now = withValue(
    old,
    'data',
    Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, '\u001b[2Jb'])),
  );
  const diff = diffLandscapes(documents(old), documents(now), options);

  it('caps safe changes of an object, and does not steer the terminal', () => {
    const text = renderDiffText(diff, { colour: true });
    expect(text).toContain('and 20 more safe changes');
    expect(text).not.toContain('\u001b[2J');
    expect(text).toContain('\u001b[32msafe');
    expect(renderDiffText(diff)).not.toContain('\u001b');
  });

  it('is JSON of the very diff', () => {
    expect(JSON.parse(renderDiffJson(diff))).toEqual(diff);
  });

  it('is the same whatever the order of documents', () => {
    const files = many(20);
    const one = diffLandscapes(documents(...files), documents(...altered(files)), options);
    const other = diffLandscapes(
      documents(...files.toReversed()),
      documents(...altered(files).toReversed()),
      options,
    );
    expect(renderDiffText(other)).toBe(renderDiffText(one));
  });
});
