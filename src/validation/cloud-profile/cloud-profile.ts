import type { JsonObject } from '../../gardener/json';
import type { Target } from '../../gardener/target';
import { ImageMapping } from '../../gardener/image-mapping';
import type { Check, KindRules, ValidationContext } from '../../issues/check';
import {
  type CloudProfileConfig,
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
import { ImageIdCheck } from './image-ids';
import { soldNowhere, warnOfLocations } from './locations';
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
import { warnOfExpiry, warnOfKubernetesSupport, warnOfNewestImages, warnOfPreviews } from './expiry';

/** The type whose profiles provider-alicloud's admission looks at. */
const alicloud = 'alicloud';

/** Rules for CloudProfile with its CloudProfileConfig, at creation and on update. */
export const cloudProfileRules: KindRules = {
  validate(manifest, context) {
    const { check } = context;
    const profile = manifest as CloudProfile;
    const { effective, config } = readProfile(profile, context);
    validateCore(effective, profile, context);
    if (profile.spec?.type !== alicloud) return;
    if (config === undefined) {
      check
        .at('spec', 'providerConfig')
        .report(
          admissionRules['provider-config-required'],
          'there is no providerConfig',
          'write a CloudProfileConfig that maps images and regions to image IDs',
        );
    } else {
      config.reportTo(check);
      // Like the admission, which stops at what it cannot decode.
      if (config.isSound) validateAdmission(effective, config.value, check);
    }
  },

  warn(manifest, context) {
    const { check } = context;
    const profile = manifest as CloudProfile;
    const previous = context.previous as CloudProfile | undefined;
    const { spec = {} } = profile;
    const { effective, config } = readProfile(profile, context);
    warnOfSize(manifest, check);
    warnOfServerOwned(manifest, false, check);
    warnOfSpec(spec, previous && (previous.spec ?? {}), check);
    warnOfNewestImages(effective.images, check);
    warnOfPreviews(effective, check);
    warnOfArchitectures(effective, soldNowhere(spec, 'unavailableMachineTypes'), check);
    if (spec.type === alicloud) warnOfAlicloud(spec, effective, config?.value, previous?.spec, check);
  },
};

interface Reading {
  readonly target: Target;
  readonly previous: JsonObject | undefined;
  readonly effective: EffectiveProfile;
  /** undefined without a providerConfig, or where nobody looks at it. */
  readonly config: DecodedConfig | undefined;
}

/** Errors and warnings look at the same reading, so it is kept as long as the manifest. */
const readings = new WeakMap<CloudProfile, Reading>();

function readProfile(profile: CloudProfile, context: ValidationContext): Reading {
  const { target } = context.check;
  const known = readings.get(profile);
  if (known?.target === target && known.previous === context.previous) return known;
  const previous = context.previous as CloudProfile | undefined;
  const spec = profile.spec ?? {};
  const reading: Reading = {
    target,
    previous: context.previous,
    effective: toEffectiveProfile(spec, previous && (previous.spec ?? {}), target),
    config: spec.type === alicloud ? decodeConfig(spec.providerConfig, target) : undefined,
  };
  readings.set(profile, reading);
  return reading;
}

function warnOfSpec(spec: CloudProfileSpec, previous: CloudProfileSpec | undefined, check: Check): void {
  warnOfExpiry(spec, previous, { droppedImageStages: ['expired'], dropsOnUpdate: false }, check);
  warnOfKubernetesSupport(spec, check);
  warnOfMachineResources(spec, check);
  if (previous === undefined) return;
  warnOfTypeChange(spec, previous, check);
  warnOfRemovals(spec, previous, check);
}

function warnOfAlicloud(
  spec: CloudProfileSpec,
  effective: EffectiveProfile,
  config: CloudProfileConfig | undefined,
  previous: CloudProfileSpec | undefined,
  check: Check,
): void {
  const { target } = check;
  warnOfLocations(spec, check);
  warnOfCloudNames(spec, check);
  if (effective.capabilities !== undefined && target.provider < flavorsSince) {
    const message = `provider-alicloud 1.${target.provider} does not know machineCapabilities`;
    check
      .at('spec', 'machineCapabilities')
      .report(warningRules['capabilities-provider-too-old'], message, `use 1.${flavorsSince} or later`);
  }
  if (config === undefined) return;
  const regions = new Set((spec.regions ?? []).map(({ name }) => name ?? '').filter((name) => name !== ''));
  const mapping = ImageMapping.read(config);
  new ImageIdCheck(regions, check).run(config);
  warnOfCoverage(effective, regions, mapping, check);
  warnOfUnusedEntries(spec, config, check);
  if (previous?.type !== alicloud) return;
  const before = ImageMapping.read(decodeConfig(previous.providerConfig, target)?.value);
  warnOfMappingChanges(mapping, before, (region) => regions.has(region), check);
}
