const { landscape, generator } = require('./landscape.cjs');

/**
 * Manifests of mixed kinds and sizes that Gardener accepts, by file name; the same for the same count. Of 20, one
 * is a CloudProfile, whose size doubles from one to the next up to some 130 KiB.
 */
exports.manifests = (count) => {
  const random = generator(20_261_121);
  return Array.from({ length: count }, (_, index) => {
    const manifest = make(index, random);
    return [`${manifest.kind.toLowerCase()}-${index}.yaml`, manifest];
  });
};

function make(index, random) {
  const name = `object-${index}`;
  switch (index % 20) {
    case 0:
      return profile(name, landscape(4 + 2 ** (Math.floor(index / 20) % 6), random));
    case 1:
    case 2:
    case 3:
      return seed(name, random);
    case 4:
    case 5:
    case 6:
    case 7:
      return deployment(name);
    case 8:
    case 9:
    case 10:
    case 11:
      return registration(name, `object-${index - 4}`, index === 8);
    case 12:
    case 13:
    case 14:
      return {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: 'garden' },
        type: 'Opaque',
        stringData: { note: 'x'.repeat(Math.floor(random() * 2000)) },
      };
    default:
      // Most of what lies in a landscape's repository is none of Gardener's.
      return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'garden' },
        data: Object.fromEntries(
          Array.from({ length: 1 + Math.floor(random() * 40) }, (_, n) => [`key-${n}`, `value ${random()}`]),
        ),
      };
  }
}

function profile(name, facts) {
  return {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'CloudProfile',
    metadata: { name },
    spec: {
      type: 'alicloud',
      kubernetes: { versions: facts.kubernetesVersions.map((version) => ({ version })) },
      regions: facts.regions.map((region) => ({
        name: region.name,
        zones: region.zones.map((zone) => ({ name: zone })),
      })),
      machineImages: facts.machineImages.map((image) => ({
        name: image.name,
        updateStrategy: 'major',
        versions: image.versions.map(({ version, classification }) => ({
          version,
          classification,
          cri: [{ name: 'containerd' }],
          architectures: ['amd64'],
        })),
      })),
      machineTypes: facts.machineTypes.map((type) => ({ ...type, architecture: 'amd64', usable: true })),
      volumeTypes: facts.volumeTypes.map((type) => ({ ...type, usable: true })),
      providerConfig: {
        apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
        kind: 'CloudProfileConfig',
        machineImages: facts.machineImages.map((image) => ({
          name: image.name,
          versions: image.versions.map(({ version, regions }) => ({
            version,
            regions: Object.entries(regions).map(([region, id]) => ({ name: region, id })),
          })),
        })),
      },
    },
  };
}

const dnsCredentials = { apiVersion: 'v1', kind: 'Secret', name: 'dns', namespace: 'garden' };

function seed(name, random) {
  const block = Math.floor(random() * 60);
  return {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'Seed',
    metadata: { name },
    spec: {
      provider: { type: 'alicloud', region: 'eu-central-1', zones: ['eu-central-1a', 'eu-central-1b'] },
      networks: {
        nodes: `10.${block}.0.0/16`,
        pods: '10.64.0.0/11',
        services: '10.96.0.0/13',
      },
      ingress: { domain: `${name}.example.org`, controller: { kind: 'nginx' } },
      dns: {
        provider: { type: 'alicloud-dns', credentialsRef: dnsCredentials },
        internal: {
          type: 'alicloud-dns',
          domain: `${name}.internal.example.org`,
          credentialsRef: dnsCredentials,
        },
      },
      settings: {
        scheduling: { visible: true },
        verticalPodAutoscaler: { enabled: true },
      },
    },
  };
}

function deployment(name) {
  return {
    apiVersion: 'core.gardener.cloud/v1',
    kind: 'ControllerDeployment',
    metadata: { name },
    helm: {
      ociRepository: { repository: 'registry.example/charts/extension', tag: 'v1.2.3' },
      values: { replicas: 1, resources: { requests: { cpu: '100m', memory: '128Mi' } } },
    },
    injectGardenKubeconfig: true,
  };
}

/** What Seeds on Alibaba Cloud need. */
const provided = [
  ...['BackupBucket', 'BackupEntry', 'Bastion', 'ControlPlane', 'Infrastructure', 'Worker'].map((kind) => ({
    kind,
    type: 'alicloud',
  })),
  { kind: 'DNSRecord', type: 'alicloud-dns' },
];

function registration(name, deployed, isProvider) {
  return {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'ControllerRegistration',
    metadata: { name },
    spec: {
      resources: [{ kind: 'Extension', type: name }, ...(isProvider ? provided : [])],
      deployment: { deploymentRefs: [{ name: deployed }] },
    },
  };
}
