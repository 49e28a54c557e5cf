import { acs3Signature, acs3StringToSign, readAcs3Claim } from './acs3-signature';
import { hmacSha1Signature, hmacSha1StringToSign } from './hmac-sha1-signature';
import type { Incoming } from './incoming';

function incoming(patch: Partial<Incoming>): Incoming {
  const empty = new Map<string, string>();
  return {
    method: 'GET',
    host: '',
    query: empty,
    form: empty,
    body: Buffer.alloc(0),
    headers: empty,
    ...patch,
  };
}

describe('the published signature vectors', () => {
  it('ACS3-HMAC-SHA256', () => {
    const signature = '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0';
    const headers = new Map([
      ['host', 'ecs.cn-shanghai.aliyuncs.com'],
      ['x-acs-action', 'RunInstances'],
      ['x-acs-content-sha256', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
      ['x-acs-date', '2023-10-26T10:22:32Z'],
      ['x-acs-signature-nonce', '3156853299f313e23d1673dc12e1703d'],
      ['x-acs-version', '2014-05-26'],
    ]);
    headers.set(
      'authorization',
      `ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=${[...headers.keys()].join(';')},Signature=${signature}`,
    );
    const request = incoming({
      method: 'POST',
      headers,
      query: new Map([
        ['RegionId', 'cn-shanghai'],
        ['ImageId', 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd'],
      ]),
    });
    const claim = readAcs3Claim(request);
    expect(claim).toMatchObject({ accessKeyId: 'YourAccessKeyId', signature });
    const text = claim === undefined ? '' : acs3StringToSign(request, claim);
    expect(acs3Signature(text, 'YourAccessKeySecret')).toBe(signature);
  });

  it('HMAC-SHA1', () => {
    const query = new Map([
      ['Format', 'XML'],
      ['AccessKeyId', 'testid'],
      ['Action', 'DescribeRegions'],
      ['SignatureMethod', 'HMAC-SHA1'],
      ['SignatureNonce', '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf'],
      ['SignatureVersion', '1.0'],
      ['Timestamp', '2016-02-23T12:46:24Z'],
      ['Version', '2014-05-26'],
    ]);
    const text = hmacSha1StringToSign(incoming({ query }));
    expect(hmacSha1Signature(text, 'testsecret')).toBe('OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
  });
});
