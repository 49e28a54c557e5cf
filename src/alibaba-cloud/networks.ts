/** A range of addresses that Alibaba Cloud uses itself in every VPC. */
export interface ReservedRange {
  readonly cidr: string;
  /** What is there. */
  readonly use: string;
}

/**
 * Addresses that a VPC cannot give to others: the name servers 100.100.2.136 and 100.100.2.138, the metadata
 * service 100.100.100.200 and the endpoints of OSS and other services lie in it. provider-alicloud refuses
 * Shoots there; of a Shoot whose networks come from elsewhere nobody asks, and it cannot resolve any name.
 */
export const reservedRanges: readonly ReservedRange[] = [
  { cidr: '100.64.0.0/10', use: 'its own services (name servers, metadata, OSS)' },
];

/** The metadata service, which hands out the credentials of an instance's role. */
export const metadataAddress = '100.100.100.200';
