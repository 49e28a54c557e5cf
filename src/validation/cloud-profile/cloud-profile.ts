import { FieldPath } from '../field-path';
import { IssueCollector } from '../issue-collector';
import type { KindRules, ValidationContext } from '../kind';
import { decode } from '../structure';
import { admissionRules } from './admission-rules';
import { validateAdmission } from './admission';
import { validateCore } from './core';
import { toEffectiveProfile, type EffectiveProfile } from './effective-profile';
import type { CloudProfile, CloudProfileSpec } from './profile';
import type { CloudProfileConfig } from './provider-config';

/** The type whose profiles provider-alicloud's admission looks at. */
const alicloud = 'alicloud';
const configSchema = 'alicloud.provider.extensions.gardener.cloud/v1alpha1/CloudProfileConfig';
const configPath = FieldPath.of('spec', 'providerConfig');

/** Rules for CloudProfile with its CloudProfileConfig, at creation and on update. */
export const cloudProfileRules: KindRules = {
  validate(manifest, context) {
    const profile = manifest as CloudProfile;
    const effective = effectiveProfile(profile, context);
    validateCore(effective, profile, context);
    if (effective.spec.type !== alicloud) return;
    const config = decodeConfig(effective.spec, context);
    if (config !== undefined) validateAdmission(effective, config, context.target, context.issues);
  },
};

function effectiveProfile(profile: CloudProfile, context: ValidationContext): EffectiveProfile {
  const previous = context.previous as CloudProfile | undefined;
  return toEffectiveProfile(profile.spec ?? {}, previous && (previous.spec ?? {}), context.target);
}

/** @returns undefined where the admission stops at decoding, or at a config that is not there */
function decodeConfig(
  spec: CloudProfileSpec,
  { target, issues }: ValidationContext,
): CloudProfileConfig | undefined {
  if (spec.providerConfig === undefined) {
    issues.report(admissionRules['provider-config-required'], configPath, 'there is no providerConfig', {
      hint: 'write a CloudProfileConfig that maps images and regions to image IDs',
    });
    return undefined;
  }
  const found = new IssueCollector();
  const config = decode(configSchema, spec.providerConfig, target, found, { path: configPath });
  issues.findings.push(...found.findings);
  return found.hasErrors ? undefined : (config as CloudProfileConfig | undefined);
}
