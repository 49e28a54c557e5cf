import type { ExpirableVersion } from '../cloud-profile/cloud-profile-spec';

/** Versions that Gardener 1.149 supports: one `supported` per minor, the newest without an end. */
export const kubernetesVersions: readonly ExpirableVersion[] = [
  { version: '1.36.0', classification: 'preview' },
  { version: '1.35.0', classification: 'supported' },
  { version: '1.34.1', classification: 'supported' },
  { version: '1.33.4', classification: 'supported', expirationDate: '2027-06-28T23:59:59Z' },
  { version: '1.32.8', classification: 'deprecated', expirationDate: '2027-02-28T23:59:59Z' },
];
