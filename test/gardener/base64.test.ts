import { isStandardBase64 } from '../../src/gardener/names';

test.each(['', 'YQ==', 'YR==', 'YWI=', 'YWJj', 'YW+/', 'YW\nJj', 'Y\r\nQ\n=\n=\n', '\n'])(
  '%j is base64',
  (text) => {
    expect(isStandardBase64(text)).toBe(true);
  },
);

test.each([
  'YQ',
  'YQ=',
  'YQ===',
  '====',
  'Y=Q=',
  'YQ==YQ==',
  'YWJj=',
  'YW-_',
  ' YQ==',
  'YQ== ',
  'YQ\t==',
  'YQ==\u2028',
])('%j is not', (text) => {
  expect(isStandardBase64(text)).toBe(false);
});
