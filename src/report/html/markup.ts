/** Markup that may stand in the page as it is. Only `markup` and `trusted` make it. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What a template takes: texts are escaped, markup is not, lists are joined, nothing is left out. */
export type Content = Markup | string | number | undefined | readonly Content[];

/** Markup with values in it. Every value that is not markup itself is escaped, in text as in quoted attributes. */
export function markup(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = strings[0] ?? '';
  for (let index = 0; index < values.length; index++) {
    text += toText(values[index]) + (strings[index + 1] ?? '');
  }
  return new Markup(text);
}

/** Text of our own that is markup, style or script already. Never anything out of a manifest. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function toText(value: Content): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number') return String(value);
  let text = '';
  for (const item of value) text += toText(item);
  return text;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const plain = /^[\w .:,;/=()+-]*$/;
const special = /[&<>"']/g;
/** Characters that nobody sees, or that turn the text around them. */
const hidden = /[\p{Cc}\p{Surrogate}\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Makes a text harmless; what cannot be seen is spelt out, lest a name looks like another. */
function escape(text: string): string {
  if (plain.test(text)) return text;
  return text
    .replace(hidden, (character) =>
      character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replace(special, (character) => entities[character] ?? '');
}
