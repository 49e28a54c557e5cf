// The changelog's section of one version, as the text of a release: `node release-notes.mjs VERSION < CHANGELOG.md`.
import { readFileSync } from 'node:fs';

const [version] = process.argv.slice(2);
const sections = readFileSync(0, 'utf8').split(/^(?=## )/m);
const section = sections.find((text) => text.startsWith(`## [${version}] - `));
const notes = section?.split('\n').slice(1).join('\n').trim();
if (!notes) {
  console.error(`the changelog has no section "## [${version}] - DATE" with a text`);
  process.exitCode = 1;
} else {
  // A link of the page leads nowhere from a release: its text is left.
  console.log(notes.replace(/\[([^\]]+)\]\((?![a-z]+:)[^)]*\)/g, '$1'));
}
