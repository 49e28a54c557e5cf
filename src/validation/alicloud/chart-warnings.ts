import type { FieldPath } from '../../gardener/field-path';
import { asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { isPlaceholder } from '../../gardener/secrecy';
import { isStandardBase64 } from '../../gardener/names';
import type { IssueCollector } from '../../issues/check';
import { shownValue } from '../secret-scan';
import { controllerDeploymentRuleTable as rules } from '../controller-deployment/table';
import {
  type ChartValue,
  clientConnectionSettings,
  defaultOwnerSecretName,
  ownerSecretBreaksInfrastructureSince,
  providerAlicloudValues,
  uselessProviderAlicloudValues,
} from './chart-values';
import { closest } from '../../gardener/closest';

interface ChartContext {
  readonly path: FieldPath;
  /** Minor release of provider-alicloud that the chart installs. */
  readonly provider: number;
  readonly issues: IssueCollector;
}

/** What an operator regrets in values for the chart of provider-alicloud. */
export function warnProviderAlicloudValues(values: JsonObject, context: ChartContext): void {
  warnUnknown(values, [], context);
  warnOwnerSecret(values, context);
  warnConfig(values, context);
}

const known = new Map(providerAlicloudValues.map((value) => [value.path, value]));
const useless = new Map(uselessProviderAlicloudValues.map((value) => [value.path, value]));
const inner = new Set(
  providerAlicloudValues.flatMap(({ path }) => {
    const names = path.split('.');
    return names.slice(1).map((_, index) => names.slice(0, index + 1).join('.'));
  }),
);

function warnUnknown(values: JsonObject, above: readonly string[], context: ChartContext): void {
  for (const [key, value] of Object.entries(values)) {
    const names = [...above, key];
    const place = names.join('.');
    const at = context.path.child(...names);
    const noEffect = useless.get(place);
    const leaf = known.get(place);
    if (place === 'gardener') {
      context.issues.report(
        rules['provider-alicloud-value-overridden'],
        at,
        'all below gardener is overwritten',
        {
          hint: 'leave it out: gardenlet and gardener-operator write it',
        },
      );
    } else if (noEffect !== undefined) {
      context.issues.report(
        rules['provider-alicloud-value-without-effect'],
        at,
        `${place} has no effect: ${noEffect.why}`,
        { hint: noEffect.instead },
      );
    } else if (leaf !== undefined) {
      warnType(leaf, value, at, context.issues);
    } else if (!inner.has(place)) {
      reportUnknown(place, key, above, at, context.issues);
    } else if (isObject(value)) {
      warnUnknown(value, names, context);
    } else if (value !== null && value !== undefined) {
      report(context.issues, at, place, value, 'an object');
    }
  }
}

function reportUnknown(
  place: string,
  key: string,
  above: readonly string[],
  at: FieldPath,
  issues: IssueCollector,
): void {
  const places = [...known.keys(), ...inner];
  const elsewhere = places.filter((candidate) => candidate.split('.').at(-1) === key);
  const prefix = above.length === 0 ? '' : `${above.join('.')}.`;
  const beside = places
    .filter((candidate) => candidate.startsWith(prefix))
    .map((candidate) => candidate.slice(prefix.length).split('.')[0] ?? '');
  const near = closest(key, beside);
  const meant = near === undefined ? elsewhere : [`${prefix}${near}`];
  const hint = meant.length > 0 && meant.length < 4 ? `did you mean ${meant.join(' or ')}?` : 'leave it out';
  issues.report(rules['provider-alicloud-value-unknown'], at, `no template of the chart reads ${place}`, {
    hint,
  });
}

/** null takes a default away, which is a way to write "unset"; a template may become anything. */
function warnType(value: ChartValue, given: unknown, at: FieldPath, issues: IssueCollector): void {
  if (given === null || given === undefined) return;
  if (typeof given === 'string' && isPlaceholder(given)) return;
  const wanted = expectations[value.type];
  if (!wanted.fits(given)) report(issues, at, value.path, given, wanted.name);
}

function report(issues: IssueCollector, at: FieldPath, place: string, given: unknown, wanted: string): void {
  issues.report(
    rules['provider-alicloud-value-type'],
    at,
    `${place} is ${shownValue(given, at)}, not ${wanted}`,
    { hint: `write ${wanted}` },
  );
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isInteger = (value: unknown): boolean => Number.isInteger(value);

/** Numbers as texts (`"5"`) end up in command lines all the same; texts as booleans do not. */
const expectations: Readonly<
  Record<ChartValue['type'], { readonly name: string; readonly fits: (value: unknown) => boolean }>
> = {
  text: { name: 'a text', fits: (value) => isText(value) || typeof value === 'number' },
  integer: { name: 'a whole number', fits: (value) => isInteger(value) || /^\d+$/.test(asText(value)) },
  boolean: { name: 'true or false', fits: (value) => typeof value === 'boolean' },
  object: { name: 'an object', fits: isObject },
  list: { name: 'a list', fits: Array.isArray },
  texts: {
    name: 'a list of texts',
    fits: (value) => Array.isArray(value) && value.every(isText),
  },
  port: { name: 'a port number', fits: (value) => isInteger(value) || /^\d+$/.test(asText(value)) },
};

function warnOwnerSecret(values: JsonObject, { path, provider, issues }: ChartContext): void {
  const owner = valueAt(values, 'config', 'machineImageOwnerSecret');
  if (!isObject(owner) || Object.keys(owner).length === 0) return;
  const at = path.child('config', 'machineImageOwnerSecret');
  if (asText(owner['name']) === '') {
    issues.report(
      rules['provider-alicloud-owner-secret-nameless'],
      at,
      'the owner secret has no name, and the chart has no default for it',
      { hint: `write name: ${defaultOwnerSecretName}` },
    );
  }
  for (const key of ['accessKeyID', 'accessKeySecret']) {
    const given = owner[key];
    if (given === undefined || given === null || given === '') {
      issues.report(
        rules['provider-alicloud-owner-secret-incomplete'],
        at,
        `the owner secret has no ${key}`,
        {
          hint: `write ${key}: base64 of the key, better as a reference to a resource`,
        },
      );
    } else if (!isOneLineBase64(given)) {
      issues.report(
        rules['provider-alicloud-owner-secret-encoding'],
        at.child(key),
        `${key} is not base64 in one line`,
        { hint: 'write the key base64-encoded, in quotes, without line breaks' },
      );
    }
  }
  if (provider >= ownerSecretBreaksInfrastructureSince) {
    issues.report(
      rules['provider-alicloud-owner-secret-disables-infrastructure'],
      at,
      `with an owner secret provider-alicloud 1.${provider} cannot reconcile any Infrastructure`,
      { hint: 'leave it out, and share images with the image-sharing job' },
    );
  }
}

/** The chart copies the text without quotes, so a number or a line break in it breaks the Secret, too. */
function isOneLineBase64(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (isPlaceholder(value)) return true;
  return isStandardBase64(value) && !/\s/.test(value) && !/^\d+$/.test(value);
}

function warnConfig(values: JsonObject, { path, provider, issues }: ChartContext): void {
  const config = path.child('config');
  const client = valueAt(values, 'config', 'clientConnection');
  if (isObject(client)) {
    for (const setting of clientConnectionSettings) {
      if (client[setting] !== null && client[setting] !== '') continue;
      issues.report(
        rules['provider-alicloud-client-connection-incomplete'],
        config.child('clientConnection', setting),
        `${setting} is ${JSON.stringify(client[setting])}, and the chart does not render without it`,
        { hint: `leave ${setting} out to keep its default` },
      );
    }
  }
  const images = valueAt(values, 'config', 'toBeSharedImageIDs');
  if (Array.isArray(images) && images.length > 0 && provider >= ownerSecretBreaksInfrastructureSince) {
    issues.report(
      rules['provider-alicloud-shared-images-unshared'],
      config.child('toBeSharedImageIDs'),
      `provider-alicloud 1.${provider} cannot share the ${images.length} image(s) itself`,
      { hint: 'leave the list empty, or list only images that the image-sharing job has shared' },
    );
  }
  const controller = valueAt(values, 'config', 'csi', 'enableADController');
  if (controller !== undefined && controller !== null) {
    issues.report(
      rules['provider-alicloud-csi-deprecated'],
      config.child('csi', 'enableADController'),
      `enableADController is ${shownValue(controller, config)} for every Shoot`,
      { hint: 'say it in the ControlPlaneConfig of a Shoot: csi.enableADController' },
    );
  }
}
