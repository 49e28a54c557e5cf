import type { Region } from '../cloud-profile/props';

/** Letters of the zones by region ID. Letters may be missing: the zone is closed, or was never opened. */
const zoneLetters: Readonly<Record<string, string>> = {
  'cn-qingdao': 'b c', // Qingdao
  'cn-beijing': 'a b c d e f g h i j k l', // Beijing
  'cn-zhangjiakou': 'a b c', // Zhangjiakou
  'cn-huhehaote': 'a b', // Hohhot
  'cn-wulanchabu': 'a b c', // Ulanqab
  'cn-hangzhou': 'b e f g h i j k', // Hangzhou
  'cn-shanghai': 'a b c d e f g k l m n o', // Shanghai
  'cn-shenzhen': 'a b c d e f', // Shenzhen
  'cn-heyuan': 'a b', // Heyuan
  'cn-guangzhou': 'a b', // Guangzhou
  'cn-chengdu': 'a b', // Chengdu
  'cn-wuhan-lr': 'a', // Wuhan, local
  'cn-nanjing': 'a', // Nanjing, local
  'cn-fuzhou': 'a', // Fuzhou, local, closing
  'cn-hongkong': 'b c d', // Hong Kong
  'ap-southeast-1': 'a b c', // Singapore
  'ap-southeast-3': 'a b c', // Kuala Lumpur
  'ap-southeast-5': 'a b c', // Jakarta
  'ap-southeast-6': 'a b', // Manila
  'ap-southeast-7': 'a b', // Bangkok
  'ap-northeast-1': 'a b c', // Tokyo
  'ap-northeast-2': 'a b', // Seoul
  'us-west-1': 'a b', // Silicon Valley
  'us-east-1': 'a b', // Virginia
  'na-south-1': 'a', // Mexico
  'eu-central-1': 'a b c', // Frankfurt
  'eu-west-1': 'a b', // London
  'me-east-1': 'a b', // Dubai
};

/** The regions that the landscape offers, with their zones. */
export const regions: readonly Region[] = Object.entries(zoneLetters).map(([name, letters]) => ({
  name,
  zones: letters.split(' ').map((letter) => zoneId(name, letter)),
}));

/** In mainland China and Hong Kong a dash stands before the letter, elsewhere not: cn-hangzhou-h, eu-central-1a. */
function zoneId(region: string, letter: string): string {
  return region.startsWith('cn-') ? `${region}-${letter}` : `${region}${letter}`;
}
