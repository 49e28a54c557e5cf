import { firstPemBlock, firstPemIsCertificate } from '../../../src/validation/kubernetes/certificate';

const body = `MIIBBjCBuaADAgECAgEBMAUGAytlcDASMRAwDgYDVQQDEwd0ZXN0IGNhMCAXDTcw
MDEwMTAwMDAwMFoYDzIxMDAwMTAxMDAwMDAwWjASMRAwDgYDVQQDEwd0ZXN0IGNh
MCowBQYDK2VwAyEA0eGVwHO/DFcvoIhBhXC4d+jcdFb/oA7eDvnsMnxPLDmjMjAw
MA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0OBBYEFKyibNLiJd8YZv1sOjpeZfbfDx2Z
MAUGAytlcANBAEYQ4BZMUaHu5m7ga+XBMRTx/TC8yoKoEebtpNJl6/0YcMBKY+ll
2rMASfM1/nwQKcAsQdolTi5qxP5cc3lhiQo=`;
const certificate = pem('CERTIFICATE', body);

function pem(type: string, content: string): string {
  return `-----BEGIN ${type}-----\n${content}\n-----END ${type}-----\n`;
}

function withByteAppended(): string {
  const bytes = Buffer.concat([Buffer.from(body, 'base64'), Buffer.from([0])]);
  return pem('CERTIFICATE', bytes.toString('base64'));
}

/** The certificate with some of its bytes, given as hex, exchanged where they stand first or last. */
function altered(from: string, to: string, last = false): string {
  const hex = Buffer.from(body, 'base64').toString('hex');
  const at = last ? hex.lastIndexOf(from) : hex.indexOf(from);
  const bytes = Buffer.from(hex.slice(0, at) + to + hex.slice(at + from.length), 'hex');
  return pem('CERTIFICATE', bytes.toString('base64'));
}

const hex = (text: string): string => Buffer.from(text).toString('hex');

test.each([
  ['a certificate', certificate],
  ['with Windows line ends', certificate.replaceAll('\n', '\r\n')],
  ['with text before it', `issued by nobody\n${certificate}`],
  ['with a damaged block behind it', `${certificate}-----BEGIN CERTIFICATE-----\nnonsense\n`],
  ['with headers', certificate.replace('-----\n', '-----\nName: test\n\n')],
  ['with a damaged block before it', `-----BEGIN X-----\n%\n-----END X-----\n${certificate}`],
  ['without the last line end', certificate.trimEnd()],
])('%s passes', (_, text) => {
  expect(firstPemIsCertificate(text)).toBe(true);
});

test.each([
  ['nothing', ''],
  ['text', 'certificate'],
  ['no PEM around it', body],
  ['another type', certificate.replaceAll('CERTIFICATE', 'PUBLIC KEY')],
  ['another type first', pem('PUBLIC KEY', 'AAAA') + certificate],
  ['bytes that are none', pem('CERTIFICATE', 'AAAA')],
  ['no bytes', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'],
  ['cut bytes', pem('CERTIFICATE', body.slice(0, 64))],
  ['bytes behind it', withByteAppended()],
  ['another version', altered('a003020102', 'a003020105')],
  ['a negative serial number', altered('020101', '020181')],
  ['a serial number of too many bytes', altered('a003020102020101', 'a0030201020200')],
  ['a month that is none', altered(hex('700101000000Z'), hex('701301000000Z'))],
  ['a date that is none', altered(hex('21000101000000Z'), hex('2100-101000000Z'))],
  ['two signature algorithms', altered('06032b6570', '06032b6571', true)],
  ['an indented block', certificate.replace(/^/gm, '  ')],
  ['no end', certificate.replace(/-----END.*/s, '')],
  ['different names', certificate.replace('END CERTIFICATE', 'END CERT')],
  ['literal \\n', certificate.replaceAll('\n', '\\n')],
])('%s does not', (_, text) => {
  expect(firstPemIsCertificate(text)).toBe(false);
});

test('the opening line nearest to the end opens the block, as for Go', () => {
  const text = '-----BEGIN A-----\n-----BEGIN B-----\nAAAA\n-----END B-----\n';
  expect(firstPemBlock(text)).toEqual({ type: 'B', bytes: Buffer.from([0, 0, 0]) });
});
