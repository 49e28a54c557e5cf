const newlines = /[\r\n]/g;
const standard = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Whether Go's JSON decoder takes the text for bytes: standard alphabet with padding. Line ends are
 * skipped wherever they stand, also within the padding; blanks are not, nor is the URL alphabet taken.
 */
export function isStandardBase64(text: string): boolean {
  const joined = text.replace(newlines, '');
  return joined.length % 4 === 0 && standard.test(joined);
}
