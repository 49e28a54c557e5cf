import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../src/validation/json-value';

const src = join(__dirname, '../../src');
const ids = new Set<string>();

// Every table that defineRules made, wherever it lies.
for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
  if (!/(?:^|[/-])(?:rules|waivers)\.ts$/.test(file)) continue;
  const exported = jest.requireActual<Record<string, unknown>>(join(src, file));
  for (const table of Object.values(exported).filter(isObject)) {
    for (const rule of Object.values(table)) {
      if (isObject(rule) && typeof rule['id'] === 'string') ids.add(rule['id']);
    }
  }
}

/** Whether a rule of that ID exists. */
export function isRule(id: string): boolean {
  return ids.has(id);
}
