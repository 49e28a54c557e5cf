import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { type ValidateOptions, validateYaml } from '../../src/validation/validate';

interface GardenError {
  readonly type: string;
  readonly field: string;
}

interface Verdict {
  readonly accepted: boolean;
  readonly errors: readonly GardenError[];
}

/** Names of the files in a folder below `vectors/`, for `readVectors`. */
export function vectorsIn(folder: string): string[] {
  return readdirSync(join(__dirname, 'vectors', folder)).map(
    (file) => `${folder}/${file.replace('.jsonl.br', '')}`,
  );
}

/** A manifest and what a real Gardener said of it; the files hold one a line, packed with brotli. */
export interface Vector extends Verdict {
  readonly id: string;
  readonly manifest: string;
  readonly previous?: string;
  /** The CloudProfile of a NamespacedCloudProfile. */
  readonly parent?: string;
  readonly featureGates?: Readonly<Record<string, boolean>>;
  /** By Gardener minor, e.g. `1.135`; only in the files below `versions/`. */
  readonly verdicts?: Readonly<Record<string, Verdict>>;
}

export function readVectors(name: string): Vector[] {
  const packed = readFileSync(join(__dirname, 'vectors', `${name}.jsonl.br`));
  return brotliDecompressSync(packed)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Vector);
}

/** What our validator says otherwise than Gardener, in a sentence each; empty: we agree. */
export function disagreements(vector: Vector): string[] {
  if (vector.verdicts === undefined) return compare(vector, vector);
  return Object.entries(vector.verdicts).flatMap(([gardenerVersion, verdict]) =>
    compare(vector, verdict, { gardenerVersion }),
  );
}

function compare(vector: Vector, verdict: Verdict, versions: ValidateOptions = {}): string[] {
  const name = [vector.id, versions.gardenerVersion].filter(Boolean).join(' @ ');
  const issues = validateYaml(vector.manifest, {
    ...versions,
    ...(vector.previous === undefined ? {} : { previous: vector.previous }),
    ...(vector.parent === undefined ? {} : { parent: vector.parent }),
    ...(vector.featureGates === undefined ? {} : { featureGates: vector.featureGates }),
  });
  const errors = issues.filter((issue) => issue.severity === 'error');
  const found = errors.map((issue) => `${issue.type} ${issue.field}`);
  if ((errors.length === 0) !== verdict.accepted) {
    return [`${name}: Gardener ${verdict.accepted ? 'accepts' : 'refuses'}, we say [${found.join(', ')}]`];
  }
  return verdict.errors
    .filter((error) => isAsked(error, vector))
    .filter(({ type, field }) =>
      type === 'Malformed'
        ? !errors.some((issue) => issue.type === 'Malformed' || issue.type === 'TypeInvalid')
        : !errors.some((issue) => issue.type === type && issue.field === field),
    )
    .map(({ type, field }) => `${name}: ${type} ${field} is missing in [${found.join(', ')}]`);
}

/**
 * Whether provider-alicloud, whose objection to a Secret names no field, is asked at all: it gets those with its
 * label alone, and three vectors were taken without that selector.
 */
function isAsked({ type, field }: GardenError, { id, manifest }: Vector): boolean {
  const isProviders = id.startsWith('secret/') && type === 'Invalid' && field === '';
  return !isProviders || manifest.includes('provider.shoot.gardener.cloud/');
}
