import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { providerAlicloudValues } from '../../src/validation/alicloud/chart-values';

/** Where the name of a prop is not that of the value. */
const props: Readonly<Record<string, string>> = {
  'vpa.enabled': 'vpaEnabled',
  'vpa.updatePolicy.updateMode': 'vpaUpdateMode',
  'webhookConfig.servicePort': 'webhookServicePort',
};

const source = readFileSync(join(__dirname, '../../src/provider-extension/chart-settings.ts'), 'utf8');

/** `@default` of every prop, by its name. */
const documented = new Map(
  [...source.matchAll(/@default ([^\n]*?)(?: \*\/|\n)[\s*/]*readonly (\w+)\?:/g)].map(
    ([, text = '', name = '']) => [name, text],
  ),
);

const defaults = providerAlicloudValues.filter((value) => value.default !== undefined);

test.each(defaults.map((value) => [value.path, value.default]))('%s is documented as %j', (path, value) => {
  const text = documented.get(props[path] ?? path.split('.').at(-1) ?? '');
  const isEmpty = typeof value === 'object' && Object.keys(value as object).length === 0;
  const shown = typeof value === 'string' ? value : JSON.stringify(value).replaceAll(',', ', ');
  expect(text).toContain(isEmpty ? 'none' : shown);
});
