import type { IssueCollector, KindRules, ValidationContext } from '../../issues/check';
import {
  type CloudProfileConfig,
  configPath,
  decodeConfig,
  type DecodedConfig,
  flavorsSince,
  validateAdmission,
} from '../alicloud/cloud-profile';
import {
  type CloudProfile,
  type CloudProfileSpec,
  type EffectiveProfile,
  toEffectiveProfile,
} from './effective-profile';
import { validateCore } from './errors';
import { admissionRules, warningRules } from './table';
import { ImageIdCheck, warnOfLocations } from './image-ids';
import {
  warnOfArchitectures,
  warnOfCloudNames,
  warnOfMachineResources,
  warnOfServerOwned,
  warnOfRemovals,
  warnOfSize,
  warnOfTypeChange,
} from './warnings';
import { warnOfCoverage, warnOfMappingChanges, warnOfUnusedEntries } from './image-coverage';
import { warnOfExpiry, warnOfKubernetesSupport, warnOfNewestImages } from './expiry';

/** The type whose profiles provider-alicloud's admission looks at. */
const alicloud = 'alicloud';

/** Rules for CloudProfile with its CloudProfileConfig, at creation and on update. */
export const cloudProfileRules: KindRules = {
  validate(manifest, context) {
    const profile = manifest as CloudProfile;
    const { effective, config } = readProfile(profile, context);
    validateCore(effective, profile, context);
    if (profile.spec?.type !== alicloud) return;
    if (config === undefined) reportMissingConfig(context.issues);
    else {
      config.reportTo(context.issues);
      // Like the admission, which stops at what it cannot decode.
      if (config.isSound) validateAdmission(effective, config.value, context.target, context.issues);
    }
  },

  warn(manifest, context) {
    const profile = manifest as CloudProfile;
    const previous = context.previous as CloudProfile | undefined;
    const { spec = {} } = profile;
    const { effective, config } = readProfile(profile, context);
    warnOfSize(manifest, context.issues);
    warnOfServerOwned(manifest, false, context.issues);
    warnOfSpec(spec, previous && (previous.spec ?? {}), context);
    warnOfNewestImages(effective.images, context);
    warnOfArchitectures(effective, context.target, context.issues);
    if (spec.type === alicloud) warnOfAlicloud(spec, effective, config?.value, context);
  },
};

interface Reading {
  readonly context: Pick<ValidationContext, 'target' | 'previous'>;
  readonly effective: EffectiveProfile;
  /** undefined without a providerConfig, or where nobody looks at it. */
  readonly config: DecodedConfig | undefined;
}

/** Errors and warnings look at the same reading, so it is kept as long as the manifest. */
const readings = new WeakMap<CloudProfile, Reading>();

function readProfile(profile: CloudProfile, context: ValidationContext): Reading {
  const known = readings.get(profile);
  if (known?.context.target === context.target && known.context.previous === context.previous) return known;
  const previous = context.previous as CloudProfile | undefined;
  const spec = profile.spec ?? {};
  const reading: Reading = {
    context: { target: context.target, ...(context.previous && { previous: context.previous }) },
    effective: toEffectiveProfile(spec, previous && (previous.spec ?? {}), context.target),
    config: spec.type === alicloud ? decodeConfig(spec.providerConfig, context.target) : undefined,
  };
  readings.set(profile, reading);
  return reading;
}

function reportMissingConfig(issues: IssueCollector): void {
  issues.report(admissionRules['provider-config-required'], configPath, 'there is no providerConfig', {
    hint: 'write a CloudProfileConfig that maps images and regions to image IDs',
  });
}

function warnOfSpec(
  spec: CloudProfileSpec,
  previous: CloudProfileSpec | undefined,
  context: ValidationContext,
): void {
  const { issues } = context;
  warnOfExpiry(spec, previous, { droppedImageStages: ['expired'], dropsOnUpdate: false }, context);
  warnOfKubernetesSupport(spec, context);
  warnOfMachineResources(spec, issues);
  if (previous === undefined) return;
  warnOfTypeChange(spec, previous, issues);
  warnOfRemovals(spec, previous, issues);
}

function warnOfAlicloud(
  spec: CloudProfileSpec,
  effective: EffectiveProfile,
  config: CloudProfileConfig | undefined,
  context: ValidationContext,
): void {
  const { issues, target } = context;
  warnOfLocations(spec, issues);
  warnOfCloudNames(spec, issues);
  if (effective.capabilities !== undefined && target.provider < flavorsSince) {
    const message = `provider-alicloud 1.${target.provider} does not know machineCapabilities`;
    const hint = `use 1.${flavorsSince} or later`;
    issues.report(warningRules['capabilities-provider-too-old'], 'spec.machineCapabilities', message, {
      hint,
    });
  }
  if (config === undefined) return;
  const regions = new Set((spec.regions ?? []).map(({ name }) => name ?? '').filter((name) => name !== ''));
  const ids = new ImageIdCheck(regions, issues);
  ids.run(config);
  warnOfCoverage(effective, regions, config, (list) => ids.isComplete(list), target, issues);
  warnOfUnusedEntries(spec, config, issues);
  const stored = (context.previous as CloudProfile | undefined)?.spec;
  if (stored?.type !== alicloud) return;
  const before = decodeConfig(stored.providerConfig, target)?.value;
  if (before !== undefined) {
    warnOfMappingChanges(config, before, (region) => regions.has(region), issues);
  }
}
