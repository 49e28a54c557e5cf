import { families, type MetricName, PREFIX } from '../sharing/metrics';

/** What a panel asks, with `$` for the metric's full name and the job that is chosen. */
interface Question {
  readonly expr: string;
  readonly legend: string;
  readonly unit: 'short' | 's';
}

/** A question for each metric there is: the compiler sees to it that none is forgotten. */
const questions: Readonly<Record<MetricName, Question>> = {
  images: { expr: 'sum by (state) ($)', legend: '{{state}}', unit: 'short' },
  accounts: {
    expr: 'max by (region, image, state) ($)',
    legend: '{{region}} {{image}} {{state}}',
    unit: 'short',
  },
  changes: { expr: 'sum by (region, op) ($)', legend: '{{region}} {{op}}', unit: 'short' },
  prune_blocked: { expr: 'sum by (region) ($)', legend: '{{region}}', unit: 'short' },
  last_success_timestamp_seconds: { expr: 'time() - max by (shard) ($)', legend: '{{shard}}', unit: 's' },
  last_run_timestamp_seconds: { expr: 'time() - max by (shard) ($)', legend: '{{shard}}', unit: 's' },
  run_duration_seconds: { expr: 'max by (shard) ($)', legend: '{{shard}}', unit: 's' },
  api_calls: { expr: 'sum by (action, outcome) ($)', legend: '{{action}} {{outcome}}', unit: 'short' },
  api_retries: { expr: 'sum by (action, reason) ($)', legend: '{{action}} {{reason}}', unit: 'short' },
  api_call_seconds: { expr: 'histogram_quantile(0.95, sum by (le) ($))', legend: '95 %', unit: 's' },
};

const suffixes = { counter: '_total', gauge: '', histogram: '_bucket' } as const;
const [columns, height, width] = [2, 8, 12];

/** The Grafana dashboard for the metrics of the image-sharing job. */
export function renderDashboard(): string {
  const datasource = { type: 'prometheus', uid: '${datasource}' };
  const panels = (Object.keys(questions) as MetricName[]).map((name, index) => {
    const { kind, help } = families[name];
    const { expr, legend, unit } = questions[name];
    const metric = `${PREFIX}${name}${suffixes[kind]}{job=~"$job"}`;
    const isAge = name.endsWith('timestamp_seconds');
    return {
      id: index + 1,
      title: isAge ? `${help}: seconds ago` : help,
      type: 'timeseries',
      datasource,
      gridPos: { h: height, w: width, x: (index % columns) * width, y: Math.floor(index / columns) * height },
      fieldConfig: { defaults: { unit }, overrides: [] },
      targets: [{ refId: 'A', datasource, expr: expr.replace('$', () => metric), legendFormat: legend }],
    };
  });
  const query = `label_values(${PREFIX}last_run_timestamp_seconds, job)`;
  const dashboard = {
    title: 'Image sharing on Alibaba Cloud',
    uid: 'alicloud-image-sharing',
    schemaVersion: 39,
    tags: ['gardener', 'alicloud'],
    time: { from: 'now-24h', to: 'now' },
    refresh: '5m',
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus' },
        { name: 'job', type: 'query', datasource, query, includeAll: true, multi: true, refresh: 2 },
      ],
    },
    panels,
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

if (require.main === module) process.stdout.write(renderDashboard());
