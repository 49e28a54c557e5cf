/** The facts of a large landscape, the same for the same seed: what both programs of the synthesis bench state. */

/**
 * CloudProfiles and the versions of all machine images of each, by the size of the YAML that they make. The
 * largest are several: etcd stores no CloudProfile of 5.3 MiB, and the validator refuses it.
 */
exports.sizes = {
  '62 KiB': { profiles: 1, versions: 23, types: 20 },
  '530 KiB': { profiles: 1, versions: 180, types: 1000 },
  '5.3 MiB': { profiles: 4, versions: 540, types: 1000 },
};

const imageCount = 4;
const regionNames = [
  ...['qingdao', 'beijing', 'zhangjiakou', 'huhehaote', 'wulanchabu', 'hangzhou', 'shanghai', 'shenzhen'],
  ...['heyuan', 'guangzhou', 'chengdu', 'nanjing', 'fuzhou', 'hongkong'],
]
  .map((name) => `cn-${name}`)
  .concat(
    ['1', '3', '5', '6', '7'].map((n) => `ap-southeast-${n}`),
    ['ap-northeast-1', 'ap-northeast-2', 'us-west-1', 'us-east-1', 'na-south-1'],
    ['eu-central-1', 'eu-west-1', 'me-east-1', 'me-central-1'],
  );

/** As many profiles' facts as the size has. */
exports.landscapes = (size) => {
  const { profiles, versions, types } = exports.sizes[size];
  return Array.from({ length: profiles }, (_, index) => ({
    name: `alicloud-${index + 1}`,
    ...landscape(versions, generator(20_261_121 + index), types),
  }));
};

function landscape(versionCount, random, typeCount = 20) {
  const regions = regionNames.map((name) => ({
    name,
    zones: ['a', 'b', 'c'].map((zone) => `${name}${/[0-9]$/.test(name) ? '' : '-'}${zone}`),
  }));
  const machineTypes = Array.from({ length: typeCount }, (_, index) => {
    const [family, size] = [index % 4, 2 ** (Math.floor(index / 4) % 5)];
    const generation = Math.floor(index / 20);
    return {
      name: `ecs.${['c', 'g', 'r', 'u'][family]}${7 + generation}.${size}xlarge`,
      cpu: String(4 * size),
      gpu: '0',
      memory: `${[8, 16, 32, 16][family] * size}Gi`,
    };
  });
  const machineImages = Array.from({ length: imageCount }, (_, image) => ({
    name: `image-${image + 1}`,
    versions: Array.from({ length: Math.ceil((versionCount - image) / imageCount) }, (__, index) => ({
      version: `${1000 + Math.floor(index / 10)}.${index % 10}.0`,
      classification: index % 3 === 0 ? 'deprecated' : 'supported',
      regions: Object.fromEntries(regionNames.map((region) => [region, `m-xyz${identifier(random)}`])),
    })),
  }));
  return {
    kubernetesVersions: ['1.34.1', '1.33.5', '1.32.9'],
    regions,
    machineTypes,
    volumeTypes: [
      { name: 'cloud_essd', class: 'premium' },
      { name: 'cloud_efficiency', class: 'standard' },
    ],
    machineImages,
  };
}

/** IDs of real images begin with a mark of their region; `xyz` is nobody's, and so no reason for a warning. */
function identifier(random) {
  let text = '';
  while (text.length < 17) text += Math.floor(random() * 36).toString(36);
  return text;
}

/** mulberry32: small, and the same everywhere. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

exports.landscape = landscape;
exports.generator = generator;
