import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/main';

/**
 * What the command line says, word by word, in `golden.txt`: help, wrong use, and one small run of each output. With
 * `UPDATE_GOLDEN=1` in the environment the file is written instead: read the difference before it is committed.
 */
const seed = (region: string): string => `apiVersion: core.gardener.cloud/v1beta1
kind: Seed
metadata: {name: ali}
spec:
  provider: {type: alicloud, region: ${region}}
`;

const lines: readonly string[] = [
  ...[
    '',
    '--help',
    'validat',
    'help',
    'help nothing',
    '--colour always validate a.yaml',
    '--color blue validate a.yaml',
  ],
  ...['init', 'validate', 'diff', 'import', 'report', 'share-images', 'schema', 'completion'].map(
    (name) => `${name} --help`,
  ),
  ...['completion', 'completion bash', 'completion zsh', 'completion cmd'],
  ...['schema', 'schema nothing', 'schema --list', 'schema Seed --gardener-version 1.50'],
  ...[
    'init Big',
    'init --name -x',
    'init a --gitops both',
    'init a --gitops argocd',
    'init a --repo-url https://a/b',
  ],
  ...[
    'init a --gitops argocd --repo-url nowhere',
    'init full',
    'init a b',
    'init a --package nowhere.tgz',
    'init a --gardener-version 1.12',
  ],
  ...[
    'validate',
    'validate nowhere.yaml',
    'validate --output xml a.yaml',
    'validate --unknown a.yaml',
    'validate - a.yaml',
  ],
  ...[
    'validate --gardener-version one a.yaml',
    'validate --gardener-version 1.50 a.yaml',
    'validate --provider-version 1.10 a.yaml',
  ],
  ...[
    'validate --feature-gate A a.yaml',
    'validate --feature-gate A=maybe a.yaml',
    'validate --feature-gate Nothing=true a.yaml',
  ],
  ...[
    'validate --now yesterday a.yaml',
    'validate --waivers nowhere.yaml a.yaml',
    'validate --waivers a.yaml a.yaml',
  ],
  ...[
    'validate --parent nowhere.yaml a.yaml',
    'validate --parent a.yaml a.yaml',
    'validate --previous nowhere.yaml a.yaml',
  ],
  ...[
    'validate a.yaml',
    'validate --strict --output github a.yaml',
    'validate --output json a.yaml',
    'validate empty',
  ],
  ...['validate --previous b.yaml a.yaml', 'validate --namespace Garden a.yaml'],
  ...[
    'diff',
    'diff a.yaml',
    'diff a.yaml b.yaml c.yaml',
    'diff nowhere.yaml a.yaml',
    'diff --output xml a.yaml b.yaml',
    'diff - -',
  ],
  ...[
    'diff a.yaml b.yaml',
    'diff --output markdown a.yaml b.yaml',
    'diff --fail-on safe a.yaml b.yaml',
    'diff --fail-on dangerous a.yaml b.yaml',
  ],
  ...[
    'diff --git',
    'diff --git HEAD a.yaml b.yaml',
    'diff --git HEAD -',
    'diff a.yaml a.yaml',
    'diff --shoots nowhere a.yaml b.yaml',
  ],
  ...[
    'diff --shoots a.yaml a.yaml b.yaml',
    'diff --shoots list.json a.yaml b.yaml',
    'diff --shoots shoots.json a.yaml b.yaml',
  ],
  ...[
    'report',
    'report a.yaml',
    'report --out',
    'report --out x.html nowhere.yaml',
    'report --out - --now soon a.yaml',
  ],
  ...[
    'report --out - --since nowhere.yaml a.yaml',
    'report --out no/such/folder.html a.yaml',
    'report --out x.html --title a.yaml',
  ],
  ...[
    'share-images',
    'share-images --config',
    'share-images --config nowhere.yaml',
    'share-images --config a.yaml',
    'share-images --dry',
  ],
];

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cli-golden-'));
  mkdirSync(join(cwd, 'empty'));
  mkdirSync(join(cwd, 'full'));
  writeFileSync(join(cwd, 'full/a.txt'), '');
  writeFileSync(join(cwd, 'a.yaml'), seed('cn-hangzhou'));
  writeFileSync(join(cwd, 'b.yaml'), seed('eu-central-1'));
  writeFileSync(join(cwd, 'list.json'), '{"kind": "List", "items": [{"kind": "Pod"}]}');
  const shoot = { kind: 'Shoot', metadata: { name: 'a', namespace: 'garden-a' }, spec: { seedName: 'ali' } };
  writeFileSync(join(cwd, 'shoots.json'), JSON.stringify({ kind: 'List', items: [shoot] }));
});
afterAll(() => rmSync(cwd, { recursive: true }));

async function said(line: string): Promise<string> {
  let [out, err] = ['', ''];
  const code = await run(
    line.split(' ').filter((word) => word !== ''),
    {
      cwd,
      env: {},
      readStdin: () => seed('cn-beijing'),
      out: (text) => (out += text),
      err: (text) => (err += text),
      terminal: { out: false, err: false },
    },
  );
  const shown = (text: string, mark: string): string =>
    text
      .replaceAll(cwd, '<folder>')
      .trimEnd()
      .split('\n')
      .filter(Boolean)
      .map((each) => `${mark} ${each}\n`)
      .join('');
  return `$ gardener-alicloud ${line}\n${shown(out, ' ')}${shown(err, '!')}exit ${code}\n\n`;
}

test('what the command line says', async () => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  let text = '';
  try {
    for (const line of lines) text += await said(line);
  } finally {
    jest.restoreAllMocks();
  }
  const path = join(__dirname, 'golden.txt');
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
  expect(text).not.toMatch(/\bundefined\b|\bNaN\b|\[object /);
});
