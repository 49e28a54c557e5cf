import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderRules } from '../../src/build/render-rules';

test('docs/rules.md is what the tables make; npm run docs:rules writes it', () => {
  expect(readFileSync(join(__dirname, '../../docs/rules.md'), 'utf8')).toBe(renderRules());
});
