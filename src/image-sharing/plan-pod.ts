import type { Code } from './check-code';
import { loaderFile } from './inline-code';
import type { JobPlan, Mount, PlannedVolume } from './job-plan';
import { mergeScriptFile } from './merge-accounts';
import { configFile, configMapSet, mounts } from './mounts';
import type { OidcRoleProps } from './oidc-role';
import type { OwnerCredentials } from './owner-credentials';
import type { Accounts } from './read-accounts';

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
