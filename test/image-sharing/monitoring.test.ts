import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { alertNames } from '../../src/image-sharing/monitoring';
import { Metrics } from '../../src/sharing/metrics';
import { type AlertRule, issuesOf, jobWith, objectOf, podOf, synthOf } from './job';

const metricsPush = 'http://pushgateway.monitoring:9091';

function alertsOf(props: object): readonly AlertRule[] {
  const job = jobWith({ alerts: true, metricsPush, ...props });
  expect(issuesOf(job).filter(({ severity }) => severity === 'error')).toEqual([]);
  return objectOf(job, 'PrometheusRule').spec?.groups?.[0]?.rules ?? [];
}

function exprOf(name: string, props: object = {}): string {
  return alertsOf(props).find(({ alert }) => alert === name)?.expr ?? '';
}

describe('metrics', () => {
  test('are pushed to a group of the job, through the NetworkPolicy', () => {
    const job = jobWith({ metricsPush, networkPolicy: { cidrs: ['10.0.0.0/8'] } });
    expect(issuesOf(job)).toEqual([]);
    expect(podOf(job).containers[0].args?.slice(-2)).toEqual([
      '--metrics-push',
      `${metricsPush}/metrics/job/image-sharing`,
    ]);
    expect(objectOf(job, 'NetworkPolicy').spec?.egress?.at(-1)).toEqual({
      ports: [{ port: 9091, protocol: 'TCP' }],
    });
  });

  test.each([
    ['https://push.example.com', 443, 'https://push.example.com/metrics/job/image-sharing'],
    ['http://push/', 80, 'http://push/metrics/job/image-sharing'],
    ['http://push:9091/metrics/job/mine/landscape/a', 9091, 'http://push:9091/metrics/job/mine/landscape/a'],
  ])('%s is port %d', (address, port, pushed) => {
    const job = jobWith({ metricsPush: address });
    expect(podOf(job).containers[0].args?.at(-1)).toBe(pushed);
    expect(objectOf(job, 'NetworkPolicy').spec?.egress?.at(-1)).toEqual({
      ports: [{ port, protocol: 'TCP' }],
    });
  });

  test('are pushed nowhere by default', () => {
    expect(podOf(jobWith()).containers[0].args).not.toContain('--metrics-push');
  });
});

describe('the PrometheusRule', () => {
  test('is there where it is asked for', () => {
    const kinds = (props: object): string[] => synthOf(jobWith(props)).map(({ kind }) => kind);
    expect(kinds({})).not.toContain('PrometheusRule');
    expect(kinds({ alerts: false })).not.toContain('PrometheusRule');
    expect(kinds({ alerts: true })).toContain('PrometheusRule');
  });

  test('has all alerts, and those on what the job did only where it says so', () => {
    expect(alertsOf({}).map(({ alert }) => alert)).toEqual([...alertNames]);
    expect(alertsOf({ metricsPush: undefined }).map(({ alert }) => alert)).toEqual(alertNames.slice(0, 2));
    expect(alertsOf({ oneOff: true, schedule: undefined }).map(({ alert }) => alert)).toEqual([
      alertNames[0],
      ...alertNames.slice(2),
    ]);
  });

  test('waits for three schedules and one run', () => {
    expect(exprOf('ImageSharingNoSuccess')).toContain(`> ${3 * 900 + 720} unless`);
    expect(exprOf('ImageSharingNoSuccess', { schedule: '0 2 * * 1-5', deadlineSeconds: 60 })).toContain(
      `> ${3 * 3 * 86_400 + 180} unless`,
    );
  });

  test('knows a cap that was raised', () => {
    expect(exprOf('ImageSharingCapReached')).toContain('>= 50');
    const extraConfig = { limits: { accountsPerImage: 120 } };
    expect(exprOf('ImageSharingCapReached', { extraConfig })).toContain('>= 120');
  });

  test('asks for the group that the job pushes to', () => {
    const grouped = { metricsPush: `${metricsPush}/metrics/job/mine` };
    expect(exprOf('ImageSharingRemovalsHeldBack', grouped)).toContain('{job="mine"}');
    expect(exprOf('ImageSharingRemovalsHeldBack', { name: 'sharing' })).toContain('{job="sharing"}');
  });

  test('asks only for metrics that there are', () => {
    const known = new Metrics().render();
    const asked = alertsOf({}).flatMap(({ expr }) => [...expr.matchAll(/alicloud_image_sharing_\w+/g)]);
    expect(asked.length).toBeGreaterThan(3);
    for (const [name] of asked) expect(known).toContain(`# TYPE ${name.replace(/_total$/, '')} `);
  });

  test('carries the labels that find it, and those that route its alerts', () => {
    const alerts = {
      severity: 'critical',
      labels: { prometheus: 'seed' },
      ruleLabels: { topology: 'garden' },
    };
    const job = jobWith({ alerts });
    expect(objectOf(job, 'PrometheusRule').metadata.labels).toMatchObject({ prometheus: 'seed' });
    const rules = objectOf(job, 'PrometheusRule').spec?.groups?.[0]?.rules ?? [];
    expect(rules.map(({ labels }) => labels)).toEqual(
      rules.map(() => ({ severity: 'critical', topology: 'garden' })),
    );
  });
});

test('the runbook has a section for each alert', () => {
  const text = readFileSync(resolve(__dirname, '../../docs/runbook.md'), 'utf8');
  const sections = [...text.matchAll(/^## (\S+)$/gm)].map(([, name]) => name);
  expect(sections).toEqual([...alertNames]);
});
