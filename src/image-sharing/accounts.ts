import type { Construct } from 'constructs';
import { gardenAppRules } from '../garden-object/table';
import { FieldPath } from '../gardener/field-path';
import { isDns1123Label, isDns1123Subdomain } from '../gardener/names';
import type { IssueCollector } from '../issues/check';
import { SecretReference } from '../secrets/credentials-secret';
import { readAccountId } from '../sharing/config';
import { imageSharingRules as rules } from './table';

/** A Secret that is mounted, and the prop that names it. */
export interface NamedSecret {
  readonly field: string;
  readonly reference: SecretReference;
}

/** A garden with everything filled in. */
export interface Garden extends NamedSecret {
  readonly props: GardenAccountsProps;
  readonly kubeconfigKey: string;
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
export function readAccounts(given: unknown, issues: IssueCollector): Accounts {
  const found: Found = { ids: new Set(), configMaps: [], credentials: [], gardens: [] };
  const path = FieldPath.of('accounts');
  if (Array.isArray(given)) {
    given.forEach((item: unknown, index) => readSource(item, path.index(index), found, issues));
  } else if (given !== undefined) {
    readSource(given, path, found, issues);
  }
  return { ...found, ids: [...found.ids].sort() };
}

function readSource(item: unknown, path: FieldPath, found: Found, issues: IssueCollector): void {
  if (!(item instanceof ImageSharingAccounts)) {
    if (isConfigMap(item)) readConfigMap(item, path, found, issues);
    else readId(item, path, found, issues);
    return;
  }
  const { source } = item;
  switch (source.kind) {
    case 'static':
      source.ids.forEach((id, index) => readId(id, path.index(index), found, issues));
      return;
    case 'config-map':
      readConfigMap(source.props, path, found, issues);
      return;
    case 'credentials':
      source.secrets.forEach((secret, index) => {
        const reference = readSecret(secret, path.index(index), issues);
        if (reference !== undefined) found.credentials.push(reference);
      });
      return;
    case 'garden':
      readGarden(source.props, path, found, issues);
  }
}

function isConfigMap(item: unknown): item is ConfigMapAccounts {
  return typeof item === 'object' && item !== null && 'configMap' in item;
}

function readId(item: unknown, path: FieldPath, found: Found, issues: IssueCollector): void {
  const report = (message: string, hint?: string): void =>
    issues.report(rules['image-sharing-account-invalid'], path, message, hint === undefined ? {} : { hint });
  if (typeof item !== 'string' && typeof item !== 'number') {
    report(`${show(item)} is not an account ID`, 'write the digits of the account in quotes');
    return;
  }
  const id = readAccountId(item, '', ({ message, hint }) => report(message, hint));
  if (id === undefined) return;
  if (found.ids.has(id)) {
    issues.report(rules['image-sharing-duplicate'], path, `the account ${id} is listed twice`, {
      hint: 'remove one, or put the right account there',
    });
  }
  found.ids.add(id);
}

function readConfigMap(item: ConfigMapAccounts, path: FieldPath, found: Found, issues: IssueCollector): void {
  const { configMap, key = 'accounts', ...rest } = item;
  for (const name of Object.keys(rest)) {
    issues.report(
      gardenAppRules['prop-unknown'],
      path.child(name),
      `there is no prop ${JSON.stringify(name)}`,
      {
        hint: 'the props are configMap, key',
      },
    );
  }
  if (typeof configMap !== 'string' || !isDns1123Subdomain(configMap)) {
    reportName(path.child('configMap'), configMap, 'the name of a ConfigMap', issues);
  } else if (!isKey(key)) {
    reportName(path.child('key'), key, 'a key of a ConfigMap', issues);
  } else {
    found.configMaps.push({ configMap, key });
  }
}

function isKey(key: unknown): key is string {
  return typeof key === 'string' && /^[-._a-zA-Z0-9]{1,253}$/.test(key) && !/^\.\.?$/.test(key);
}

function readGarden(props: GardenAccountsProps, path: FieldPath, found: Found, issues: IssueCollector): void {
  const given: Partial<GardenAccountsProps> = { ...(props as GardenAccountsProps | undefined) };
  const secret = readSecret(given.kubeconfig, path.child('kubeconfig'), issues);
  const kubeconfigKey: unknown = given.kubeconfigKey ?? 'kubeconfig';
  if (!isKey(kubeconfigKey)) {
    reportName(path.child('kubeconfigKey'), kubeconfigKey, 'a key of a Secret', issues);
    return;
  }
  const projects = listOf(given.projects).flatMap((project, index) =>
    readProject(project, path.child('projects').index(index), issues),
  );
  listOf(given.secretNamespaces).forEach((namespace, index) => {
    if (typeof namespace === 'string' && isDns1123Label(namespace)) return;
    reportName(path.child('secretNamespaces').index(index), namespace, 'the name of a namespace', issues);
  });
  if (subjectName(given.subject) === '') {
    issues.report(gardenAppRules['prop-type'], path.child('subject'), 'is missing', {
      hint: "name the kubeconfig's user, which gets the rights to read bindings",
    });
  }
  if (secret !== undefined) found.gardens.push({ ...secret, props, kubeconfigKey, projects });
}

/** Empty where there is none. */
function subjectName(subject: unknown): string {
  if (typeof subject === 'string') return subject;
  const { name } = { ...(subject as { readonly name?: unknown } | undefined) };
  return typeof name === 'string' ? name : '';
}

function readProject(
  project: unknown,
  path: FieldPath,
  issues: IssueCollector,
): { readonly name: string; readonly namespace: string }[] {
  const fields = typeof project === 'string' ? { name: project } : project;
  const { name, namespace } = { ...(fields as { readonly name?: unknown; readonly namespace?: unknown }) };
  if (typeof name !== 'string' || !isDns1123Label(name)) {
    reportName(path, name, 'the name of a project', issues);
    return [];
  }
  if (namespace === undefined) return [{ name, namespace: name === 'garden' ? 'garden' : `garden-${name}` }];
  if (typeof namespace === 'string' && isDns1123Label(namespace)) return [{ name, namespace }];
  reportName(path.child('namespace'), namespace, 'the name of a namespace', issues);
  return [];
}

/** A list, also where a JavaScript caller gives something else. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** A reference whose names can be those of a Secret. */
export function readSecret(value: unknown, path: FieldPath, issues: IssueCollector): NamedSecret | undefined {
  if (!(value instanceof SecretReference)) {
    issues.report(gardenAppRules['prop-type'], path, 'is no reference to a Secret', {
      hint: "use SecretReference.of('garden', '<name>')",
    });
    return undefined;
  }
  const { namespace, name } = value as { readonly namespace: unknown; readonly name: unknown };
  if (typeof namespace !== 'string' || !isDns1123Label(namespace)) {
    reportName(path.child('namespace'), namespace, 'the name of a namespace', issues);
    return undefined;
  }
  if (typeof name !== 'string' || !isDns1123Subdomain(name)) {
    reportName(path.child('name'), name, 'the name of a Secret', issues);
    return undefined;
  }
  return { field: String(path), reference: value };
}

function reportName(path: FieldPath, value: unknown, what: string, issues: IssueCollector): void {
  issues.report(rules['image-sharing-name-invalid'], path, `${show(value)} is not ${what}`, {
    hint: 'use lower-case letters, digits and hyphens',
  });
}

/** A value in a message: JSON cannot show everything that JavaScript callers give. */
function show(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return JSON.stringify(value);
  return value === undefined || value === null ? 'nothing' : `a value of type ${typeof value}`;
}

/** Accounts that something else in the runtime cluster keeps in a ConfigMap of the job's namespace. */
export interface ConfigMapAccounts {
  /** Name of the ConfigMap. The job does not start while it is missing. */
  readonly configMap: string;
  /** Key with the account IDs, between white space, line breaks or commas; a list in YAML is fine, too. @default `accounts` */
  readonly key?: string;
}

/** A project of the garden. */
export interface GardenProject {
  /** Name of the project. */
  readonly name: string;
  /** The project's namespace. @default `garden-<name>`, and `garden` for the project garden */
  readonly namespace?: string;
}

/** Who the job is in the virtual garden: the user of the kubeconfig. */
export interface GardenSubject {
  /** `User`, `Group` or `ServiceAccount`. */
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  /** Its name. */
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
