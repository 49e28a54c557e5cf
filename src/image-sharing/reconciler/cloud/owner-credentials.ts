import { readFile } from 'node:fs/promises';
import { ShareFailure } from '../calls/failure';
import type { Clock } from '../calls/clock';
import type { CredentialsConfig } from '../config/config';
import type { Environment } from '../environment';
import type { Credentials } from './acs3-signature';
import { readCredentialFiles, toCredentials } from './credential-files';
import type { CredentialSource } from './credential-source';
import { StoredCredentials } from './credential-source';
import { SessionCredentials } from './session-credentials';
import type { OidcRole, Sts } from './sts';

/** The image owner's credentials as the config has them; nothing is searched for. */
export function ownerCredentials(
  config: CredentialsConfig,
  environment: Environment,
  sts: Sts,
  clock: Clock,
): CredentialSource {
  const base = baseCredentials(config, environment, sts, clock);
  const { assumeRoleArn } = config;
  if (assumeRoleArn === null) return base;
  return new SessionCredentials(() => sts.assumeRole(assumeRoleArn, base), clock);
}

function baseCredentials(
  config: CredentialsConfig,
  environment: Environment,
  sts: Sts,
  clock: Clock,
): CredentialSource {
  switch (config.kind) {
    case 'files':
      return new StoredCredentials(() => readCredentialFiles(config.dir));
    case 'env':
      return new StoredCredentials(() => Promise.resolve(fromEnvironment(environment)));
    case 'rrsa':
      return new SessionCredentials(async () => sts.assumeRoleWithOidc(await oidcRole(environment)), clock);
  }
}

function fromEnvironment(environment: Environment): Credentials {
  const parts = {
    accessKeyId: required(environment, 'ALIBABA_CLOUD_ACCESS_KEY_ID'),
    accessKeySecret: required(environment, 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'),
    securityToken: environment.ALIBABA_CLOUD_SECURITY_TOKEN,
  };
  return toCredentials(parts, 'the environment');
}

/** The token file rotates, so it is read for every exchange. */
async function oidcRole(environment: Environment): Promise<OidcRole> {
  const tokenFile = required(environment, 'ALIBABA_CLOUD_OIDC_TOKEN_FILE');
  const sessionName = environment.ALIBABA_CLOUD_ROLE_SESSION_NAME?.trim() ?? '';
  const roleArn = required(environment, 'ALIBABA_CLOUD_ROLE_ARN');
  const providerArn = required(environment, 'ALIBABA_CLOUD_OIDC_PROVIDER_ARN');
  let token: string;
  try {
    token = (await readFile(tokenFile, 'utf8')).trim();
  } catch {
    throw unusable(`the file that ALIBABA_CLOUD_OIDC_TOKEN_FILE names cannot be read`);
  }
  return { roleArn, providerArn, token, sessionName: sessionName === '' ? 'image-sharing' : sessionName };
}

function required(environment: Environment, name: string): string {
  const value = environment[name]?.trim() ?? '';
  if (value === '') throw unusable(`the environment variable ${name} is not set`);
  return value;
}

function unusable(explanation: string): ShareFailure {
  return new ShareFailure({ code: 'CredentialsMissing', class: 'unusable', explanation });
}
