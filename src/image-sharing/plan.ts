import { renderRamPolicy } from '../alibaba-cloud/ram-policy';
import type { OutputFile } from '../garden-object/garden-object';
import { checkFields } from '../garden-object/fields';
import { mergeDeep } from '../garden-object/props';
import { isDns1123Label } from '../gardener/names';
import type { Check } from '../issues/check';
import { validateAnnotations, validateLabels } from '../validation/kubernetes/labels';
import { type Accounts, type Garden, type NamedSecret, readAccounts } from './accounts';
import { checkJob } from './job-rules';
import { fieldRules, jobFields } from './kubernetes-fields';
import { type Gateway, readGateway, toAlerts } from './monitoring';
import { toNetworkPolicy } from './network-policy';
import { assumeRolePolicy, type OwnerCredentials, ownerPolicies, readOwnerCredentials } from './owner-access';
import { mainContainer, plainExtra, stored, toPodSpec } from './pod';
import type { ImageSharingJobProps, JobAlerts, SharedImage } from './props';
import { checkCode } from './reconciler-code';
import { checkConfig, checkImages, configFile, contentHash, mounts, toConfig } from './reconciler-config';
import { toQuantities } from './resources';
import { checkSchedule } from './schedule';
import { imageSharingRules as rules } from './table';

type Given = Partial<ImageSharingJobProps>;
type Fields = Readonly<Record<string, unknown>>;

/** Everything that the construct creates. */
export interface JobPlan {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** The program's. */
  readonly config: Fields;
  readonly objects: readonly PlannedObject[];
  readonly job: PlannedObject;
  readonly gardens: readonly Garden[];
  /** RAM policies. */
  readonly files: readonly OutputFile[];
}

interface PlannedObject {
  /** Of the construct. */
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** @default that of the job */
  readonly name?: string;
  /** Beside those of every object. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly body: Fields;
}

/** A CronJob's own limit: it adds eleven characters to the names of its Jobs. */
const longestName = 52;
const mostShards = 100;
const defaultDeadlineSeconds = 600;
/** What Alibaba Cloud grants without asking. */
const accountsPerImage = 50;
const mostAccountsPerImage = 10_000;
/** For the scheduler, and a node that has to pull the image. */
const startSeconds = 120;
/** A run that is missed by more is left out: the next one does the same. */
const startingDeadlineSeconds = 300;
/** A Job that runs once has no next run to mend what has failed. */
const oneOffRetries = 2;
/** The program's exit codes that another attempt would give again; 5 is the one that may pass. */
const finalExitCodes = [2, 3, 4, 6];

/** Brings the props into one plan, and reports all that is wrong with them. */
export function planJob(given: Given, id: string, chartNamespace: string | undefined, check: Check): JobPlan {
  const images = checkImages(given.images ?? [], check.at('images'));
  const accounts = readAccounts(given.accounts, check.at('accounts'));
  const credentials = readOwnerCredentials(given, check);
  const code = checkCode(given.code, check.at('code'));
  const shards = checkShards(given.shards, check.at('shards'));
  checkSchedule(given, check);
  const ownLabels = given.labels ?? {};
  validateLabels(ownLabels, check.at('labels'));
  const annotations = given.annotations ?? {};
  validateAnnotations(annotations, check.at('annotations'));

  const owner = given.expectOwnerAccount ?? credentials.account;
  const kind = credentials.role === undefined ? 'files' : 'rrsa';
  const config = toConfig({ images, accounts, credentials: kind, owner, shards, props: given }, check);
  const text = `${JSON.stringify(config, null, 2)}\n`;
  checkConfig(text, config, check);
  const cap = capOf(given);
  checkAmounts(given, images, accounts, owner, cap, check);

  const { name, namespace } = checkNames(given, id, credentials, chartNamespace, check);
  const selector = { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/name': 'image-sharing' };
  const labels = { ...ownLabels, ...selector };
  const configMaps = toConfigMaps(name, text, code.inline);
  const gateway = readGateway(given.metricsPush, name, check.at('metricsPush'));
  const pod = toPodSpec(
    {
      serviceAccount: name,
      credentials,
      accounts,
      code,
      configMaps: configMaps.map((map) => map.name),
      args: argsOf(given, gateway),
      resources: toQuantities(
        given.resources,
        mostShares(images, accounts, shards, cap),
        check.at('resources'),
      ),
      props: given,
    },
    check,
  );
  const pullSecret = code.pullSecret === undefined ? [] : [code.pullSecret];
  checkNamespaces(namespace, [...secretsOf(credentials, accounts), ...pullSecret]);
  const runSeconds = secondsOf(given) + startSeconds;
  const alerts = { name, namespace, schedule: scheduleOf(given), runSeconds, accountsPerImage: cap, gateway };
  const template = { metadata: { labels }, spec: pod };
  return {
    name,
    namespace,
    labels,
    annotations,
    config,
    objects: [
      ...configMaps,
      {
        id: 'ServiceAccount',
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        body: { automountServiceAccountToken: false },
      },
      ...networkPolicyOf(given, accounts.gardens, gateway, selector, check),
      ...alertsOf(given, (options) => toAlerts(options, alerts), check.at('alerts')),
    ],
    job: toJob(given, shards, runSeconds, template, check.at('extraJobSpec')),
    gardens: accounts.gardens,
    files: policiesOf(name, images, owner, given.assumeRoleArn),
  };
}

function argsOf({ dryRun }: Given, gateway: Gateway | undefined): readonly string[] {
  return [
    ...['--config', `${mounts.config}/${configFile}`, '--output', 'summary'],
    ...(dryRun === true ? ['--dry-run'] : []),
    ...(gateway === undefined ? [] : ['--metrics-push', gateway.url]),
  ];
}

/** None: it runs once. */
function scheduleOf({ oneOff, schedule }: Given): string | undefined {
  return oneOff === true ? undefined : (schedule ?? '');
}

function secondsOf({ deadlineSeconds = defaultDeadlineSeconds }: Given): number {
  const usable = Number.isFinite(deadlineSeconds) && deadlineSeconds > 0;
  return usable ? Math.ceil(deadlineSeconds) : defaultDeadlineSeconds;
}

/** The CronJob, or the Job that runs once. */
function toJob(
  given: Given,
  shards: number,
  runSeconds: number,
  template: Fields,
  check: Check,
): PlannedObject {
  const { timeZone, suspend = false } = given;
  const schedule = scheduleOf(given);
  const once = schedule === undefined;
  const extra = plainExtra(given.extraJobSpec, check);
  checkFields(extra, jobFields, check, fieldRules, true);
  const retries = once ? oneOffRetries : 0;
  const own: Fields = {
    activeDeadlineSeconds: runSeconds * (retries + 1),
    // One shard that fails does not end the others.
    ...(shards === 1
      ? { backoffLimit: retries }
      : {
          backoffLimitPerIndex: retries,
          completionMode: 'Indexed',
          completions: shards,
          parallelism: shards,
        }),
    ...(once ? { podFailurePolicy: failurePolicy(shards), suspend } : {}),
    template,
  };
  const job = mergeDeep(own, stored(extra) as Fields);
  checkJob(job, check);
  if (once) return { id: 'Job', apiVersion: 'batch/v1', kind: 'Job', body: { spec: job } };
  const spec = {
    concurrencyPolicy: 'Forbid',
    failedJobsHistoryLimit: 3,
    jobTemplate: { spec: job },
    schedule,
    startingDeadlineSeconds,
    successfulJobsHistoryLimit: 1,
    suspend,
    ...(timeZone === undefined ? {} : { timeZone }),
  };
  return { id: 'Job', apiVersion: 'batch/v1', kind: 'CronJob', body: { spec } };
}

function failurePolicy(shards: number): Fields {
  return {
    rules: [
      // A pod that its node sends away has not failed.
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      {
        action: shards === 1 ? 'FailJob' : 'FailIndex',
        onExitCodes: { containerName: mainContainer, operator: 'In', values: finalExitCodes },
      },
    ],
  };
}

/** The name follows the content, so that a change starts with the next run, and never within one. */
function toConfigMaps(
  name: string,
  text: string,
  inline: object | undefined,
): readonly (PlannedObject & { readonly name: string })[] {
  const map = (id: string, part: string, content: object): PlannedObject & { readonly name: string } => ({
    id,
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: `${name}-${part}-${contentHash(content)}`,
    body: { immutable: true, ...content },
  });
  return [
    map('Resource', 'config', { data: { [configFile]: text } }),
    ...(inline === undefined ? [] : [map('Code', 'code', { ...inline })]),
  ];
}

function networkPolicyOf(
  { networkPolicy }: Given,
  gardens: readonly Garden[],
  gateway: Gateway | undefined,
  selector: Readonly<Record<string, string>>,
  check: Check,
): readonly PlannedObject[] {
  if (networkPolicy === false) return [];
  const spec = toNetworkPolicy({ ...networkPolicy }, gardens, gateway?.port, selector, check);
  return [{ id: 'NetworkPolicy', apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', body: { spec } }];
}

function alertsOf(
  { alerts }: Given,
  render: (options: JobAlerts) => Fields,
  check: Check,
): readonly PlannedObject[] {
  if (alerts === undefined || alerts === false) return [];
  const { labels = {}, ...options } = alerts === true ? {} : alerts;
  validateLabels(labels, check.at('labels'));
  return [
    {
      id: 'PrometheusRule',
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      labels,
      body: { spec: render(options) },
    },
  ];
}

function policiesOf(
  name: string,
  images: readonly SharedImage[],
  owner: string | undefined,
  assumeRoleArn: string | undefined,
): readonly OutputFile[] {
  // Only what can be an account.
  const account = owner !== undefined && /^\d+$/.test(owner) ? owner : undefined;
  const ofImages = (['share', 'plan-only'] as const).flatMap((variant) =>
    ownerPolicies(images, account, variant).map((policy, index) => ({
      path: `ram/image-owner-${name}-${variant}${index === 0 ? '' : `-${index + 1}`}.json`,
      text: renderRamPolicy(policy),
    })),
  );
  const assume = assumeRolePolicy(assumeRoleArn);
  if (assume === undefined) return ofImages;
  return [...ofImages, { path: `ram/image-owner-${name}-assume-role.json`, text: renderRamPolicy(assume) }];
}

function checkShards(shards: number | undefined, check: Check): number {
  if (shards === undefined) return 1;
  if (Number.isInteger(shards) && shards >= 1 && shards <= mostShards) return shards;
  check.report(
    rules['image-sharing-shards-invalid'],
    `${shards} is no number of shards`,
    `use 1 to ${mostShards}`,
  );
  return 1;
}

/** Accounts that an image can have. */
function capOf({ extraConfig }: Given): number {
  const { accountsPerImage: raised } = { ...(extraConfig?.['limits'] as Fields | undefined) };
  return typeof raised === 'number' && raised > 0 && raised <= mostAccountsPerImage
    ? raised
    : accountsPerImage;
}

/** Images times accounts of one pod, as far as anybody knows before the job runs. */
function mostShares(images: readonly SharedImage[], accounts: Accounts, shards: number, cap: number): number {
  const { ids, credentials, configMaps, gardens } = accounts;
  const unknown = configMaps.length + gardens.length === 0 ? 0 : cap;
  return Math.ceil(images.length / shards) * (ids.length + credentials.length + unknown);
}

function checkAmounts(
  given: Given,
  images: readonly SharedImage[],
  accounts: Accounts,
  owner: string | undefined,
  cap: number,
  check: Check,
): void {
  const { ids, configMaps, credentials, gardens } = accounts;
  if (Array.isArray(given.images) && images.length === 0 && given.images.length === 0) {
    const hint = 'make images with MachineImage.custom, or remove the job';
    check.at('images').report(rules['image-sharing-nothing'], 'there is no image to share', hint);
  }
  const at = check.at('accounts');
  const none = ids.length + configMaps.length + credentials.length + gardens.length === 0;
  const emptyIsMeant = given.policy === 'exact' && given.prune?.allowEmpty === true;
  if (Array.isArray(given.accounts) && given.accounts.length === 0 && none && !emptyIsMeant) {
    const hint = 'list the accounts; to take all away, use policy exact with prune.allowEmpty';
    at.report(rules['image-sharing-nothing'], 'there is no account to share with', hint);
  }
  if (ids.length > cap) {
    const message = `${ids.length} accounts are more than the ${cap} that an image can have`;
    const hint =
      'raise the quota and extraConfig.limits.accountsPerImage, or use other images for some of them';
    at.report(rules['image-sharing-over-cap'], message, hint);
  }
  if (owner !== undefined && ids.includes(owner)) {
    at.report(rules['image-sharing-owner-listed'], `${owner} owns the images`, 'remove it');
  }
}

function checkNames(
  given: Given,
  id: string,
  { secret }: OwnerCredentials,
  chartNamespace: string | undefined,
  check: Check,
): { readonly name: string; readonly namespace: string } {
  const name = given.name ?? id;
  const rule = rules['image-sharing-name-invalid'];
  if (!isDns1123Label(name) || name.length > longestName) {
    const hint = `use lower-case letters, digits and hyphens, ${longestName} at most`;
    check.at('name').report(rule, `${JSON.stringify(name)} is no name for a CronJob`, hint);
  }
  const namespace = given.namespace ?? secret?.reference.namespace ?? chartNamespace ?? 'garden';
  if (!isDns1123Label(namespace)) {
    const hint = 'use lower-case letters, digits and hyphens, 63 at most';
    check.at('namespace').report(rule, `${JSON.stringify(namespace)} is no name for a namespace`, hint);
  }
  return { name, namespace };
}

function checkNamespaces(namespace: string, secrets: readonly NamedSecret[]): void {
  for (const { check, reference } of secrets) {
    if (reference.namespace === namespace) continue;
    const message = `the Secret ${reference.namespace}/${reference.name} is not in the job's namespace ${namespace}`;
    const hint = `copy it to ${namespace}, and refer to the copy`;
    check.at('namespace').report(rules['image-sharing-secret-elsewhere'], message, hint);
  }
}

function secretsOf({ secret }: OwnerCredentials, { credentials, gardens }: Accounts): readonly NamedSecret[] {
  const owner = secret === undefined ? [] : [secret];
  return [...owner, ...credentials, ...gardens.map(({ kubeconfig }) => kubeconfig)];
}
