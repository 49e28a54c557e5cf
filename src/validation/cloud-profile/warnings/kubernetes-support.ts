import { FieldPath } from '../../field-path';
import type { ValidationContext } from '../../kind';
import { quote } from '../../kubernetes/quote';
import type { CloudProfileSpec } from '../profile';
import { warningRules as rules } from '../warning-rules';

/** The newest Kubernetes minor that Shoots may have, by the Gardener minor that added it. */
const newestByGardener: readonly (readonly [number, number])[] = [
  [145, 36],
  [136, 35],
  [132, 34],
  [122, 33],
  [113, 32],
];
const newestBefore = 31;
/** The oldest Kubernetes minor for Shoots, where it is known. */
const oldestByGardener = { since: 149, minor: 32 };
const oldestByProvider = { since: 71, minor: 32 };

/** Kubernetes versions that a profile may offer and no Shoot may have. */
export function warnOfKubernetesSupport(spec: CloudProfileSpec, { issues, target }: ValidationContext): void {
  const newest = newestByGardener.find(([since]) => target.gardener >= since)?.[1] ?? newestBefore;
  const byGardener = target.gardener >= oldestByGardener.since ? oldestByGardener.minor : 0;
  const byProvider =
    spec.type === 'alicloud' && target.provider >= oldestByProvider.since ? oldestByProvider.minor : 0;
  for (const [index, { version = '' }] of (spec.kubernetes?.versions ?? []).entries()) {
    const match = /^(\d+)\.(\d+)\./.exec(version);
    if (match === null) continue;
    const [major, minor] = [Number(match[1]), Number(match[2])];
    let refusal: string | undefined;
    if (major !== 1 || minor > newest)
      refusal = `Gardener 1.${target.gardener} knows Kubernetes up to 1.${newest}`;
    else if (minor < byGardener)
      refusal = `Gardener 1.${target.gardener} supports Kubernetes from 1.${byGardener} on`;
    else if (minor < byProvider) {
      refusal = `provider-alicloud 1.${target.provider} supports Kubernetes from 1.${byProvider} on`;
    }
    if (refusal === undefined) continue;
    issues.report(
      rules['kubernetes-version-unsupported'],
      FieldPath.of('spec', 'kubernetes', 'versions').index(index).child('version'),
      `no Shoot can have Kubernetes ${quote(version)}: ${refusal}`,
      { hint: 'leave it out' },
    );
  }
}
