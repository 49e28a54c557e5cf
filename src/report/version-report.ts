import { asObject, type JsonObject, listAt } from '../gardener/json';
import { currentStage, expiryOf, type ExpirableVersion, type LifecycleStage } from '../gardener/lifecycle';
import { compareVersions, parseVersion } from '../gardener/semver';
import type { Target } from '../gardener/target';
import { parseTimestamp } from '../gardener/timestamp';
import type { StageSpan, VersionReport } from './landscape-report';
import { compareTexts, writtenAt } from './written';

/** A Kubernetes or image version: its stage at the target's time, and when it has which. */
export function toVersionReport(entry: JsonObject, target: Target): VersionReport {
  const version = readVersion(entry);
  const expiry = expiryOf(version);
  return {
    version: version.version ?? '',
    stage: currentStage(version, target),
    spans: toSpans(version, expiry?.time),
    ...(expiry === undefined ? {} : { expiry: expiry.time }),
  };
}

/** Newest first; what is no version comes last, by code unit. */
export function newestFirst(a: { readonly version: string }, b: { readonly version: string }): number {
  const left = parseVersion(a.version);
  const right = parseVersion(b.version);
  if (left === undefined || right === undefined) {
    if (left === right) return compareTexts(a.version, b.version);
    return left === undefined ? 1 : -1;
  }
  return compareVersions(right, left) || compareTexts(a.version, b.version);
}

function readVersion(entry: JsonObject): ExpirableVersion {
  const lifecycle = listAt(entry, 'lifecycle').map((stage) =>
    readTexts<LifecycleStage>(asObject(stage), ['classification', 'startTime']),
  );
  return {
    ...readTexts<ExpirableVersion>(entry, ['classification', 'expirationDate']),
    version: writtenAt(entry, 'version'),
    ...(lifecycle.length === 0 ? {} : { lifecycle }),
  };
}

/** Those of the fields that say something. */
function readTexts<T>(object: JsonObject, fields: readonly (keyof T & string)[]): T {
  const texts = fields.map((field) => [field, writtenAt(object, field)] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== '')) as T;
}

/** A classification holds until the version expires, a stage of a lifecycle until the next one begins. */
function toSpans(version: ExpirableVersion, expiry: number | undefined): StageSpan[] {
  const { lifecycle } = version;
  if (lifecycle === undefined) {
    return [
      { stage: version.classification ?? 'supported', ...to(expiry) },
      ...(expiry === undefined ? [] : [{ stage: 'expired', from: expiry }]),
    ];
  }
  return lifecycle.map((stage, index) => ({
    stage: stage.classification ?? '',
    ...from(timeOf(stage)),
    ...to(timeOf(lifecycle[index + 1])),
  }));
}

function timeOf(stage: LifecycleStage | undefined): number | undefined {
  return stage?.startTime === undefined ? undefined : parseTimestamp(stage.startTime);
}

function from(time: number | undefined): { from?: number } {
  return time === undefined ? {} : { from: time };
}

function to(time: number | undefined): { to?: number } {
  return time === undefined ? {} : { to: time };
}
