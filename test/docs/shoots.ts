/** What `kubectl get shoots -A -o json` says in a garden with one Shoot, as far as anybody reads it. */
export const shoots = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'Shoot',
      metadata: { name: 'checkout', namespace: 'garden-shop' },
      spec: {
        cloudProfile: { kind: 'CloudProfile', name: 'alicloud' },
        region: 'eu-central-1',
        seedName: 'ali-eu',
        kubernetes: { version: '1.33.4' },
        provider: {
          type: 'alicloud',
          workers: [
            {
              name: 'pool',
              machine: {
                type: 'ecs.g7.large',
                architecture: 'amd64',
                image: { name: 'gardenlinux', version: '1877.3.0' },
              },
              volume: { type: 'cloud_essd', size: '50Gi' },
              zones: ['eu-central-1a'],
            },
          ],
        },
      },
    },
  ],
};
