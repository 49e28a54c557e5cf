import { firstPemIsCertificate } from '../../../src/validation/kubernetes/certificate';

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

test.each([
  ['a certificate', certificate],
  ['with Windows line ends', certificate.replaceAll('\n', '\r\n')],
  ['with text before it', `issued by nobody\n${certificate}`],
  ['with a damaged block behind it', `${certificate}-----BEGIN CERTIFICATE-----\nnonsense\n`],
  ['with headers', certificate.replace('-----\n', '-----\nName: test\n\n')],
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
  ['an indented block', certificate.replace(/^/gm, '  ')],
  ['no end', certificate.replace(/-----END.*/s, '')],
  ['different names', certificate.replace('END CERTIFICATE', 'END CERT')],
  ['literal \\n', certificate.replaceAll('\n', '\\n')],
])('%s does not', (_, text) => {
  expect(firstPemIsCertificate(text)).toBe(false);
});
