import type { Capabilities } from './profile';

/** A decoded CloudProfileConfig: which image ID belongs to which image version and region. */
export interface CloudProfileConfig {
  readonly machineImages?: readonly ProviderImage[];
}

export interface ProviderImage {
  readonly name?: string;
  readonly versions?: readonly ProviderImageVersion[];
}

/** Uses `regions` (amd64 only) or `capabilityFlavors`. */
export interface ProviderImageVersion {
  readonly version?: string;
  readonly regions?: readonly RegionImage[];
  readonly capabilityFlavors?: readonly ProviderFlavor[];
}

export interface ProviderFlavor {
  readonly capabilities?: Capabilities;
  readonly regions?: readonly RegionImage[];
}

export interface RegionImage {
  readonly name?: string;
  readonly id?: string;
}

/** The entry of an image version as Gardener's admission finds it: of entries with one name the last counts. */
export class ProviderImages {
  private readonly images = new Map<string, Map<string, ProviderImageVersion>>();

  constructor(config: CloudProfileConfig | undefined) {
    for (const image of config?.machineImages ?? []) {
      const versions = new Map((image.versions ?? []).map((version) => [version.version ?? '', version]));
      this.images.set(image.name ?? '', versions);
    }
  }

  has(image: string): boolean {
    return this.images.has(image);
  }

  version(image: string, version: string): ProviderImageVersion | undefined {
    return this.images.get(image)?.get(version);
  }
}
