import { secretRules } from '../secrets/rules';
import { scanForSecrets } from '../secrets/secret-scan';
import type { Manifest } from '../garden-app/garden-object';
import { isProviderAlicloud } from '../validation/controller-deployment/provider-alicloud';
import { warnProviderAlicloudValues } from '../validation/controller-deployment/provider-alicloud-warnings';
import { FieldPath } from '../validation/field-path';
import { IssueCollector } from '../validation/issue-collector';
import type { Target } from '../validation/target';
import { emitYaml } from '../yaml/emit';
import type { UnpackedChart } from './chart-archive';
import { providerExtensionRules as rules } from './rules';
import { unreadValues } from './unread-values';

/**
 * Warns of values that a chart at hand does not read. What the validator knows of provider-alicloud's chart by
 * heart it says itself.
 */
export function warnUnreadValues(
  values: Manifest,
  chart: UnpackedChart,
  objectName: string,
  target: Target,
  issues: IssueCollector,
): void {
  const path = FieldPath.of('values');
  const known = new IssueCollector();
  if (isProviderAlicloud({ name: chart.name }, objectName)) {
    warnProviderAlicloudValues(values, { path, provider: target.provider, issues: known });
  }
  for (const place of unreadValues(values, chart.files)) {
    const at = path.child(...place);
    if (known.findings.some(({ field }) => isWithin(field, String(at)) || isWithin(String(at), field)))
      continue;
    issues.report(rules['helm-value-unread'], at, `no template of chart ${chart.name} reads it`, {
      hint: 'leave it out, or compare it with the values.yaml of the chart',
    });
  }
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}

/**
 * Who asks for one key in clear text does not ask for others: the search of the output lets the whole object
 * pass, so the rest of it is searched here.
 */
export function refuseOtherSecrets(rest: Manifest, issues: IssueCollector): void {
  let text: string;
  try {
    text = emitYaml(rest);
  } catch {
    // Something in it is no plain value, which is reported where the manifest is rendered.
    return;
  }
  for (const { what } of scanForSecrets(text)) {
    issues.report(secretRules['secret-in-output'], '', `there is ${what} beside the image owner's`, {
      hint: 'refer to a Secret instead',
    });
  }
}
