import type { Report } from './object-reader';
import { show } from './object-reader';

/** An account ID as the config must have it; undefined, and reported, when it is anything else. */
export function readAccountId(value: unknown, path: string, report: Report): string | undefined {
  if (typeof value === 'string' && /^[0-9]{1,32}$/.test(value)) return value;
  report({ field: path, ...accountProblem(value) });
  return undefined;
}

function accountProblem(value: unknown): { readonly message: string; readonly hint: string } {
  if (typeof value === 'number') {
    return {
      message: `the account ID ${value} is a number, which may have been rounded`,
      hint: 'put it in quotes, and copy it anew',
    };
  }
  if (typeof value === 'string' && /^\s*[0-9]+\s*$/.test(value)) {
    return {
      message: `the account ID ${show(value)} has white space round it`,
      hint: 'use the digits alone',
    };
  }
  const hint = 'use the number of the Alibaba Cloud account itself, in quotes: no name, alias or ARN';
  return { message: `${show(value)} is not an account ID`, hint };
}

export function isRegion(text: string): boolean {
  return /^[a-z]{2,3}-[a-z0-9-]+$/.test(text);
}

export function isCustomImageId(text: string): boolean {
  return /^m-[a-z0-9][a-z0-9-]*$/.test(text);
}

/**
 * Regions that are known today. The list goes stale, so a region beside it is worth a warning only.
 */
export const knownRegions: ReadonlySet<string> = new Set([
  'cn-qingdao',
  'cn-beijing',
  'cn-zhangjiakou',
  'cn-huhehaote',
  'cn-wulanchabu',
  'cn-hangzhou',
  'cn-shanghai',
  'cn-shenzhen',
  'cn-heyuan',
  'cn-guangzhou',
  'cn-chengdu',
  'cn-wuhan-lr',
  'cn-nanjing',
  'cn-fuzhou',
  'cn-zhongwei',
  'cn-hongkong',
  'ap-southeast-1',
  'ap-southeast-3',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ap-southeast-8',
  'ap-northeast-1',
  'ap-northeast-2',
  'us-west-1',
  'us-east-1',
  'na-south-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'me-east-1',
  'me-central-1',
  'cn-hangzhou-finance',
  'cn-shanghai-finance-1',
  'cn-shenzhen-finance-1',
  'cn-beijing-finance-1',
  'cn-north-2-gov-1',
]);
