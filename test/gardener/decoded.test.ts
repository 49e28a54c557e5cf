import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const imports = join(root, 'imports');

test('every name that the generated classes spell otherwise is known', () => {
  const respelled = new Set<string>();
  for (const file of readdirSync(imports).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))) {
    const text = readFileSync(join(imports, file), 'utf8');
    for (const [, schema = '', generated = ''] of text.matchAll(/'(\w+)': obj\.(\w+)/g)) {
      if (schema !== generated) respelled.add(`${generated}: '${schema}';`);
    }
  }
  const known =
    readFileSync(join(root, 'src/gardener/decoded.ts'), 'utf8').match(/^ {2}\w+: '\w+';$/gm) ?? [];
  expect(known.map((line) => line.trim())).toEqual([...respelled].sort());
});
