import { toPlain, type Unplain } from '../garden-object/props';
import { gardenAppRules } from '../garden-object/table';
import { FieldPath } from '../gardener/field-path';
import { isDns1123Label } from '../gardener/names';
import type { IssueCollector } from '../issues/check';
import { validateAnnotations, validateLabels } from '../validation/kubernetes/labels';
import { type Accounts, type Garden, type NamedSecret, readAccounts } from './accounts';
import { toEgress } from './network-policy';
import { type OwnerCredentials, readOwnerCredentials } from './owner-access';
import {
  checkEnv,
  configFile,
  configFolder,
  mergeScript,
  mergeScriptFile,
  roleVariables,
  toPod,
} from './plan-pod';
import type { ImageSharingJobProps, SharedImage } from './props';
import { checkCode, type Code } from './reconciler-code';
import { checkConfig, checkImages, contentHash, toConfig } from './reconciler-config';
import { checkSchedule } from './schedule';
import { imageSharingRules as rules } from './table';
import { type Quantities, toQuantities } from './workload';

type Given = Partial<ImageSharingJobProps>;

/** Everything that the construct creates, before anything of cdk8s-plus is loaded. */
export interface PlannedJob {
  readonly plan: JobPlan;
  readonly config: Readonly<Record<string, unknown>>;
  readonly configMaps: readonly PlannedConfigMap[];
  /** None: no NetworkPolicy. */
  readonly egress: ReturnType<typeof toEgress> | undefined;
  readonly gardens: readonly Garden[];
  readonly images: readonly SharedImage[];
  readonly owner: string | undefined;
}

interface PlannedConfigMap {
  /** Of the construct. */
  readonly id: string;
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A CronJob's own limit: it adds eleven characters to the names of its Jobs. */
const longestName = 52;
const mostShards = 100;
const defaultDeadlineSeconds = 600;
/** What Alibaba Cloud grants without asking. */
const accountsPerImage = 50;

/** Brings the props into one plan, and reports all that is wrong with them. */
export function planJob(
  given: Given,
  id: string,
  chartNamespace: string | undefined,
  issues: IssueCollector,
): PlannedJob {
  const images = checkImages(given.images ?? [], issues);
  const accounts = readAccounts(given.accounts, issues);
  const credentials = readOwnerCredentials(given, issues);
  const code = checkCode(given.code, issues);
  const shards = checkShards(given.shards, issues);
  checkSchedule(given, issues);
  const labels = textsOf(given.labels, FieldPath.of('labels'), issues);
  validateLabels(labels, FieldPath.of('labels'), issues);
  const annotations = textsOf(given.annotations, FieldPath.of('annotations'), issues);
  validateAnnotations(annotations, FieldPath.of('annotations'), issues);

  const owner = given.expectOwnerAccount ?? credentials.account;
  const config = toConfig(
    {
      images,
      accounts,
      credentials: credentials.role === undefined ? 'files' : 'rrsa',
      assumeRoleArn: given.assumeRoleArn,
      expectOwnerAccount: owner,
      policy: given.policy,
      prune: given.prune,
      shards,
      deadlineSeconds: given.deadlineSeconds,
      extraConfig: given.extraConfig,
    },
    issues,
  );
  const text = `${JSON.stringify(config, null, 2)}\n`;
  checkConfig(text, issues);
  checkAmounts(given, images, accounts, owner, issues);

  const { name, namespace } = checkNames(given, id, credentials, chartNamespace, issues);
  const configMaps = toConfigMaps(name, text, accounts, code);
  const plan: JobPlan = {
    ...identity(name, namespace, labels),
    annotations,
    ...toPod(
      credentials,
      accounts,
      code,
      configMaps.map(({ name: map }) => map),
    ),
    ...whenToRun(given, shards),
    args: [
      '--config',
      `${configFolder(accounts.configMaps.length > 0)}/${configFile}`,
      '--output',
      'json',
      ...flags(given),
    ],
    env: { ...checkEnv({ ...given.env }, issues), ...roleVariables(credentials.role) },
    resources: toQuantities(given.resources, issues),
    extraPodSpec: plainPodSpec(given.extraPodSpec, issues),
  };
  checkNamespaces(namespace, [...secretsOf(credentials, accounts), ...listOf(code.pullSecret)], issues);
  const egress =
    given.networkPolicy === false
      ? undefined
      : toEgress({ ...given.networkPolicy }, accounts.gardens, issues);
  return { plan, config, configMaps, egress, gardens: accounts.gardens, images, owner: accountOf(owner) };
}

function plainPodSpec(given: Given['extraPodSpec'], issues: IssueCollector): JobPlan['extraPodSpec'] {
  if (given === undefined) return undefined;
  const unplain: Unplain[] = [];
  const plain = toPlain(given, unplain, FieldPath.of('extraPodSpec')) as JobPlan['extraPodSpec'];
  for (const { field, message, hint } of unplain) {
    issues.report(gardenAppRules['value-not-plain'], field, message, { hint });
  }
  return plain;
}

/** In a RAM policy only what can be an account. */
function accountOf(owner: string | undefined): string | undefined {
  return owner !== undefined && /^\d+$/.test(owner) ? owner : undefined;
}

function checkShards(shards: number | undefined, issues: IssueCollector): number {
  if (shards === undefined) return 1;
  if (Number.isInteger(shards) && shards >= 1 && shards <= mostShards) return shards;
  issues.report(rules['image-sharing-shards-invalid'], 'shards', `${shards} is no number of shards`, {
    hint: `use 1 to ${mostShards}`,
  });
  return 1;
}

function checkAmounts(
  given: Given,
  images: readonly SharedImage[],
  accounts: Accounts,
  owner: string | undefined,
  issues: IssueCollector,
): void {
  const { ids, configMaps, credentials, gardens } = accounts;
  if (Array.isArray(given.images) && images.length === 0 && given.images.length === 0) {
    issues.report(rules['image-sharing-nothing'], 'images', 'there is no image to share', {
      hint: 'make images with MachineImage.custom, or remove the job',
    });
  }
  const none = ids.length + configMaps.length + credentials.length + gardens.length === 0;
  const emptyIsMeant = given.policy === 'exact' && given.prune?.allowEmpty === true;
  if (Array.isArray(given.accounts) && given.accounts.length === 0 && none && !emptyIsMeant) {
    issues.report(rules['image-sharing-nothing'], 'accounts', 'there is no account to share with', {
      hint: 'list the accounts; to take all away, use policy exact with prune.allowEmpty',
    });
  }
  const { accountsPerImage: raised } = {
    ...(given.extraConfig?.['limits'] as Readonly<Record<string, unknown>>),
  };
  const cap = typeof raised === 'number' ? raised : accountsPerImage;
  if (ids.length > cap) {
    const message = `${ids.length} accounts are more than the ${cap} that an image can have`;
    issues.report(rules['image-sharing-over-cap'], 'accounts', message, {
      hint: 'raise the quota and extraConfig.limits.accountsPerImage, or use other images for some of them',
    });
  }
  if (owner !== undefined && ids.includes(owner)) {
    issues.report(rules['image-sharing-owner-listed'], 'accounts', `${owner} owns the images`, {
      hint: 'remove it',
    });
  }
}

function checkNames(
  given: Given,
  id: string,
  { secret }: OwnerCredentials,
  chartNamespace: string | undefined,
  issues: IssueCollector,
): { readonly name: string; readonly namespace: string } {
  const name = given.name ?? id;
  if (!isDns1123Label(name) || name.length > longestName) {
    issues.report(
      rules['image-sharing-name-invalid'],
      'name',
      `${JSON.stringify(name)} is no name for a CronJob`,
      {
        hint: `use lower-case letters, digits and hyphens, ${longestName} at most`,
      },
    );
  }
  const namespace = given.namespace ?? secret?.reference.namespace ?? chartNamespace ?? 'garden';
  if (!isDns1123Label(namespace)) {
    issues.report(
      rules['image-sharing-name-invalid'],
      'namespace',
      `${JSON.stringify(namespace)} is no name for a namespace`,
      { hint: 'use lower-case letters, digits and hyphens, 63 at most' },
    );
  }
  return { name, namespace };
}

function checkNamespaces(namespace: string, secrets: readonly NamedSecret[], issues: IssueCollector): void {
  for (const { field, reference } of secrets) {
    if (reference.namespace === namespace) continue;
    const message = `the Secret ${reference.namespace}/${reference.name} is not in the job's namespace ${namespace}`;
    issues.report(rules['image-sharing-secret-elsewhere'], `${field}.namespace`, message, {
      hint: `copy it to ${namespace}, and refer to the copy`,
    });
  }
}

function secretsOf({ secret }: OwnerCredentials, { credentials, gardens }: Accounts): readonly NamedSecret[] {
  return [...listOf(secret), ...credentials, ...gardens];
}

function listOf<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

/** Labels or annotations: JavaScript callers forget that their values are texts. */
function textsOf(
  given: object | undefined,
  path: FieldPath,
  issues: IssueCollector,
): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries<unknown>({ ...given })) {
    if (typeof value === 'string') {
      texts[name] = value;
    } else {
      issues.report(gardenAppRules['prop-type'], path.key(name), `a ${typeof value} is not a text`, {
        hint: 'put it in quotes',
      });
    }
  }
  return texts;
}

/** Pods are found by what depends on the name alone. */
function identity(
  name: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): Pick<JobPlan, 'name' | 'namespace' | 'labels' | 'selector'> {
  const selector = { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/name': 'image-sharing' };
  return { name, namespace, labels: { ...labels, ...selector }, selector };
}

function whenToRun(
  { schedule, timeZone, suspend, oneOff, deadlineSeconds = defaultDeadlineSeconds }: Given,
  shards: number,
): Pick<JobPlan, 'schedule' | 'timeZone' | 'suspend' | 'shards' | 'deadlineSeconds'> {
  const usable = Number.isFinite(deadlineSeconds) && deadlineSeconds > 0;
  return {
    schedule: oneOff === true ? undefined : (schedule ?? ''),
    timeZone,
    suspend: suspend ?? false,
    shards,
    deadlineSeconds: usable ? Math.ceil(deadlineSeconds) : defaultDeadlineSeconds,
  };
}

/** The name follows the content, so that a change starts with the next run, and never within one. */
function toConfigMaps(name: string, text: string, accounts: Accounts, code: Code): PlannedConfigMap[] {
  const merge = accounts.configMaps.length === 0 ? {} : { [mergeScriptFile]: mergeScript };
  const config = { data: { [configFile]: text, ...merge } };
  const maps = [{ id: 'Resource', name: `${name}-config-${contentHash(config)}`, body: config }];
  if (code.inline === undefined) return maps;
  const body = { ...code.inline };
  return [...maps, { id: 'Code', name: `${name}-code-${contentHash(body)}`, body }];
}

function flags({ dryRun }: Given): readonly string[] {
  return dryRun === true ? ['--dry-run'] : [];
}

/** A volume of the pod. */
export interface PlannedVolume {
  readonly volume: string;
  readonly kind: 'Secret' | 'ConfigMap' | 'EmptyDir';
  /** Name of the Secret or ConfigMap. */
  readonly source: string;
}

/** Where a container sees a volume. */
export interface Mount {
  readonly volume: string;
  readonly path: string;
  /** @default false */
  readonly writable?: boolean;
}

/** A container before the program's that makes the config ready. */
interface Preparation {
  readonly command: readonly string[];
  readonly mounts: readonly Mount[];
}

/** All that decides about the job: plain data, so that the name of a one-off Job can follow it. */
export interface JobPlan {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Labels that pods are found by; they depend on the name alone. */
  readonly selector: Readonly<Record<string, string>>;
  /** None: a Job that runs once. */
  readonly schedule: string | undefined;
  readonly timeZone: string | undefined;
  readonly suspend: boolean;
  readonly shards: number;
  readonly deadlineSeconds: number;
  readonly image: string;
  readonly pullSecret: string | undefined;
  /** None: that of the image. */
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[];
  /** None where the config is ready as it is. */
  readonly prepare: Preparation | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly volumes: readonly PlannedVolume[];
  /** Of the program's container. */
  readonly mounts: readonly Mount[];
  /** Audience of the projected token for RRSA. */
  readonly tokenAudience: string | undefined;
  readonly resources: Quantities;
  readonly extraPodSpec: Readonly<Record<string, unknown>> | undefined;
}
