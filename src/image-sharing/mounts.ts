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
