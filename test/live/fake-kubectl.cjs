// A kubectl that answers from what was recorded, and behaves as FAKE_KUBECTL says (JSON); FAKE_KUBECTL_LOG gets its calls.
const { appendFileSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const recorded = (name) => readFileSync(join(__dirname, 'recorded', name), 'utf8');
const {
  fails,
  forbids = [],
  refuses = {},
  asks,
  without = [],
} = JSON.parse(process.env.FAKE_KUBECTL ?? '{}');
const args = process.argv.slice(2);
appendFileSync(process.env.FAKE_KUBECTL_LOG, `${JSON.stringify(args)}\n`);

const words = args.filter((arg) => !arg.startsWith('-'));
const end = (code, out, err = '') => {
  process.stderr.write(err);
  process.stdout.write(out, () => process.exit(code));
};
const forbidden = (name) =>
  `Error from server (Forbidden): ${name} is forbidden: User "somebody" cannot list resource "${name.split('.')[0]}" in API group "" at the cluster scope\n`;

if (asks !== undefined) process.stderr.write(`${asks}\n`);
if (fails !== undefined) end(1, '', fails);
else if (words[0] === 'api-resources')
  end(
    0,
    recorded('api-resources.txt')
      .split('\n')
      .filter((name) => !without.some((part) => name.includes(part)))
      .join('\n'),
  );
else if (words[0] === 'get' && words[1] === 'secrets')
  forbids.includes('secrets') ? end(1, '', forbidden('secrets')) : end(0, recorded('secrets.txt'));
else if (words[0] === 'get') {
  const names = words[1].split(',');
  const list = JSON.parse(recorded('objects.json'));
  const nameOf = ({ apiVersion, kind }) => `${kind.toLowerCase()}s.${apiVersion.split('/')[0]}`;
  const items = list.items.filter((item) => names.includes(nameOf(item)) && !forbids.includes(nameOf(item)));
  const denied = names.filter((name) => forbids.includes(name));
  end(denied.length > 0 ? 1 : 0, JSON.stringify({ ...list, items }), denied.map(forbidden).join(''));
} else if (words[0] === 'apply') {
  const { kind, metadata } = JSON.parse(readFileSync(0, 'utf8'));
  const refusal = refuses[metadata.name];
  const name = `${kind.toLowerCase()}/${metadata.name}`;
  if (refusal === undefined) end(0, `${name}\n`, 'Warning: somebody is warned of something\n');
  else end(1, '', refusal);
} else end(1, '', `error: unknown command "${words[0]}" for "kubectl"\n`);
