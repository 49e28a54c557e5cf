import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * The tests of some folders as one, so that the sources are loaded once for each fault and not once for each file.
 * Only `run.mjs` runs it, which names the folders in `MUTATE_TESTS`.
 */
const project = join(__dirname, '../..');
/** They look at the text of the sources, which has all the faults in it. */
const ofTexts = ['test/sharing/bundle.test.ts'];

const files = (process.env['MUTATE_TESTS'] ?? '').split(' ').flatMap((path) => {
  const start = join(project, path);
  if (statSync(start).isFile()) return [start];
  return readdirSync(start, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && !ofTexts.includes(join(path, file)))
    .sort()
    .map((file) => join(start, file));
});

describe.each(files.map((file) => [relative(project, file), file]))('%s', (_, file) => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a test registers itself when it is loaded
  require(file);
});
