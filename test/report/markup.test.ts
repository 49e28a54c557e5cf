import { markup, trusted } from '../../src/report/html/markup';
import { hostile } from './landscape-fixture';

describe('markup', () => {
  test.each<[string, string, string]>([
    ['tags', '<b>', '&lt;b&gt;'],
    ['quotes of either kind', `"'`, '&quot;&#39;'],
    ['entities', '&lt;', '&amp;lt;'],
    ['an override of the direction of writing', 'a\u202eb', 'a\\u202eb'],
    ['a character without width', 'a\u200bb', 'a\\u200bb'],
    ['control characters', 'a\u0000b\u0085', 'a\\u0000b\\u0085'],
    ['half a surrogate pair', 'a\ud800b', 'a\\ud800b'],
    ['plain words', 'ecs.g7.large (2 CPUs)', 'ecs.g7.large (2 CPUs)'],
    ['other scripts, and pairs that are whole', 'größe 杭州 🌱', 'größe 杭州 🌱'],
    ['line ends', 'a\nb', 'a\nb'],
  ])('writes %s as they are to be read', (_, value, expected) => {
    expect(markup`<p title="${value}">${value}</p>`.text).toBe(`<p title="${expected}">${expected}</p>`);
  });

  test('takes markup as it is, however deep', () => {
    expect(markup`<ul>${[[markup`<li>${'<'}</li>`], trusted('<hr>')]}</ul>`.text).toBe(
      '<ul><li>&lt;</li><hr></ul>',
    );
  });

  test('writes numbers, and nothing for what is not there', () => {
    expect(markup`${0}${undefined}${''}${[]}`.text).toBe('0');
  });

  test('leaves no character of an attack that a parser would act on', () => {
    expect(markup`${hostile}`.text).not.toMatch(/[<>"'\u202e]/);
  });
});
