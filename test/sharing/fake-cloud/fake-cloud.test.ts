import OpenApi from '@alicloud/openapi-core';
import { $OpenApiUtil, OpenApiUtil } from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import { namesNoAccount } from './ecs-settings';
import { FakeCloud } from './fake-cloud';
import { throttle } from './faults/refusals';
import { hmacSha1Signature, hmacSha1StringToSign } from './hmac-sha1-signature';
import type { AccessKey } from './identities';
import { overlappingPages } from './pages';

const REGION = 'eu-central-1';
const IMAGE = 'm-gw8aaaaaaaaaaaaaaaaa';

interface Outcome {
  readonly code?: string;
  readonly text: string;
}

/** The vendor's own client is the judge of whether the fake speaks the protocol. */
class Client {
  private readonly client: OpenApi;

  constructor(
    cloud: FakeCloud,
    key: { id: string; secret: string; token?: string },
    private readonly form: { signatureAlgorithm?: string; method?: string } = {},
  ) {
    this.client = new OpenApi(
      new $OpenApiUtil.Config({
        accessKeyId: key.id,
        accessKeySecret: key.secret,
        ...(key.token === undefined ? {} : { securityToken: key.token }),
        ...(form.signatureAlgorithm === undefined ? {} : { signatureAlgorithm: form.signatureAlgorithm }),
        endpoint: `127.0.0.1:${cloud.port}`,
        regionId: REGION,
        protocol: 'http',
      }),
    );
  }

  async call(action: string, parameters: object = {}, version = '2014-05-26'): Promise<Outcome> {
    const shape = new $OpenApiUtil.Params({
      action,
      version,
      protocol: 'HTTP',
      pathname: '/',
      method: this.form.method ?? 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'string',
    });
    const request = new $OpenApiUtil.OpenApiRequest({ query: OpenApiUtil.query(parameters) });
    try {
      const answer: unknown = await this.client.callApi(shape, request, new $dara.RuntimeOptions({}));
      return { text: (answer as { body: string }).body };
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      return { code, text: message };
    }
  }
}

describe('the fake cloud', () => {
  let cloud: FakeCloud;
  let key: AccessKey;

  beforeEach(async () => {
    cloud = await FakeCloud.start();
    key = cloud.identities.addRamUserKey(cloud.ownerAccount);
    cloud.images.add(REGION, { id: IMAGE });
  });
  afterEach(() => cloud.stop());

  const modify = (accounts: readonly string[], image = IMAGE): object => ({
    RegionId: REGION,
    ImageId: image,
    AddAccount: accounts,
  });
  const accounts = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => String(2_000_000_000_000_001 + index));

  it.each([
    ['ACS3, POST', {}],
    ['ACS3, GET', { method: 'GET' }],
    ['HMAC-SHA1, POST', { signatureAlgorithm: 'v2' }],
    ['HMAC-SHA1, GET', { signatureAlgorithm: 'v2', method: 'GET' }],
  ])('accepts what the official client signs: %s', async (_name, form) => {
    const { code, text } = await new Client(cloud, key, form).call('GetCallerIdentity', {}, '2015-04-01');
    expect(code).toBeUndefined();
    expect(JSON.parse(text)).toMatchObject({ AccountId: cloud.ownerAccount, IdentityType: 'RAMUser' });
  });

  it.each([
    ['a wrong secret', 'SignatureDoesNotMatch', () => ({ ...key, secret: 'wrong' })],
    ['an unknown key', 'InvalidAccessKeyId.NotFound', () => ({ ...key, id: 'LTAIunknown' })],
    ['a token of nobody', 'InvalidSecurityToken.Malformed', () => ({ ...key, token: 'CAISx' })],
  ])('refuses %s', async (_name, code, credentials) => {
    expect(await new Client(cloud, credentials()).call('DescribeImages', { RegionId: REGION })).toMatchObject(
      {
        code,
      },
    );
  });

  it('repeats the string to sign in its refusal, as the real one does', async () => {
    const { text } = await new Client(cloud, { ...key, secret: 'wrong' }).call('DescribeImages', {
      RegionId: REGION,
    });
    expect(text).toContain('server string to sign is:');
  });

  it('refuses a clock that is off', async () => {
    cloud.authentication.clockOffsetMs = 16 * 60 * 1000;
    const { code } = await new Client(cloud, key).call('DescribeImages', { RegionId: REGION });
    expect(code).toBe('InvalidTimeStamp.Expired');
  });

  it('refuses a nonce that was used', async () => {
    const timestamp = new Date().toISOString().replace(/\.\d+/, '');
    const unsigned = { Action: 'GetCallerIdentity', Version: '2015-04-01' };
    const send = async (): Promise<unknown> => {
      const query = new URLSearchParams({
        ...unsigned,
        Format: 'JSON',
        AccessKeyId: key.id,
        SignatureMethod: 'HMAC-SHA1',
        SignatureVersion: '1.0',
        SignatureNonce: 'once',
        Timestamp: timestamp,
      });
      const text = hmacSha1StringToSign({
        method: 'GET',
        host: '',
        query: new Map(query),
        form: new Map(),
        body: Buffer.alloc(0),
        headers: new Map(),
      });
      query.set('Signature', hmacSha1Signature(text, key.secret));
      return (await fetch(`${cloud.url}/?${query.toString()}`)).json();
    };
    expect(await send()).toMatchObject({ AccountId: cloud.ownerAccount });
    expect(await send()).toMatchObject({ Code: 'SignatureNonceUsed' });
  });

  it('ignores the 11th account, and caps at 50', async () => {
    const client = new Client(cloud, key);
    const image = cloud.images.inRegion(REGION)[0];
    expect((await client.call('ModifyImageSharePermission', modify(accounts(11)))).code).toBeUndefined();
    expect(image?.accounts).toEqual(accounts(10));
    image?.change(accounts(50), []);
    const over = await client.call('ModifyImageSharePermission', modify(['2000000000000099']));
    expect(over.code).toBe('QuotaExceed.ShareImageUser');
    expect(image?.accounts).toHaveLength(50);
  });

  it('lists in pages, and answers with numbers where told to', async () => {
    cloud.images.add(REGION, { id: 'm-gw8paged', shares: accounts(12) });
    cloud.settings.numericAccountIds = true;
    const client = new Client(cloud, key);
    const page = { RegionId: REGION, ImageId: 'm-gw8paged', PageNumber: 2, PageSize: 10 };
    const { text } = await client.call('DescribeImageSharePermission', page);
    expect(text).toContain('"AliyunId":2000000000000012');
    expect(text).toContain('"TotalCount":12');
    cloud.settings.permissionPages = overlappingPages;
    expect((await client.call('DescribeImageSharePermission', page)).text).toContain('2000000000000010');
  });

  it('leaves a batch with an unknown account undone, or done in part', async () => {
    cloud.settings.unknownAccounts.add('2000000000000002');
    cloud.settings.unknownAccountMessage = namesNoAccount;
    const client = new Client(cloud, key);
    const image = cloud.images.inRegion(REGION)[0];
    const refused = await client.call('ModifyImageSharePermission', modify(accounts(3)));
    expect(refused.code).toBe('InvalidAccount.NotFound');
    expect(refused.text).not.toContain('2000000000000002');
    expect(image?.accounts).toEqual([]);
    cloud.settings.badBatch = 'changes the rest';
    await client.call('ModifyImageSharePermission', modify(accounts(3)));
    expect(image?.accounts).toEqual(['2000000000000001', '2000000000000003']);
  });

  it('shows old reads after a write while it lags', () => {
    const image = cloud.images.add(REGION, { id: 'm-gw8lag', shares: ['1'] });
    image.change(['2'], [], 2);
    expect([image.read(1), image.read(2), image.read(1), image.read(1)]).toEqual([
      ['1'],
      ['1'],
      ['1'],
      ['1', '2'],
    ]);
  });

  it('throttles each API in each region for itself', async () => {
    cloud.inject(throttle({ calls: 1, perMs: 60_000, closedMs: 60_000 }));
    const client = new Client(cloud, key);
    cloud.images.addRegion('cn-shanghai');
    const codes: (string | undefined)[] = [];
    for (const region of [REGION, REGION, 'cn-shanghai']) {
      codes.push((await client.call('DescribeImages', { RegionId: region })).code);
    }
    expect(codes).toEqual([undefined, 'Throttling', undefined]);
  });

  it('lets a role be assumed, and ends its sessions on demand', async () => {
    const arn = `acs:ram::${cloud.ownerAccount}:role/sharing`;
    cloud.identities.addRole({ arn, trustedAccounts: [cloud.ownerAccount], trustedProviders: [] });
    const parameters = { RoleArn: arn, RoleSessionName: 'test' };
    const { text } = await new Client(cloud, key).call('AssumeRole', parameters, '2015-04-01');
    const { Credentials } = JSON.parse(text) as { Credentials: Record<string, string> };
    const session = {
      id: Credentials.AccessKeyId ?? '',
      secret: Credentials.AccessKeySecret ?? '',
      token: Credentials.SecurityToken ?? '',
    };
    const client = new Client(cloud, session);
    expect((await client.call('DescribeImages', { RegionId: REGION })).code).toBeUndefined();
    cloud.identities.expireSessions();
    expect((await client.call('DescribeImages', { RegionId: REGION })).code).toBe(
      'InvalidSecurityToken.Expired',
    );
  });
});
