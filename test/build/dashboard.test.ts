import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderDashboard } from '../../src/build/render-dashboard';
import { Metrics } from '../../src/sharing/metrics';

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

const file = resolve(__dirname, '../../docs/image-sharing-dashboard.json');

test('the dashboard in docs is the one that the metrics make: npm run docs:dashboard', () => {
  expect(readFileSync(file, 'utf8')).toBe(renderDashboard());
});

test('every metric of a run has its panel', () => {
  const { panels } = JSON.parse(renderDashboard()) as Dashboard;
  const asked = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const families = [...new Metrics().render().matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name);
  expect(families.length).toBeGreaterThan(5);
  for (const name of families) {
    expect(asked.filter((expr) => new RegExp(`\\b${name}(?:_total|_bucket)?\\{`).test(expr))).toHaveLength(1);
  }
});
