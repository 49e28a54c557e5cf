import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The real cdk8s-cli with a plain cdk8s app; runs what `npm run build` compiled. */
const project = resolve(__dirname, '../../..');
const cli = join(project, 'node_modules/cdk8s-cli/bin/cdk8s');

const app = `
const { ApiObject, App, Chart } = require('cdk8s');
const app = new App();
const chart = new Chart(app, 'landscape');
for (const [id, name, object] of JSON.parse(process.env.OBJECTS)) {
  new ApiObject(chart, id, { metadata: { name }, ...object });
}
app.synth();
`;

const deployment = (type: string) => ({
  apiVersion: 'core.gardener.cloud/v1',
  kind: 'ControllerDeployment',
  helm: { ociRepository: { repository: 'registry.example/charts/provider', [type]: 'v1.71.0' } },
  injectGardenKubeconfig: true,
});

describe('cdk8s synth with the validation plugin', () => {
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'plugin-')));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(project, join(folder, 'node_modules/cdk8s-gardener-alicloud'));
    for (const name of ['cdk8s', 'constructs']) {
      symlinkSync(join(project, 'node_modules', name), join(folder, 'node_modules', name));
    }
    writeFileSync(join(folder, 'app.js'), app);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function synth(objects: readonly unknown[], properties: object) {
    const validation = {
      package: './node_modules/cdk8s-gardener-alicloud/lib/src/validation/plugin',
      version: '0.1.0',
      class: 'GardenerAlicloudValidation',
      properties: { now: '2026-11-21T00:00:00Z', ...properties },
    };
    // JSON is YAML, too.
    writeFileSync(
      join(folder, 'cdk8s.yaml'),
      JSON.stringify({
        app: 'node app.js',
        language: 'typescript',
        output: 'dist',
        validations: [validation],
      }),
    );
    rmSync(join(folder, 'report.json'), { force: true });
    const run = spawnSync(
      process.execPath,
      [cli, 'synth', '--check-upgrade=false', '--validation-reports-output-file', 'report.json'],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], HOME: folder, OBJECTS: JSON.stringify(objects) },
      },
    );
    let report: { violations: unknown[]; summary: Record<string, unknown> } | undefined;
    if (run.status !== 1) {
      const file = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as {
        reports: { violations: unknown[]; summary: Record<string, unknown> }[];
      };
      report = file.reports[0];
    }
    return { ...run, report };
  }

  test('passes an app that Gardener accepts', () => {
    const { status, report } = synth([['deployment', 'provider', deployment('tag')]], {});
    expect(status).toBe(0);
    expect(report?.violations).toEqual([]);
    expect(report?.summary).toMatchObject({ status: 'success', metadata: { documents: '1', errors: '0' } });
  });

  test('reports errors with field, place and construct', () => {
    const { status, stdout, report } = synth([['deployment', 'provider', deployment('tga')]], {});
    expect(status).toBe(2);
    expect(stdout).toContain('unknown-field');
    expect(report?.summary).toMatchObject({ status: 'failure', metadata: { documents: '1' } });
    expect(report?.violations).toContainEqual({
      ruleName: 'unknown-field',
      recommendation: expect.stringContaining('helm.ociRepository.tga') as unknown,
      fix: expect.stringContaining('"tag"') as unknown,
      violatingConstructs: [
        {
          resourceName: 'provider',
          locations: [expect.stringMatching(/^helm\.ociRepository\.tga \(line \d+, column \d+\)$/)],
          manifestPath: expect.stringContaining('landscape.k8s.yaml') as unknown,
          constructPath: 'landscape/deployment',
        },
      ],
    });
  });

  const registration = (deploymentName: string) => ({
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'ControllerRegistration',
    spec: {
      resources: [{ kind: 'Infrastructure', type: 'alicloud' }],
      deployment: { deploymentRefs: [{ name: deploymentName }] },
    },
  });

  test('judges several documents as one landscape, and names no wrong construct', () => {
    const { status, report } = synth(
      [
        ['deployment', 'provider', deployment('tga')],
        ['registration', 'provider', registration('elsewhere')],
      ],
      { strict: true },
    );
    expect(status).toBe(2);
    const violations = report?.violations as { ruleName: string; violatingConstructs: object[] }[];
    expect(violations.map(({ ruleName }) => ruleName)).toEqual(
      expect.arrayContaining(['unknown-field', 'landscape-deployment-missing']),
    );
    const [construct] =
      violations.find(({ ruleName }) => ruleName === 'unknown-field')?.violatingConstructs ?? [];
    expect(construct).toMatchObject({ resourceName: 'ControllerDeployment/provider' });
    expect(construct).not.toHaveProperty('constructPath');
  });

  test('logs warnings, which are violations only if strict, and known ones not at all', () => {
    const objects = [
      ['deployment', 'provider', deployment('tag')],
      ['registration', 'registration', registration('provider')],
    ];
    const rule = 'provider-alicloud-resources-incomplete';
    const lenient = synth(objects, {});
    expect(lenient.status).toBe(0);
    expect(lenient.report?.violations).toEqual([]);
    expect(lenient.stdout).toMatch(
      new RegExp(`^dist/landscape.k8s.yaml:\\d+:\\d+: warning: .+ \\[${rule}\\]$`, 'm'),
    );

    const strict = synth(objects, { strict: true });
    expect(strict.status).toBe(2);
    expect(strict.report?.violations).toContainEqual(expect.objectContaining({ ruleName: rule }));

    const waived = synth(objects, { waivers: [{ rule, reason: 'another extension does the rest' }] });
    expect(waived.status).toBe(0);
    expect(waived.stdout).not.toContain(rule);
  });

  test('takes versions and waivers from the landscape, where properties say nothing', () => {
    const objects = [
      ['deployment', 'provider', deployment('tag')],
      ['registration', 'registration', registration('provider')],
    ];
    const rule = 'provider-alicloud-resources-incomplete';
    writeFileSync(
      join(folder, 'gardener-alicloud.yaml'),
      `gardenerVersion: "1.140"\nwaivers: [{rule: ${rule}, file: "dist/*", reason: known}]\n`,
    );
    const { report, stdout } = synth(objects, { providerVersion: '1.70' });
    expect(stdout).not.toContain(rule);
    expect(report?.summary).toMatchObject({
      metadata: { judgedFor: 'Gardener 1.140 and provider-alicloud 1.70' },
    });
  });

  test('leaves out what it is told to, and knows the namespace of objects that name none', () => {
    const broken = synth([['deployment', 'provider', deployment('tga')]], { ignore: ['dist/*.k8s.yaml'] });
    expect(broken.status).toBe(0);
    expect(broken.report?.summary).toMatchObject({ metadata: { documents: '0' } });
    expect(synth([['deployment', 'a', deployment('tga')]], { ignore: ['other'] }).status).toBe(2);

    const gardenlet = { apiVersion: 'seedmanagement.gardener.cloud/v1alpha1', kind: 'Gardenlet' };
    const named = synth([['gardenlet', 'a', gardenlet]], { namespace: 'garden' });
    const unnamed = synth([['gardenlet', 'a', gardenlet]], {});
    expect(JSON.stringify(unnamed.report)).toContain('metadata.namespace');
    expect(JSON.stringify(named.report)).not.toContain('metadata.namespace');
  });

  test('refuses properties of another kind', () => {
    const { status, stderr, stdout } = synth([], { ignore: [1] });
    expect(status).toBe(1);
    expect(stdout + stderr).toContain('ignore[0]: 1 is not a text; put it in quotes');
  });

  test('refuses properties that do not exist', () => {
    const { status, stderr, stdout } = synth([], { gardnerVersion: '1.149' });
    expect(status).toBe(1);
    expect(stdout + stderr).toContain('did you mean gardenerVersion?');
  });
});

test('the plugin loads without cdk8s', () => {
  const script = `require(process.argv[1]); console.log(Object.keys(require.cache).filter((name) => name.includes('/cdk8s/')).length)`;
  const plugin = join(project, 'lib/src/validation/plugin.js');
  expect(execFileSync(process.execPath, ['-e', script, plugin], { encoding: 'utf8' })).toBe('0\n');
});
