import { asObject, asText, isObject, type JsonObject, quote, valueAt } from '../../gardener/json';
import { isPlaceholder } from '../../gardener/secrecy';
import { parseQuantity } from '../../gardener/quantity';
import { isStandardBase64 } from '../../gardener/names';
import type { Check } from '../../issues/check';
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

/**
 * What an operator regrets in values for the chart of provider-alicloud.
 *
 * @param provider minor release of provider-alicloud that the chart installs
 */
export function warnProviderAlicloudValues(values: JsonObject, provider: number, check: Check): void {
  warnUnknown(values, [], check);
  warnResources(values['resources'], check.at('resources'));
  warnOwnerSecret(values, provider, check);
  warnConfig(values, provider, check);
}

const known = new Map(providerAlicloudValues.map((value) => [value.path, value]));
const useless = new Map(uselessProviderAlicloudValues.map((value) => [value.path, value]));
const inner = new Set(
  providerAlicloudValues.flatMap(({ path }) => {
    const names = path.split('.');
    return names.slice(1).map((_, index) => names.slice(0, index + 1).join('.'));
  }),
);

function warnUnknown(values: JsonObject, above: readonly string[], check: Check): void {
  for (const [key, value] of Object.entries(values)) {
    const names = [...above, key];
    const place = names.join('.');
    const at = check.at(...names);
    const noEffect = useless.get(place);
    const leaf = known.get(place);
    if (place === 'gardener') {
      at.report(
        rules['provider-alicloud-value-overridden'],
        'all below gardener is overwritten',
        'leave it out: gardenlet and gardener-operator write it',
      );
    } else if (noEffect !== undefined) {
      at.report(
        rules['provider-alicloud-value-without-effect'],
        `${place} has no effect: ${noEffect.why}`,
        noEffect.instead,
      );
    } else if (leaf !== undefined) {
      warnType(leaf, value, at);
    } else if (!inner.has(place)) {
      reportUnknown(place, key, above, at);
    } else if (isObject(value)) {
      warnUnknown(value, names, check);
    } else if (value !== null && value !== undefined) {
      reportType(place, value, 'a map', at);
    }
  }
}

function reportUnknown(place: string, key: string, above: readonly string[], at: Check): void {
  const places = [...known.keys(), ...inner];
  const elsewhere = places.filter((candidate) => candidate.split('.').at(-1) === key);
  const prefix = above.length === 0 ? '' : `${above.join('.')}.`;
  const beside = places
    .filter((candidate) => candidate.startsWith(prefix))
    .map((candidate) => candidate.slice(prefix.length).split('.')[0] ?? '');
  const near = closest(key, beside);
  const meant = near === undefined ? elsewhere : [`${prefix}${near}`];
  const hint = meant.length > 0 && meant.length < 4 ? `did you mean ${meant.join(' or ')}?` : 'leave it out';
  at.report(rules['provider-alicloud-value-unknown'], `no template of the chart reads ${place}`, hint);
}

/** null takes a default away, which is a way to write "unset"; a template may become anything. */
function warnType(value: ChartValue, given: unknown, at: Check): void {
  if (given === null || given === undefined) return;
  if (typeof given === 'string' && isPlaceholder(given)) return;
  const wanted = expectations[value.type];
  if (!wanted.fits(given)) reportType(value.path, given, wanted.name, at);
}

function reportType(place: string, given: unknown, wanted: string, at: Check): void {
  at.report(
    rules['provider-alicloud-value-type'],
    `${place} is ${shownValue(given, at.written)}, not ${wanted}`,
    `write ${wanted}`,
  );
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isInteger = (value: unknown): boolean => Number.isInteger(value) || typeof value === 'bigint';

/** Numbers as texts (`"5"`) end up in command lines all the same; texts as booleans do not. */
const expectations: Readonly<
  Record<ChartValue['type'], { readonly name: string; readonly fits: (value: unknown) => boolean }>
> = {
  text: { name: 'a text', fits: (value) => isText(value) || typeof value === 'number' },
  integer: { name: 'a whole number', fits: (value) => isInteger(value) || /^\d+$/.test(asText(value)) },
  boolean: { name: 'true or false', fits: (value) => typeof value === 'boolean' },
  object: { name: 'a map', fits: isObject },
  list: { name: 'a list', fits: Array.isArray },
  texts: {
    name: 'a list of texts',
    fits: (value) => Array.isArray(value) && value.every(isText),
  },
  port: { name: 'a port number', fits: (value) => isInteger(value) || /^\d+$/.test(asText(value)) },
};

const resourceKinds = ['requests', 'limits', 'claims'];
const knownResources = ['cpu', 'memory', 'ephemeral-storage'];

/** The API server refuses the Deployment that the chart makes of them, long after they were accepted here. */
function warnResources(resources: unknown, check: Check): void {
  if (!isObject(resources)) return;
  const invalid = (at: Check, message: string, hint: string): void =>
    at.report(rules['provider-alicloud-resources-invalid'], message, hint);
  for (const [kind, amounts] of Object.entries(resources)) {
    if (!resourceKinds.includes(kind)) {
      invalid(check.at(kind), `${quote(kind)} is no part of resources`, 'write requests or limits');
    } else if (isObject(amounts)) {
      warnAmounts(amounts, asObject(resources['limits']), kind === 'requests', check.at(kind), invalid);
    }
  }
}

function warnAmounts(
  amounts: JsonObject,
  limits: JsonObject,
  areRequests: boolean,
  check: Check,
  invalid: (at: Check, message: string, hint: string) => void,
): void {
  for (const [name, amount] of Object.entries(amounts)) {
    const at = check.at(name);
    if (!knownResources.includes(name) && !/^hugepages-.|\//.test(name)) {
      const near = closest(name, knownResources);
      const hint = near === undefined ? `use ${knownResources.join(', ')}` : `did you mean ${near}?`;
      invalid(at, `${quote(name)} is no resource of a container`, hint);
      continue;
    }
    if (amount === null || (typeof amount === 'string' && isPlaceholder(amount))) continue;
    const quantity = parseQuantity(amount);
    if (quantity === undefined || quantity.isNegative) {
      invalid(at, `${quote(amount)} is no quantity`, 'write one like 500m, 2 or 1Gi');
      continue;
    }
    const limit = areRequests && Object.hasOwn(limits, name) ? parseQuantity(limits[name]) : undefined;
    if (limit === undefined || quantity.compare(limit) <= 0) continue;
    invalid(
      at,
      `${quote(amount)} is more than the limit ${quote(limits[name])}`,
      'ask for less, or raise the limit',
    );
  }
}

function warnOwnerSecret(values: JsonObject, provider: number, check: Check): void {
  const owner = valueAt(values, 'config', 'machineImageOwnerSecret');
  if (!isObject(owner) || Object.keys(owner).length === 0) return;
  const at = check.at('config', 'machineImageOwnerSecret');
  if (asText(owner['name']) === '') {
    at.report(
      rules['provider-alicloud-owner-secret-nameless'],
      'the owner secret has no name, and the chart has no default for it',
      `write name: ${defaultOwnerSecretName}`,
    );
  }
  for (const key of ['accessKeyID', 'accessKeySecret']) {
    const given = owner[key];
    if (given === undefined || given === null || given === '') {
      at.report(
        rules['provider-alicloud-owner-secret-incomplete'],
        `the owner secret has no ${key}`,
        `write ${key}: base64 of the key, better as a reference to a resource`,
      );
    } else if (!isOneLineBase64(given)) {
      at.at(key).report(
        rules['provider-alicloud-owner-secret-encoding'],
        `${key} is not base64 in one line`,
        'write the key base64-encoded, in quotes, without line breaks',
      );
    }
  }
  if (provider >= ownerSecretBreaksInfrastructureSince) {
    at.report(
      rules['provider-alicloud-owner-secret-disables-infrastructure'],
      `with an owner secret provider-alicloud 1.${provider} cannot reconcile any Infrastructure`,
      'leave it out, and share images with the image-sharing job',
    );
  }
}

/** The chart copies the text without quotes, so a number or a line break in it breaks the Secret, too. */
function isOneLineBase64(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (isPlaceholder(value)) return true;
  return isStandardBase64(value) && !/\s/.test(value) && !/^\d+$/.test(value);
}

function warnConfig(values: JsonObject, provider: number, check: Check): void {
  const config = check.at('config');
  const client = valueAt(values, 'config', 'clientConnection');
  if (isObject(client)) {
    for (const setting of clientConnectionSettings) {
      if (client[setting] !== null && client[setting] !== '') continue;
      config
        .at('clientConnection', setting)
        .report(
          rules['provider-alicloud-client-connection-incomplete'],
          `${setting} is ${JSON.stringify(client[setting])}, and the chart does not render without it`,
          `leave ${setting} out to keep its default`,
        );
    }
  }
  const images = valueAt(values, 'config', 'toBeSharedImageIDs');
  if (Array.isArray(images) && images.length > 0 && provider >= ownerSecretBreaksInfrastructureSince) {
    config
      .at('toBeSharedImageIDs')
      .report(
        rules['provider-alicloud-shared-images-unshared'],
        `provider-alicloud 1.${provider} cannot share the ${images.length} image(s) itself`,
        'leave the list empty, or list only images that the image-sharing job has shared',
      );
  }
  const controller = valueAt(values, 'config', 'csi', 'enableADController');
  if (controller !== undefined && controller !== null) {
    config
      .at('csi', 'enableADController')
      .report(
        rules['provider-alicloud-csi-deprecated'],
        `enableADController is ${shownValue(controller, config.written)} for every Shoot`,
        'say it in the ControlPlaneConfig of a Shoot: csi.enableADController',
      );
  }
}
