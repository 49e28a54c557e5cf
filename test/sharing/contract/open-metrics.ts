/** One sample of an OpenMetrics text. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const PREFIX = 'alicloud_image_sharing_';
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)/y;
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  summary: ['', '_sum', '_count', '_created'],
};

/** Reads a metrics file as strictly as Prometheus does, and throws where it would refuse it. */
export function parseOpenMetrics(text: string): Sample[] {
  if (!text.endsWith('# EOF\n')) {
    throw new Error('the text does not end with # EOF');
  }
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  const seen = new Set<string>();
  const finished = new Set<string>();
  let family = '';
  for (const line of text.slice(0, -'# EOF\n'.length).split('\n').slice(0, -1)) {
    const [, kind, name = '', rest = ''] = /^# (TYPE|HELP|UNIT) (\S+) ?(.*)$/.exec(line) ?? [];
    if (kind === undefined) {
      const sample = parseSample(line);
      expectMember(sample, family, types.get(family) ?? '');
      const identity = `${sample.name}${JSON.stringify(sample.labels)}`;
      if (seen.has(identity)) {
        throw new Error(`twice the same series: ${line}`);
      }
      seen.add(identity);
      samples.push(sample);
      continue;
    }
    if (name !== family) {
      if (finished.has(name)) {
        throw new Error(`the family ${name} is not in one piece`);
      }
      finished.add(name);
      family = name;
    }
    if (kind === 'TYPE') {
      types.set(name, rest);
    }
  }
  return samples;
}

/** The sum of the samples with that name (without the prefix) and all those labels. */
export function sumOf(samples: readonly Sample[], name: string, labels: Record<string, string> = {}): number {
  return samples
    .filter((sample) => sample.name === PREFIX + name)
    .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

function expectMember(sample: Sample, family: string, type: string): void {
  const suffixes = SUFFIXES[type];
  if (suffixes?.some((suffix) => sample.name === family + suffix) !== true) {
    throw new Error(`${sample.name} does not belong to the family ${family} of type "${type}"`);
  }
  if (!sample.name.startsWith(PREFIX)) {
    throw new Error(`${sample.name} lacks the prefix`);
  }
}

function parseSample(line: string): Sample {
  const [, name, inner = '', number = ''] = SAMPLE.exec(line) ?? [];
  const value = number === '+Inf' ? Infinity : Number(number);
  if (name === undefined || number === '' || Number.isNaN(value)) {
    throw new Error(`not a sample: ${line}`);
  }
  return { name, labels: parseLabels(inner, line), value };
}

function parseLabels(inner: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < inner.length) {
    const [, name, value] = LABEL.exec(inner) ?? [];
    if (name === undefined || value === undefined || name in labels) {
      throw new Error(`bad labels: ${line}`);
    }
    labels[name] = value;
  }
  return labels;
}
