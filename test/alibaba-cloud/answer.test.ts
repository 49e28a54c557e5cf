import { exactId, parseExactJson, readAnswer } from '../../src/alibaba-cloud/answer';
import { type FailureClass, ShareFailure } from '../../src/alibaba-cloud/failure';
import { countIn } from '../../src/alibaba-cloud/api';

function failureOf(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ShareFailure {
  try {
    readAnswer({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
  } catch (error) {
    if (error instanceof ShareFailure) return error;
    throw error;
  }
  throw new Error('no failure');
}

describe('readAnswer', () => {
  it('gives the body of a success', () => {
    expect(readAnswer({ status: 200, headers: {}, body: '{"RequestId":"1"}' })).toEqual({ RequestId: '1' });
  });

  it.each<[code: string, status: number, expected: FailureClass]>([
    ['Throttling', 400, 'throttled'],
    ['Throttling.User', 400, 'throttled'],
    ['Rejected.Throttling', 429, 'throttled'],
    ['ServiceUnavailable', 503, 'server'],
    ['InternalError', 500, 'server'],
    ['InternalError', 403, 'server'],
    ['SignatureNonceUsed', 400, 'server'],
    ['InvalidTimeStamp.Expired', 400, 'clock'],
    ['SignatureDoesNotMatch', 400, 'authentication'],
    ['SignatureDoesNotMatch', 403, 'authentication'],
    ['InvalidAccessKeyId.NotFound', 404, 'authentication'],
    ['InvalidSecurityToken.Expired', 400, 'authentication'],
    ['InvalidSecurityToken.MismatchWithAccessKey', 403, 'authentication'],
    ['Forbidden.RAM', 403, 'forbidden'],
    ['Forbidden.RiskControl', 403, 'forbidden'],
    ['Forbbiden', 403, 'forbidden'],
    ['NoPermission', 403, 'forbidden'],
    ['InvalidAccount.NotFound', 404, 'account-unknown'],
    ['InvalidAccount.Forbbiden', 404, 'account-own'],
    ['InvalidImageId.BidMismatch', 403, 'account-other-site'],
    ['InvalidImageId.NotFound', 404, 'image-unknown'],
    ['InvalidImageId.NotFound', 403, 'image-unknown'],
    ['QuotaExceed.ShareImageUser', 403, 'over-cap'],
    ['QuotaExceed.ShareImage', 403, 'image-quota'],
    ['OperationDeined.EncryptedSnapshot', 403, 'image-encrypted'],
    ['InvalidParameter.KMSKeyId.CMKNotEnabled', 403, 'image-encrypted'],
    ['OperationDenied.InvalidImageStatus', 403, 'image-deprecated'],
    ['IncorrectImageStatus', 400, 'image-creating'],
    ['Image.Public', 403, 'image-public'],
    ['InvalidRegionId.NotFound', 404, 'region'],
    ['InvalidParameter.IsPublic', 400, 'request'],
    ['MissingParameter', 400, 'request'],
    ['InvalidParamter', 400, 'request'],
    ['SomethingNew', 400, 'unknown'],
    ['SomethingNew', 500, 'server'],
    ['SomethingNew', 200, 'malformed'],
    ['constructor', 400, 'unknown'],
    ['Throttling', 200, 'throttled'],
  ])('takes %s with status %d for %s', (code, status, expected) => {
    const failure = failureOf(status, { Code: code, RequestId: 'r-1', Message: 'text' });
    expect(failure).toMatchObject({ code, class: expected, requestId: 'r-1' });
  });

  it.each<[name: string, status: number, body: string, expected: FailureClass]>([
    ['a page of a load balancer', 502, '<html>Bad Gateway</html>', 'server'],
    ['nothing with 503', 503, '', 'server'],
    ['a page with 429', 429, '<html></html>', 'throttled'],
    ['a page of a proxy', 403, '<html>denied</html>', 'forbidden'],
    ['a page with 404', 404, '<html></html>', 'unknown'],
    ['nothing with 200', 200, '', 'malformed'],
    ['a page with 200', 200, '<html></html>', 'malformed'],
    ['half an answer', 200, '{"RequestId":"1","Acc', 'malformed'],
    ['a list', 200, '[]', 'malformed'],
    ['a redirection', 302, '', 'unknown'],
  ])('judges %s by its status', (_name, status, body, expected) => {
    expect(failureOf(status, body).class).toBe(expected);
  });

  it.each<[header: string, expected: number]>([
    ['1500', 1500],
    ['0', 0],
    ['soon', 0],
    ['99999999999', 3_600_000],
  ])('waits as x-acs-retry-after: %s says', (header, expected) => {
    const failure = failureOf(400, { Code: 'Throttling' }, { 'x-acs-retry-after': header });
    expect(failure.retryAfterMs).toBe(expected);
  });

  it('takes an unknown code for throttling when the header asks for a retry', () => {
    expect(failureOf(400, { Code: 'New' }, { 'x-acs-retry-after': '10' }).class).toBe('throttled');
    expect(failureOf(403, { Code: 'Forbidden.RAM' }, { 'x-acs-retry-after': '10' }).class).toBe('forbidden');
  });

  it('keeps nothing of a message but numbers, and no code or ID that is none', () => {
    const failure = failureOf(400, {
      Code: 'SignatureDoesNotMatch https://x/?Signature=hush',
      RequestId: 'Bearer hush',
      Message: 'the string to sign is hush, account 2000000000000001',
    });
    const told = `${JSON.stringify(failure)} ${failure.message} ${failure.stack ?? ''}`;
    expect(told).not.toMatch(/hush|string to sign/);
    expect(failure.numbersInMessage).toEqual(['2000000000000001']);
  });
});

describe('parseExactJson', () => {
  it.each<[text: string, value: unknown]>([
    ['{"AliyunId":201693514356660001}', { AliyunId: '201693514356660001' }],
    ['{"AliyunId": 1234567890123456 }', { AliyunId: '1234567890123456' }],
    ['{"AliyunId":1234567890}', { AliyunId: 1234567890 }],
    ['[201693514356660001,201693514356660002]', ['201693514356660001', '201693514356660002']],
    ['{"Message":"AliyunId\\":201693514356660001, \\"x"}', { Message: 'AliyunId":201693514356660001, "x' }],
    ['{"Memory":0.12345678901234567}', { Memory: 0.12345678901234567 }],
    ['{"a\\\\":201693514356660001}', { 'a\\': '201693514356660001' }],
    ['[-201693514356660001,1e+20,1234567890123456.5]', [-201693514356660001, 1e20, 1234567890123456.5]],
  ])('reads %s without loss', (text, value) => {
    expect(parseExactJson(text)).toEqual(value);
  });

  it.each([
    ['escaped quotes', '\\"'],
    ['backslashes', '\\'],
    ['open strings', '"'],
    ['digits in a list', '1[1'],
    ['minus signs', '-'],
    ['brackets', '[{'],
  ])('is done at once with a megabyte of %s', (_name, text) => {
    expect(() => parseExactJson(text.repeat(1 << 20))).toThrow();
  });

  it.each<[value: unknown, id: string | undefined]>([
    ['0123', '0123'],
    [1234567890, '1234567890'],
    ['', undefined],
    ['12a', undefined],
    [1.5, undefined],
    [-1, undefined],
    [null, undefined],
  ])('takes %j for an ID or not', (value, id) => {
    expect(exactId(value)).toBe(id);
  });
});

test.each<[unknown, number | undefined]>([
  [7, 7],
  ['7', 7],
  [0, 0],
  [-1, undefined],
  [1.5, undefined],
  ['many', undefined],
  [null, undefined],
  [[7], undefined],
  [{ toString: 'no function' }, undefined],
  [Object.create(null), undefined],
])('a count that is given as %p', (given, count) => {
  expect(countIn({ TotalCount: given }, 'TotalCount')).toBe(count);
});
