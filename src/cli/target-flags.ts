import { Target, type TargetOptions, UnsupportedVersionError } from '../gardener/target';
import { parseTimestamp } from '../gardener/timestamp';
import { UsageError } from './io';

/** Flags of every command that judges manifests. */
export const targetFlags = {
  'gardener-version': { type: 'string' },
  'provider-version': { type: 'string' },
  'feature-gate': { type: 'string', multiple: true },
  now: { type: 'string' },
} as const;

export const targetHelp = `  --gardener-version V   Gardener to judge as, e.g. 1.149 (default: the newest known)
  --provider-version V   provider-alicloud to judge as, e.g. 1.71 (default: the newest known)
  --feature-gate G=BOOL  a gate of gardener-apiserver that differs from its default; repeatable
  --now TIME             the time to judge expiry dates by, e.g. 2026-11-21T00:00:00Z (default: the clock)
`;

interface TargetValues {
  readonly 'gardener-version'?: string | undefined;
  readonly 'provider-version'?: string | undefined;
  readonly 'feature-gate'?: string[] | undefined;
  readonly now?: string | undefined;
}

/** @throws UsageError for a version, gate or time that is none */
export function targetFrom(values: TargetValues): TargetOptions & { readonly now: Date } {
  const options = {
    ...(values['gardener-version'] === undefined ? {} : { gardenerVersion: values['gardener-version'] }),
    ...(values['provider-version'] === undefined ? {} : { providerVersion: values['provider-version'] }),
    featureGates: Object.fromEntries((values['feature-gate'] ?? []).map((gate) => readGate(gate))),
    now: values.now === undefined ? new Date() : readTime(values.now),
  };
  try {
    new Target(options);
  } catch (error) {
    if (error instanceof UnsupportedVersionError) throw new UsageError(error.message);
    throw error;
  }
  return options;
}

function readGate(text: string): [string, boolean] {
  const match = /^(\w+)=(true|false)$/.exec(text);
  if (match === null) {
    throw new UsageError(
      `--feature-gate: ${JSON.stringify(text)} is not of the form Name=true or Name=false`,
    );
  }
  return [match[1] ?? '', match[2] === 'true'];
}

function readTime(text: string): Date {
  const time = parseTimestamp(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (time === undefined) {
    throw new UsageError(
      `--now: ${JSON.stringify(text)} is no date; write 2026-11-21 or 2026-11-21T00:00:00Z`,
    );
  }
  return new Date(time);
}
