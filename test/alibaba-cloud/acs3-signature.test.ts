import { OpenApiUtil } from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import {
  canonicalQuery,
  type Credentials,
  percentEncode,
  signRequest,
} from '../../src/alibaba-cloud/signature';

type OfficialRequest = Parameters<typeof OpenApiUtil.getAuthorization>[0];

describe('signRequest', () => {
  it('gives the signature that Alibaba Cloud has published', () => {
    const headers = signRequest(
      {
        method: 'POST',
        host: 'ecs.cn-shanghai.aliyuncs.com',
        action: 'RunInstances',
        version: '2014-05-26',
        query: {
          ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
          RegionId: 'cn-shanghai',
        },
        body: '',
        date: Date.parse('2023-10-26T10:22:32Z'),
        nonce: '3156853299f313e23d1673dc12e1703d',
      },
      { accessKeyId: 'YourAccessKeyId', accessKeySecret: 'YourAccessKeySecret' },
    );
    expect(headers.authorization).toBe(
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;' +
        'x-acs-date;x-acs-signature-nonce;x-acs-version,' +
        'Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    );
  });

  it.each([
    ['!', '%21'],
    ["'", '%27'],
    ['(', '%28'],
    [')', '%29'],
    ['*', '%2A'],
    [' ', '%20'],
    ['+', '%2B'],
    ['~', '~'],
    ['中', '%E4%B8%AD'],
  ])('encodes %s as RFC 3986 has it', (character, encoded) => {
    expect(percentEncode(character)).toBe(encoded);
  });

  it('sorts parameters by code unit', () => {
    expect(canonicalQuery({ b: '1', 'AddAccount.2': 'y', 'AddAccount.10': 'x', B: '2' })).toBe(
      'AddAccount.10=x&AddAccount.2=y&B=2&b=1',
    );
  });
});

describe('the official client @alicloud/openapi-core', () => {
  const key = { accessKeyId: 'LTAI-test', accessKeySecret: 'secret' };

  it.each<[name: string, credentials: Credentials, query: Readonly<Record<string, string>>, body: string]>([
    ['a read', key, { RegionId: 'eu-central-1', ImageId: 'm-1', PageNumber: '2' }, ''],
    ['a session', { ...key, securityToken: 'CAIS+/token==' }, { ImageId: 'm-1,m-2', Status: 'ALL' }, ''],
    [
      'a list of accounts',
      key,
      Object.fromEntries(
        Array.from({ length: 10 }, (_, n) => [`AddAccount.${n + 1}`, `200000000000000${n}`]),
      ),
      '',
    ],
    ['characters that need care', key, { ImageName: "a b*c'(d)!~+/中&=" }, ''],
    ['a body', key, { RegionId: 'eu-central-1' }, 'a=1&b=%20'],
    ['no parameters at all', key, {}, ''],
  ])('signs %s in the same way', (_name, credentials, query, body) => {
    const { authorization, ...headers } = signRequest(
      {
        method: 'POST',
        host: 'ecs.eu-central-1.aliyuncs.com',
        action: 'DescribeImages',
        version: '2014-05-26',
        query,
        body,
        date: Date.UTC(2026, 10, 21),
        nonce: 'a-nonce',
      },
      credentials,
    );
    const request = new $dara.Request();
    Object.assign(request, { method: 'POST', pathname: '/', query, headers });
    expect(
      OpenApiUtil.getAuthorization(
        request as unknown as OfficialRequest,
        'ACS3-HMAC-SHA256',
        headers['x-acs-content-sha256'] ?? '',
        credentials.accessKeyId,
        credentials.accessKeySecret,
      ),
    ).toBe(authorization);
  });
});
