import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** They run for as long as one likes, and so not with the tests: here it is only seen that nothing they need has gone. */
test.each(readdirSync(__dirname).filter((file) => file.endsWith('.fuzz.mjs')))('%s can be loaded', (file) => {
  const url = pathToFileURL(join(__dirname, file)).href;
  const program = `const { default: properties } = await import(${JSON.stringify(url)});
    console.log(Object.values(properties).length);`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  expect(Number(printed)).toBeGreaterThan(0);
});
