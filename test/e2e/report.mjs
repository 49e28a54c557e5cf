import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** What the checks have found, printed as it comes. */
export class Report {
  failures = 0;

  /** @param complaint undefined where all is well */
  say(name, complaint) {
    console.log(complaint === undefined ? `ok: ${name}` : `FAILED: ${name}: ${complaint}`);
    if (complaint !== undefined) this.failures++;
  }

  note(text) {
    console.log(text);
  }
}

export function title({ kind, metadata: { name, namespace } }) {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** Names of objects for one line, undefined for none: what a complaint is made of. */
export function unlessNone(what, objects) {
  return objects.length === 0 ? undefined : `${what}: ${objects.map(title).join(', ')}`;
}
