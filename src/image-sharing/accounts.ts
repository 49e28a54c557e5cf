import type { Construct } from 'constructs';
import { isUsualAccountId } from '../alibaba-cloud/ids';
import { gardenAppRules } from '../garden-object/table';
import { asList } from '../gardener/json';
import { isDns1123Label, isDns1123Subdomain } from '../gardener/names';
import type { Check } from '../issues/check';
import { SecretReference } from '../secrets/credentials-secret';
import { readAccountId } from '../sharing/config';
import { imageSharingRules as rules } from './table';

/** A Secret that is mounted, and the prop that names it. */
export interface NamedSecret {
  readonly check: Check;
  readonly reference: SecretReference;
}

/** A garden with everything filled in. */
export interface Garden {
  /** The source in the props. */
  readonly check: Check;
  readonly kubeconfig: NamedSecret;
  readonly props: Partial<GardenAccountsProps>;
  readonly kubeconfigKey: string;
  /** None: all. */
  readonly projects: readonly { readonly name: string; readonly namespace: string }[];
}

/** All sources of accounts, by kind. */
export interface Accounts {
  /** Sorted, each once. */
  readonly ids: readonly string[];
  readonly configMaps: readonly Required<ConfigMapAccounts>[];
  readonly credentials: readonly NamedSecret[];
  readonly gardens: readonly Garden[];
}

interface Found {
  readonly ids: Set<string>;
  readonly configMaps: Required<ConfigMapAccounts>[];
  readonly credentials: NamedSecret[];
  readonly gardens: Garden[];
}

/** Brings the forms that the prop `accounts` may have into one, without what is wrong. */
export function readAccounts(given: unknown, check: Check): Accounts {
  const found: Found = { ids: new Set(), configMaps: [], credentials: [], gardens: [] };
  if (Array.isArray(given)) {
    given.forEach((item: unknown, index) => readSource(item, check.at(index), found));
  } else if (given !== undefined) {
    readSource(given, check, found);
  }
  return { ...found, ids: [...found.ids].sort() };
}

function readSource(item: unknown, check: Check, found: Found): void {
  if (!(item instanceof ImageSharingAccounts)) {
    if (isConfigMap(item)) readConfigMap(item, check, found);
    else readId(item, check, found);
    return;
  }
  const { source } = item;
  switch (source.kind) {
    case 'static':
      source.ids.forEach((id, index) => readId(id, check.at(index), found));
      return;
    case 'config-map':
      readConfigMap(source.props, check, found);
      return;
    case 'credentials':
      source.secrets.forEach((secret, index) => {
        const reference = readSecret(secret, check.at(index));
        if (reference !== undefined) found.credentials.push(reference);
      });
      return;
    case 'garden':
      readGarden(source.props, check, found);
  }
}

function isConfigMap(item: unknown): item is ConfigMapAccounts {
  return typeof item === 'object' && item !== null && 'configMap' in item;
}

function readId(item: unknown, check: Check, found: Found): void {
  const rule = rules['image-sharing-account-invalid'];
  if (typeof item !== 'string' && typeof item !== 'number') {
    check.report(rule, `${show(item)} is not an account ID`, 'write the digits of the account in quotes');
    return;
  }
  const id = readAccountId(item, '', ({ message, hint }) => check.report(rule, message, hint));
  if (id === undefined) return;
  if (found.ids.has(id)) {
    const message = `the account ${id} is listed twice`;
    check.report(rules['image-sharing-duplicate'], message, 'remove one, or put the right account there');
  } else if (!isUsualAccountId(id)) {
    const message = `${id} has ${id.length} ${id.length === 1 ? 'digit' : 'digits'}, an account has 16 to 18`;
    check.report(rules['image-sharing-account-unusual'], message, 'look the number up in the console');
  }
  found.ids.add(id);
}

function readConfigMap(item: ConfigMapAccounts, check: Check, found: Found): void {
  const { configMap, key = 'accounts', ...rest } = item;
  for (const name of Object.keys(rest)) {
    const message = `there is no prop ${JSON.stringify(name)}`;
    check.at(name).report(gardenAppRules['prop-unknown'], message, 'the props are configMap, key');
  }
  if (typeof configMap !== 'string' || !isDns1123Subdomain(configMap)) {
    reportName(check.at('configMap'), configMap, 'the name of a ConfigMap');
  } else if (!isKey(key)) {
    reportName(check.at('key'), key, 'a key of a ConfigMap');
  } else {
    found.configMaps.push({ configMap, key });
  }
}

function isKey(key: unknown): key is string {
  return typeof key === 'string' && /^[-._a-zA-Z0-9]{1,253}$/.test(key) && !/^\.\.?$/.test(key);
}

function readGarden(props: GardenAccountsProps, check: Check, found: Found): void {
  const given: Partial<GardenAccountsProps> = { ...(props as GardenAccountsProps | undefined) };
  const kubeconfig = readSecret(given.kubeconfig, check.at('kubeconfig'));
  const kubeconfigKey: unknown = given.kubeconfigKey ?? 'kubeconfig';
  if (!isKey(kubeconfigKey)) {
    reportName(check.at('kubeconfigKey'), kubeconfigKey, 'a key of a Secret');
    return;
  }
  const projects = readProjects(given.projects, check.at('projects'));
  asList(given.secretNamespaces).forEach((namespace, index) => {
    if (typeof namespace === 'string' && isDns1123Label(namespace)) return;
    reportName(check.at('secretNamespaces', index), namespace, 'the name of a namespace');
  });
  checkSubject(given.subject, check.at('subject'));
  if (kubeconfig !== undefined)
    found.gardens.push({ check, kubeconfig, props: given, kubeconfigKey, projects });
}

/** The program takes an empty list for all projects, and nobody who writes one down means that. */
function readProjects(given: unknown, check: Check): Garden['projects'] {
  if (Array.isArray(given) && given.length === 0) {
    const message = 'names no project, which the program takes for all of them';
    check.report(rules['image-sharing-projects-empty'], message, 'name one, or leave it out for all');
  }
  return asList(given).flatMap((project, index) => readProject(project, check.at(index)));
}

const subjectKinds = ['User', 'Group', 'ServiceAccount'];

/** What a RoleBinding takes for a subject. */
function checkSubject(given: unknown, check: Check): void {
  const subject = typeof given === 'string' ? { kind: 'User', name: given } : given;
  const { kind, name, namespace } = {
    ...(subject as { kind?: unknown; name?: unknown; namespace?: unknown }),
  };
  if (typeof name !== 'string' || name === '') {
    const hint = "name the kubeconfig's user, which gets the rights to read bindings";
    check.report(gardenAppRules['prop-type'], 'is missing', hint);
  } else if (typeof kind !== 'string' || !subjectKinds.includes(kind)) {
    const message = `${show(kind)} is no kind of subject`;
    check
      .at('kind')
      .report(rules['image-sharing-subject-invalid'], message, `use ${subjectKinds.join(', ')}`);
  } else if (kind === 'ServiceAccount') {
    if (!isDns1123Subdomain(name)) reportName(check.at('name'), name, 'the name of a ServiceAccount');
    if (namespace !== undefined && (typeof namespace !== 'string' || !isDns1123Label(namespace))) {
      reportName(check.at('namespace'), namespace, 'the name of a namespace');
    }
  } else if (namespace !== undefined) {
    const message = `a ${kind} has no namespace`;
    check
      .at('namespace')
      .report(rules['image-sharing-subject-invalid'], message, 'remove it, or use kind ServiceAccount');
  }
}

function readProject(
  project: unknown,
  check: Check,
): { readonly name: string; readonly namespace: string }[] {
  const fields = typeof project === 'string' ? { name: project } : project;
  const { name, namespace } = { ...(fields as { readonly name?: unknown; readonly namespace?: unknown }) };
  if (typeof name !== 'string' || !isDns1123Label(name)) {
    reportName(check, name, 'the name of a project');
    return [];
  }
  if (namespace === undefined) return [{ name, namespace: name === 'garden' ? 'garden' : `garden-${name}` }];
  if (typeof namespace === 'string' && isDns1123Label(namespace)) return [{ name, namespace }];
  reportName(check.at('namespace'), namespace, 'the name of a namespace');
  return [];
}

/** A reference whose names can be those of a Secret. */
export function readSecret(value: unknown, check: Check): NamedSecret | undefined {
  if (!(value instanceof SecretReference)) {
    const hint = "use SecretReference.of('garden', '<name>')";
    check.report(gardenAppRules['prop-type'], 'is no reference to a Secret', hint);
    return undefined;
  }
  const { namespace, name } = value as { readonly namespace: unknown; readonly name: unknown };
  if (typeof namespace !== 'string' || !isDns1123Label(namespace)) {
    reportName(check.at('namespace'), namespace, 'the name of a namespace');
    return undefined;
  }
  if (typeof name !== 'string' || !isDns1123Subdomain(name)) {
    reportName(check.at('name'), name, 'the name of a Secret');
    return undefined;
  }
  return { check, reference: value };
}

function reportName(check: Check, value: unknown, what: string): void {
  const hint = 'use lower-case letters, digits and hyphens';
  check.report(rules['image-sharing-name-invalid'], `${show(value)} is not ${what}`, hint);
}

/** A value in a message: JSON cannot show everything that JavaScript callers give. */
function show(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return JSON.stringify(value);
  return value === undefined || value === null ? 'nothing' : `a value of type ${typeof value}`;
}

/** Accounts that something else in the runtime cluster keeps in a ConfigMap of the job's namespace. */
export interface ConfigMapAccounts {
  /** Name of the ConfigMap. The job does not start while it is missing; while the key is, nothing is removed. */
  readonly configMap: string;
  /** Key with the account IDs, between white space or commas, `#` begins a comment; a list in YAML is fine, too. @default `accounts` */
  readonly key?: string;
}

/** A project of the garden. */
export interface GardenProject {
  readonly name: string;
  /** The project's namespace. @default `garden-<name>`, and `garden` for the project garden */
  readonly namespace?: string;
}

/** Who the job is in the virtual garden: the user of the kubeconfig. */
export interface GardenSubject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  /** Of a ServiceAccount, in the virtual garden. @default none */
  readonly namespace?: string;
}

/** Which accounts are read from the garden. */
export interface GardenAccountsProps {
  /** Secret in the job's namespace with a kubeconfig of the virtual garden: a token or certificate, no plugins. */
  readonly kubeconfig: SecretReference;
  /** The kubeconfig's user; as a text, the name of a user. Gets the rights to read bindings and their Secrets. */
  readonly subject: GardenSubject | string;
  /** Key of the kubeconfig in its Secret. @default `kubeconfig` */
  readonly kubeconfigKey?: string;
  /** Projects whose accounts count; rights are then given in their namespaces alone. @default all */
  readonly projects?: readonly (string | GardenProject)[];
  /** Further namespaces with Secrets that bindings of the chosen projects name. @default none */
  readonly secretNamespaces?: readonly string[];
  /**
   * TCP ports on which the virtual garden's API server is reached, as pods see it: behind a Service that is the
   * port of the pod.
   * @default 443, 6443 and 9443 (the ingress gateway of Gardener)
   */
  readonly apiServerPorts?: readonly number[];
  /** Where the rights are created: a chart for the virtual garden. @default `garden` of the GardenApp */
  readonly scope?: Construct;
}

/** @internal */
type AccountSource =
  | { readonly kind: 'static'; readonly ids: readonly string[] }
  | { readonly kind: 'config-map'; readonly props: ConfigMapAccounts }
  | { readonly kind: 'credentials'; readonly secrets: readonly SecretReference[] }
  | { readonly kind: 'garden'; readonly props: GardenAccountsProps };

/** Where the accounts come from that images are shared with. Immutable; several go into a list. */
export class ImageSharingAccounts {
  /** Account IDs, as texts. */
  static of(...ids: readonly string[]): ImageSharingAccounts {
    return new ImageSharingAccounts({ kind: 'static', ids });
  }

  /** Account IDs that something else keeps in a ConfigMap of the job's namespace. */
  static fromConfigMap(configMap: string, key = 'accounts'): ImageSharingAccounts {
    return new ImageSharingAccounts({ kind: 'config-map', props: { configMap, key } });
  }

  /** The accounts behind credentials: Secrets of the job's namespace with `accessKeyID` and `accessKeySecret`. */
  static fromCredentials(...secrets: readonly SecretReference[]): ImageSharingAccounts {
    return new ImageSharingAccounts({ kind: 'credentials', secrets });
  }

  /**
   * The accounts behind every alicloud CredentialsBinding and SecretBinding of the garden, read at every run.
   * The rights for it are created in the virtual garden.
   */
  static fromGarden(props: GardenAccountsProps): ImageSharingAccounts {
    return new ImageSharingAccounts({ kind: 'garden', props });
  }

  private constructor(
    /** @internal */
    readonly source: AccountSource,
  ) {}
}
