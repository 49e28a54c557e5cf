/** Answers in the form that ECS gives. */
type Fields = Readonly<Record<string, unknown>>;

export function imagesAnswer(region: string, images: readonly Fields[], more: Fields = {}): Fields {
  return {
    RequestId: 'R-1',
    RegionId: region,
    TotalCount: images.length,
    PageNumber: 1,
    PageSize: 100,
    Images: { Image: images },
    ...more,
  };
}

export function image(id: string, name: string, more: Fields = {}): Fields {
  return {
    ImageId: id,
    ImageName: name,
    Status: 'Available',
    Architecture: 'x86_64',
    CreationTime: '2026-01-01T12:05:00Z',
    ...more,
  };
}

export function typesAnswer(types: readonly Fields[], nextToken = ''): Fields {
  return { RequestId: 'R-2', NextToken: nextToken, InstanceTypes: { InstanceType: types } };
}

export function instanceType(id: string, cpu: number, memory: number, more: Fields = {}): Fields {
  return {
    InstanceTypeId: id,
    InstanceTypeFamily: id.split('.').slice(0, 2).join('.'),
    CpuCoreCount: cpu,
    MemorySize: memory,
    CpuArchitecture: 'X86',
    GPUAmount: 0,
    ...more,
  };
}

export function zonesAnswer(zones: readonly Fields[]): Fields {
  return { RequestId: 'R-3', Zones: { Zone: zones } };
}

export function zone(id: string, disks: readonly string[] = ['cloud_essd'], more: Fields = {}): Fields {
  return {
    ZoneId: id,
    ZoneType: 'AvailabilityZone',
    AvailableDiskCategories: { DiskCategories: disks },
    ...more,
  };
}

/** Stock by zone and instance type: Status and StatusCategory with a space between. */
export function stockAnswer(
  region: string,
  zones: Readonly<Record<string, Readonly<Record<string, string>>>>,
  ofZone: Readonly<Record<string, string>> = {},
): Fields {
  const stock = (words = 'Available WithStock'): Fields => {
    const [Status, StatusCategory] = words.split(' ');
    return { Status, StatusCategory };
  };
  return {
    RequestId: 'R-4',
    AvailableZones: {
      AvailableZone: Object.entries(zones).map(([id, types]) => ({
        RegionId: region,
        ZoneId: id,
        ...stock(ofZone[id]),
        AvailableResources: {
          AvailableResource: [
            {
              Type: 'InstanceType',
              SupportedResources: {
                SupportedResource: Object.entries(types).map(([Value, words]) => ({
                  Value,
                  ...stock(words),
                })),
              },
            },
          ],
        },
      })),
    },
  };
}

/** Garden Linux' metadata of a release, as far as it matters. */
export function metadata(
  version: string,
  regions: Readonly<Record<string, string>>,
  architecture = 'amd64',
  more: Fields = {},
): string {
  const published = Object.entries(regions).map(([region_id, image_id]) => ({ region_id, image_id }));
  return JSON.stringify({
    architecture,
    platform: 'ali',
    version,
    published_image_metadata: { published_alicloud_images: published },
    ...more,
  });
}
