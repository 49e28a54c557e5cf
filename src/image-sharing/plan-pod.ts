import { FieldPath } from '../gardener/field-path';
import type { IssueCollector } from '../issues/check';
import type { Accounts } from './accounts';
import type { OidcRoleProps, OwnerCredentials } from './owner-access';
import type { JobPlan, Mount, PlannedVolume } from './plan-job';
import { type Code, loaderFile } from './reconciler-code';
import { imageSharingRules as rules } from './table';

type Pod = Pick<
  JobPlan,
  'image' | 'pullSecret' | 'command' | 'prepare' | 'volumes' | 'mounts' | 'tokenAudience'
>;
type Volume = PlannedVolume & Mount;

/**
 * The pod's volumes and commands.
 *
 * @param configMap with the config
 * @param program with the program; none where the image has it
 */
export function toPod(
  credentials: OwnerCredentials,
  accounts: Accounts,
  code: Code,
  [configMap = '', program]: readonly string[],
): Pod {
  const secrets = secretVolumes(credentials, accounts);
  const config = toVolume('ConfigMap', 'config', configMap, mounts.config);
  const codes = program === undefined ? [] : [toVolume('ConfigMap', 'code', program, mounts.code)];
  const pod = {
    image: code.image,
    pullSecret: code.pullSecret?.reference.name,
    command: program === undefined ? undefined : ['node', `${mounts.code}/${loaderFile}`],
    tokenAudience: credentials.role?.audience,
  };
  const files = accounts.configMaps.map((source, index) =>
    toVolume('ConfigMap', `accounts-${index}`, source.configMap, mounts.accounts(index)),
  );
  if (files.length === 0) {
    const all = [config, ...codes, ...secrets];
    return { ...pod, prepare: undefined, volumes: all.map(volumeOf), mounts: all.map(mountOf) };
  }
  const merged = toVolume('EmptyDir', 'merged', '', mounts.merged);
  return {
    ...pod,
    // No container sees more than it needs.
    prepare: {
      command: prepareCommand(accounts),
      mounts: [...[config, ...files].map(mountOf), { ...mountOf(merged), writable: true }],
    },
    volumes: [config, ...codes, ...files, ...secrets, merged].map(volumeOf),
    mounts: [merged, ...codes, ...secrets].map(mountOf),
  };
}

function secretVolumes({ secret }: OwnerCredentials, { credentials, gardens }: Accounts): readonly Volume[] {
  return [
    ...(secret === undefined ? [] : [toVolume('Secret', 'owner', secret.reference.name, mounts.owner)]),
    ...credentials.map(({ reference }, index) =>
      toVolume('Secret', `target-${index}`, reference.name, mounts.target(index)),
    ),
    ...gardens.map(({ reference }, index) =>
      toVolume('Secret', `garden-${index}`, reference.name, mounts.garden(index)),
    ),
  ];
}

function toVolume(kind: PlannedVolume['kind'], volume: string, source: string, path: string): Volume {
  return { kind, volume, source, path };
}

function volumeOf({ volume, kind, source }: Volume): PlannedVolume {
  return { volume, kind, source };
}

function mountOf({ volume, path }: Volume): Mount {
  return { volume, path };
}

function prepareCommand({ configMaps }: Accounts): readonly string[] {
  const sources = configMaps.map(
    ({ key }, index) => `${configMapSet(index)}=${mounts.accounts(index)}/${key}`,
  );
  const script = `${mounts.config}/${mergeScriptFile}`;
  return ['node', script, `${mounts.config}/${configFile}`, `${mounts.merged}/${configFile}`, ...sources];
}

/** What the program reads for RRSA. */
export function roleVariables(role: Required<OidcRoleProps> | undefined): Readonly<Record<string, string>> {
  if (role === undefined) return {};
  return {
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: role.providerArn,
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: `${mounts.token}/token`,
    ALIBABA_CLOUD_ROLE_ARN: role.roleArn,
  };
}

/** Where the program finds things in its pod. */
export const mounts = {
  config: '/etc/image-sharing',
  /** The config with account IDs from ConfigMaps put in. */
  merged: '/run/image-sharing',
  owner: '/etc/image-owner',
  code: '/opt/image-sharing',
  /** Where Alibaba Cloud's own webhook mounts the token, too. */
  token: '/var/run/secrets/ack.alibabacloud.com/rrsa-tokens',
  target: (index: number) => `/etc/targets/${index}`,
  garden: (index: number) => `/etc/garden/${index}`,
  accounts: (index: number) => `/etc/accounts/${index}`,
};

export const configFile = 'config.json';

/** Set of accounts in the config that a ConfigMap fills before the program starts. */
export function configMapSet(index: number): string {
  return `config-map-${index}`;
}

/** Where the program finds its config: as it is mounted, or made ready. */
export function configFolder(prepared: boolean): string {
  return prepared ? mounts.merged : mounts.config;
}

const secretNames = /SECRET|PASSWORD|(?:ACCESS_KEY|SECURITY_TOKEN)/i;

/** The environment variables that a pod may have; secrets are none of them. */
export function checkEnv(
  given: Readonly<Record<string, unknown>>,
  issues: IssueCollector,
): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const path = FieldPath.of('env').key(name);
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) || typeof value !== 'string') {
      const message = typeof value === 'string' ? `${JSON.stringify(name)} is no name` : 'is no text';
      issues.report(rules['image-sharing-env-invalid'], path, message, {
        hint: 'use letters, digits, _, - and . for the name, and a text in quotes for the value',
      });
    } else if (secretNames.test(name) || /:\/\/[^/@\s]+:[^/@\s]+@/.test(value)) {
      // The value stays out of the message.
      issues.report(rules['image-sharing-env-secret'], path, 'would write a secret in clear', {
        hint: 'use credentials for keys, and a proxy that asks for no password',
      });
    } else {
      env[name] = value;
    }
  }
  return env;
}

export const mergeScriptFile = 'merge-accounts.cjs';

/**
 * Puts account IDs from mounted files into the config: the program knows one config file, and a pod cannot make one
 * from several ConfigMaps. Usage: `node merge-accounts.cjs <config> <target> <set>=<file>...`. It checks nothing:
 * the program refuses what is no account ID before its first call.
 */
export const mergeScript = `'use strict';
const { readFileSync, writeFileSync } = require('node:fs');

const [from, to, ...sources] = process.argv.slice(2);
const config = JSON.parse(readFileSync(from, 'utf8'));
for (const source of sources) {
  const at = source.indexOf('=');
  const text = readFileSync(source.slice(at + 1), 'utf8').replace(/#.*$/gm, '');
  const ids = text.split(/[\\s,"'[\\]]+/).filter((word) => word !== '' && word !== '-');
  config.accounts[source.slice(0, at)].static = ids;
}
writeFileSync(to, JSON.stringify(config, null, 2) + '\\n');
`;
