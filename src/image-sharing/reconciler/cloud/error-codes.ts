import type { FailureClass } from '../calls/failure';

/** Codes of ECS, STS and the gateway before them, in their spelling. */
const classes: Readonly<Record<string, FailureClass>> = {
  ServiceUnavailable: 'server',
  InternalError: 'server',
  SignatureNonceUsed: 'server',
  RequestTimeout: 'server',

  'InvalidTimeStamp.Expired': 'clock',
  'InvalidTimeStamp.Format': 'request',
  SignatureDoesNotMatch: 'authentication',
  IncompleteSignature: 'authentication',
  'InvalidAccessKeyId.NotFound': 'authentication',
  'InvalidAccessKeyId.Inactive': 'authentication',
  InvalidAccessKeyId: 'authentication',
  MissingSecurityToken: 'authentication',

  Forbbiden: 'forbidden',
  NoPermission: 'forbidden',

  'InvalidAccount.NotFound': 'account-unknown',
  'InvalidAccount.Forbbiden': 'account-own',
  'InvalidAccount.Forbidden': 'account-own',
  'InvalidImageId.BidMismatch': 'account-other-site',

  'QuotaExceed.ShareImageUser': 'over-cap',
  'QuotaExceed.ShareImage': 'image-quota',

  'InvalidImageId.NotFound': 'image-unknown',
  'InvalidOperation.ServiceKeyEncryptedImageUnsupported': 'image-encrypted',
  'OperationDeined.EncryptedSnapshot': 'image-encrypted',
  'OperationDenied.EncryptedSnapshot': 'image-encrypted',
  'OperationDeined.FullImage': 'image-encrypted',
  'OperationDenied.FullImage': 'image-encrypted',
  AssumeRoleError: 'image-encrypted',
  'InvalidParameter.KMSKeyId.CMKUnauthorized': 'image-encrypted',
  'InvalidParameter.KMSKeyId.CMKNotEnabled': 'image-encrypted',
  'OperationDenied.InvalidImageStatus': 'image-deprecated',
  IncorrectImageStatus: 'image-creating',
  'Image.Public': 'image-public',
  'Image.NotPublic': 'image-public',
  'PublicImageAgreement.NotSigned': 'image-public',
  'CurrentRegion.NotSupportPublicImage': 'image-public',

  'InvalidRegionId.NotFound': 'region',
  InvalidRegionId: 'region',
  MissingParameter: 'request',
  'InvalidGroup.Malformed': 'request',
  InvalidParamter: 'request',
  InvalidUsage: 'request',
  'InvalidAction.NotFound': 'request',
  'InvalidVersion.NotFound': 'request',
};

/** Families of codes, tried in order after the exact ones. */
const families: readonly (readonly [RegExp, FailureClass])[] = [
  [/Throttling/, 'throttled'],
  [/^InvalidSecurityToken\b/, 'authentication'],
  [/^InvalidAccessKeyId\b/, 'authentication'],
  [/^InvalidTimeStamp\b/, 'clock'],
  [/^Forbidden\b/, 'forbidden'],
  [/^(NoPermission|EntityNotExist|AuthenticationFail|InvalidOIDC|ImplicitDeny)/, 'forbidden'],
  [/^InvalidParameter\b|^Parameter|Parameter$/, 'request'],
  [/^Invalid(Action|Version)\b/, 'request'],
];

/**
 * By code first, because the same code has different statuses in different texts; then by the header
 * that asks for a retry; by status last. A 4xx with a code that nobody knows is final.
 */
export function classify(code: string | undefined, status: number, asksForRetry: boolean): FailureClass {
  if (code !== undefined) {
    const known = classes[code] ?? families.find(([pattern]) => pattern.test(code))?.[1];
    if (known !== undefined) return known;
  }
  if (asksForRetry || status === 429) return 'throttled';
  if (status >= 500 || status === 408) return 'server';
  if (status >= 200 && status < 300) return code === undefined ? 'malformed' : 'unknown';
  if (code === undefined && (status === 401 || status === 403 || status === 407)) return 'forbidden';
  return 'unknown';
}
