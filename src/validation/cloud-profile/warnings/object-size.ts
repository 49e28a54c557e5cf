import type { IssueCollector } from '../../issue-collector';
import { jsonBytes } from '../../json-bytes';
import type { JsonObject } from '../../kind';
import { warningRules as rules } from '../warning-rules';

const kibibyte = 1024;
/** The longest annotations that Kubernetes takes, one of which client-side apply makes of the object. */
const clientSideApplyLimit = 256 * kibibyte;
const nearLimit = kibibyte * kibibyte;
/** etcd takes 1.5 MiB of the stored object, whose managed fields add about a sixth. */
const storageLimit = Math.floor(1.3 * kibibyte * kibibyte);

/** Warns of a manifest that tools or etcd will not take much longer. */
export function warnOfSize(manifest: JsonObject, issues: IssueCollector): void {
  const size = jsonBytes(manifest, clientSideApplyLimit);
  if (size > storageLimit) {
    issues.report(rules['object-size-over-limit'], '', 'the object has more than 1.3 MiB as JSON', {
      hint: 'drop old image versions, or split the profile',
    });
  } else if (size > nearLimit) {
    issues.report(rules['object-size-near-limit'], '', `the object has ${kilobytes(size)} as JSON`, {
      hint: 'drop old image versions in time: it can be stored up to about 1.3 MiB',
    });
  } else if (size > clientSideApplyLimit) {
    issues.report(rules['object-size-client-side-apply'], '', `the object has ${kilobytes(size)} as JSON`, {
      hint: 'apply it server-side',
    });
  }
}

function kilobytes(size: number): string {
  return `${Math.round(size / kibibyte)} KiB`;
}
