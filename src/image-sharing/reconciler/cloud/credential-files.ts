import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ShareFailure } from '../calls/failure';
import type { Credentials } from './acs3-signature';

/** Reads the keys of a mounted Gardener Secret: one file each, trailing line breaks allowed. */
export async function readCredentialFiles(directory: string): Promise<Credentials> {
  const accessKeyId = await readValue(directory, 'accessKeyID');
  const accessKeySecret = await readValue(directory, 'accessKeySecret');
  const securityToken = await readValue(directory, 'securityToken');
  return toCredentials({ accessKeyId, accessKeySecret, securityToken }, directory);
}

export interface CredentialParts {
  readonly accessKeyId: string | undefined;
  readonly accessKeySecret: string | undefined;
  readonly securityToken?: string | undefined;
}

/** Complete credentials without the white space round them; fails when a part is missing or empty. */
export function toCredentials(parts: CredentialParts, where: string): Credentials {
  const accessKeyId = parts.accessKeyId?.trim() ?? '';
  const accessKeySecret = parts.accessKeySecret?.trim() ?? '';
  const securityToken = parts.securityToken?.trim() ?? '';
  const missing = accessKeyId === '' ? 'accessKeyID' : accessKeySecret === '' ? 'accessKeySecret' : undefined;
  if (missing !== undefined) {
    throw new ShareFailure({
      code: 'CredentialsMissing',
      class: 'unusable',
      explanation: `${missing} in ${where} is missing or empty`,
    });
  }
  // A header cannot hold anything else, and Node's own error would show the value.
  if (/[^\x21-\x7e]/.test(accessKeyId + accessKeySecret + securityToken)) {
    throw new ShareFailure({
      code: 'CredentialsMalformed',
      class: 'unusable',
      explanation: `a credential in ${where} holds white space or characters other than ASCII`,
    });
  }
  return { accessKeyId, accessKeySecret, ...(securityToken === '' ? {} : { securityToken }) };
}

async function readValue(directory: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(directory, name), 'utf8');
  } catch {
    return undefined;
  }
}
