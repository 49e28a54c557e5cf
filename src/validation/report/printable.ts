/**
 * Characters that nobody sees, that steer a terminal, end a line, or turn the text around them, and halves of
 * surrogate pairs.
 */
const unseen = /[\p{Cc}\p{Surrogate}\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Text of somebody else for a line of output: it cannot break the line, and steers no terminal. */
export function printable(text: string): string {
  return text.replace(unseen, spell);
}

/**
 * A whole line of output with text of somebody else in it: no runner takes it for a command. GitHub's obeys
 * lines that begin with `::`, blanks apart, and `##[` wherever it stands.
 *
 * @param line without its line end; colours of our own may stand in it
 */
export function printableLine(line: string): string {
  return line.replace(/^\s*::/, spellLast).replaceAll('##[', '##\\u005b');
}

/** Text of somebody else for several lines: its own line ends stay. */
export function printableLines(text: string): string {
  return text.replace(unseen, (character) => (character === '\n' ? character : spell(character)));
}

/** JSON that no terminal and no runner obeys either: it stays the same JSON. */
export function printableJson(json: string): string {
  return printableLines(json).replaceAll('##[', '##\\u005b');
}

function spell(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function spellLast(text: string): string {
  return `${text.slice(0, -1)}${spell(text.slice(-1))}`;
}
