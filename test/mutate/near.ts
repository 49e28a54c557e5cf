import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * All tests of a folder as one, so that the sources are loaded once for each fault and not once for each file. Only
 * `run.mjs` runs it, which names the folder in `MUTATE_TESTS`.
 */
const folder = join(__dirname, '../..', process.env['MUTATE_TESTS'] ?? '');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.test.ts'),
);

describe.each(files.sort())('%s', (file) => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a test registers itself when it is loaded
  require(join(folder, file));
});
