import type { RamPolicy } from '../garden-app/ram-policy';

/** What Gardener's documentation asks for: the same as the system policy AliyunOSSFullAccess. */
export const fullAccessPolicy: RamPolicy = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: ['oss:*'], Resource: ['*'] }],
};

/** Calls on the bucket itself, by the extension and by etcd-backup-restore. */
const bucketActions = [
  'oss:PutBucket',
  'oss:GetBucketInfo',
  'oss:DeleteBucket',
  'oss:ListObjects',
  'oss:ListMultipartUploads',
  'oss:PutBucketEncryption',
  'oss:PutBucketLifecycle',
  'oss:GetBucketLifecycle',
  'oss:GetBucketWorm',
];

/** Needed as soon as the bucket is to be immutable, or stops being so. */
const wormActions = [
  'oss:InitiateBucketWorm',
  'oss:CompleteBucketWorm',
  'oss:ExtendBucketWorm',
  'oss:AbortBucketWorm',
];

const objectActions = [
  'oss:PutObject',
  'oss:GetObject',
  'oss:DeleteObject',
  'oss:PutObjectTagging',
  'oss:GetObjectTagging',
  'oss:AbortMultipartUpload',
  'oss:ListParts',
];

/**
 * No more than what is called. Gardener names the bucket after the UID of the Seed: before the Seed exists,
 * nobody knows the name, and the resource has to be a wildcard.
 */
export function leastPrivilegePolicy(accountId = '*', bucketName = '*'): RamPolicy {
  const bucket = `acs:oss:*:${accountId}:${bucketName}`;
  return {
    Version: '1',
    Statement: [
      { Effect: 'Allow', Action: [...bucketActions, ...wormActions], Resource: [bucket] },
      { Effect: 'Allow', Action: objectActions, Resource: [`${bucket}/*`] },
    ],
  };
}
