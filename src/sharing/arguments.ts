import { parseArgs } from 'node:util';
import { isLoopback } from '../alibaba-cloud/http';
import { type ConfigProblem, InvalidConfigError } from './object-reader';
import { type OutputForm, outputForms } from './output';
import type { ImageFilter } from './plan';

/** What the flags say. */
export interface Arguments extends ImageFilter {
  readonly config: string;
  readonly dryRun: boolean;
  readonly output: OutputForm;
  readonly allowLargePrune: boolean;
  readonly metricsFile: string | undefined;
  readonly metricsPush: URL | undefined;
  readonly detailedExitcode: boolean;
}

export const usage = `Shares custom machine images with the accounts that need them.

usage: gardener-alicloud share-images --config FILE [flags]

  --config FILE           what to share with whom, YAML or JSON
  --dry-run               show what would change, change nothing
  --output FORM           form of the result on stdout: text (default), json, or summary: the JSON without
                          what is converged
  --region REGION         only this region of the config; may be repeated
  --image ID              only this image of the config; may be repeated
  --allow-large-prune     lift maxPerImage, maxPercent and maxTotal for this run
  --metrics-file FILE     write OpenMetrics text to this file
  --metrics-push URL      send the metrics to this Prometheus Pushgateway
  --detailed-exitcode     exit with 7 when a dry run finds changes
  --help                  show this text

exit codes: 0 converged, 2 config or arguments invalid, 3 identity, credentials or clock wrong, 4 failures
for good, 5 failures that may pass later, 6 removals held back, 7 changes found by a dry run, 130 and 143
ended by a signal
`;

const options = {
  config: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  output: { type: 'string', default: 'text' },
  region: { type: 'string', multiple: true, default: [] as string[] },
  image: { type: 'string', multiple: true, default: [] as string[] },
  'allow-large-prune': { type: 'boolean', default: false },
  'metrics-file': { type: 'string' },
  'metrics-push': { type: 'string' },
  'detailed-exitcode': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * Reads the flags; `help` when that is asked for.
 *
 * @throws InvalidConfigError for flags that are unknown, incomplete or contradictory.
 */
export function parseArguments(argv: readonly string[]): Arguments | 'help' {
  const { values } = parseFlags(argv);
  if (values.help) return 'help';
  const { config, output } = values;
  const problems: ConfigProblem[] = [];
  if (config === undefined || config === '') {
    problems.push({ field: '--config', message: 'is missing', hint: 'name the file with the config' });
  }
  const form = outputForms.find((candidate) => candidate === output);
  if (form === undefined) {
    const hint = `use ${outputForms.join(', ')}`;
    problems.push({ field: '--output', message: `is ${JSON.stringify(output)}`, hint });
  }
  if (values['metrics-file'] === '') {
    problems.push({ field: '--metrics-file', message: 'is empty', hint: 'name the file to write' });
  }
  const metricsPush = readGateway(values['metrics-push'], problems);
  if (problems.length > 0) throw new InvalidConfigError('arguments', problems);
  return {
    config: config ?? '',
    dryRun: values['dry-run'],
    output: form ?? 'text',
    regions: values.region,
    images: values.image,
    allowLargePrune: values['allow-large-prune'],
    metricsFile: values['metrics-file'],
    metricsPush,
    detailedExitcode: values['detailed-exitcode'],
  };
}

/** The address of a Pushgateway; it may hold a password, so no message repeats it. */
function readGateway(text: string | undefined, problems: ConfigProblem[]): URL | undefined {
  if (text === undefined) return undefined;
  const field = '--metrics-push';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAddress = url !== undefined && ['http:', 'https:'].includes(url.protocol) && url.port !== '0';
  if (!isAddress || url.search + url.hash !== '') {
    const hint = 'use http://<host>:9091, with a path only where the gateway or the grouping key needs one';
    problems.push({ field, message: 'is not the address of a Pushgateway', hint });
    return undefined;
  }
  if (url.username + url.password !== '' && url.protocol === 'http:' && !isLoopback(url)) {
    problems.push({ field, message: 'would send a password in clear', hint: 'use https' });
    return undefined;
  }
  return url;
}

function parseFlags(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false });
  } catch (error) {
    const sentence = (error as Error).message.split('. ')[0] ?? '';
    const message = sentence.charAt(0).toLowerCase() + sentence.slice(1);
    throw new InvalidConfigError('arguments', [{ field: '', message, hint: 'see --help' }]);
  }
}
