import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** They run for as long as one likes, and so not with the tests: here it is only seen that nothing they need has gone. */
test('every fuzzer can be loaded', () => {
  const files = readdirSync(__dirname).filter((file) => file.endsWith('.fuzz.mjs'));
  const urls = files.map((file) => pathToFileURL(join(__dirname, file)).href);
  const program = `for (const url of ${JSON.stringify(urls)}) console.log(Object.keys((await import(url)).default).length);`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  const counts = printed.trimEnd().split('\n').map(Number);
  expect(counts).toHaveLength(files.length);
  expect(Math.min(...counts)).toBeGreaterThan(0);
});
