import { SecretReference, type GardenletProps } from '../index';

/** The AccessKey of the DNS user; the Secret lies in the virtual garden. */
const dnsCredentials = SecretReference.of('garden', 'dns-credentials');

/** A Seed in Frankfurt. Ranges and domains cannot be changed once it is there. */
export const frankfurt: GardenletProps = {
  chart: { ref: 'europe-docker.pkg.dev/gardener-project/releases/charts/gardener/gardenlet:v1.149.3' },
  seed: {
    provider: {
      type: 'alicloud',
      region: 'eu-central-1',
      zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
    },
    networks: {
      nodes: '10.250.0.0/16',
      pods: '10.0.0.0/17',
      services: '10.0.128.0/17',
      shootDefaults: { pods: '10.64.0.0/11', services: '10.96.0.0/13' },
    },
    dns: {
      provider: { type: 'alicloud-dns', credentials: dnsCredentials },
      internal: { type: 'alicloud-dns', domain: 'internal.garden.example.com', credentials: dnsCredentials },
    },
    ingress: { domain: 'ingress.ali-eu.garden.example.com' },
    volume: { minimumSize: '20Gi' },
  },
};
