import type { Environment } from '../environment';

/** Regions whose ECS is reached through another host, as in Alibaba Cloud's own clients. */
const exceptions: Readonly<Record<string, string>> = {
  'cn-shanghai-finance-1': 'ecs-cn-hangzhou.aliyuncs.com',
  'cn-shenzhen-finance-1': 'ecs-cn-hangzhou.aliyuncs.com',
  'cn-north-2-gov-1': 'ecs.aliyuncs.com',
  'cn-hangzhou-finance': 'ecs.aliyuncs.com',
};

/** Where a region's ECS answers. */
export function ecsEndpoint(region: string, override: string | null): URL {
  return new URL(override ?? `https://${exceptions[region] ?? `ecs.${region}.aliyuncs.com`}`);
}

/** Where STS answers; any region's endpoint can name the caller. */
export function stsEndpoint(override: string | null, environment: Environment): URL {
  if (override !== null) return new URL(override);
  const region = environment.ALIBABA_CLOUD_STS_REGION ?? '';
  if (!/^[a-z]{2,3}-[a-z0-9-]+$/.test(region)) return new URL('https://sts.aliyuncs.com');
  const inside = environment.ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED === 'true';
  return new URL(`https://${inside ? 'sts-vpc' : 'sts'}.${region}.aliyuncs.com`);
}
