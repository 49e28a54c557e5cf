// The alerts of the image-sharing job, read by Prometheus' own reader of rule files, which parses each expression.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildGoProgram } from './go-program.mjs';

const require = createRequire(import.meta.url);

export function checkAlerts({ report }) {
  const program = join(buildGoProgram('rulefmt'), 'rulefmt');
  const read = (groups) => {
    const { status, stdout } = spawnSync(program, { input: JSON.stringify(groups), encoding: 'utf8' });
    return status === 0 ? undefined : stdout;
  };
  const metricsPush = 'http://pushgateway.monitoring:9091';
  const jobs = {
    'a job on a schedule': {},
    'one that pushes metrics': { metricsPush },
    'one that pushes them to a group of its own': { metricsPush: `${metricsPush}/metrics/job/our.images-1` },
    'one that runs once': { schedule: undefined, oneOff: true, metricsPush },
    'one with a long name': { name: 'image-sharing-of-the-landscape-in-europe', metricsPush },
    'one with labels': { alerts: { severity: 'critical', ruleLabels: { topology: 'garden' } } },
  };
  for (const [name, props] of Object.entries(jobs)) report.say(`alerts of ${name}`, read(specOf(props)));

  const spec = specOf({});
  const [group] = spec.groups;
  const broken = { groups: [{ ...group, rules: [{ ...group.rules[0], expr: 'a >> b' }] }] };
  report.say('a broken expression is noticed', read(broken) === undefined ? 'it is not' : undefined);
}

/** The spec of the PrometheusRule that a job emits. */
function specOf(props) {
  // Not imported above: where the test is skipped, nothing has to be built.
  const library = require('../../lib/src/index.js');
  const { Testing } = require('cdk8s');
  const chart = Testing.chart();
  new library.ImageSharingJob(chart, 'image-sharing', {
    images: [{ region: 'eu-central-1', imageId: 'm-gw8aaaaaaaaaaaaaaaaa' }],
    accounts: ['2000000000000001'],
    credentials: library.SecretReference.of('garden', 'machine-image-owner'),
    schedule: '*/15 * * * *',
    alerts: true,
    ...props,
  });
  return Testing.synth(chart).find(({ kind }) => kind === 'PrometheusRule').spec;
}
