import { type Answer, okAnswer } from './answer';
import { ApiError, missingParameter } from './api-error';
import type { Call } from './call';
import type { Identities, Principal, Role } from './identities';

const SHORTEST_SESSION_SECONDS = 900;
const LONGEST_SESSION_SECONDS = 3600;
const SESSION_NAME = /^[A-Za-z0-9.@_-]{2,64}$/;

export function getCallerIdentity(caller: Principal): Answer {
  return okAnswer({
    IdentityType: caller.identityType,
    AccountId: caller.accountId,
    PrincipalId: caller.principalId,
    ...(caller.userId === undefined ? {} : { UserId: caller.userId }),
    ...(caller.roleId === undefined ? {} : { RoleId: caller.roleId }),
    Arn: caller.arn,
  });
}

export function assumeRole(call: Call, caller: Principal, identities: Identities): Answer {
  const role = wantedRole(call, identities);
  if (caller.identityType === 'Account' || !role.trustedAccounts.includes(caller.accountId)) {
    throw new ApiError(403, 'NoPermission', 'You are not authorized to do this action.');
  }
  return sessionAnswer(call, role, identities);
}

/** Needs no signature: the token is the proof. */
export function assumeRoleWithOidc(call: Call, identities: Identities): Answer {
  const provider = required(call, 'OIDCProviderArn');
  const token = required(call, 'OIDCToken');
  const role = wantedRole(call, identities);
  if (!role.trustedProviders.includes(provider)) {
    throw new ApiError(403, 'NoPermission', 'The role does not trust this OIDC provider.');
  }
  if (!identities.oidcTokens.has(token)) {
    throw new ApiError(400, 'AuthenticationFail.OIDCToken.Expired', 'This JWT has expired.');
  }
  return sessionAnswer(call, role, identities);
}

function wantedRole(call: Call, identities: Identities): Role {
  const role = identities.role(required(call, 'RoleArn'));
  if (role === undefined) {
    throw new ApiError(404, 'EntityNotExist.Role', 'The role does not exist.');
  }
  return role;
}

function sessionAnswer(call: Call, role: Role, identities: Identities): Answer {
  const name = required(call, 'RoleSessionName');
  if (!SESSION_NAME.test(name)) {
    throw new ApiError(400, 'InvalidParameter.RoleSessionName', 'The session name is not valid.');
  }
  const seconds = Number(call.parameters.get('DurationSeconds') ?? LONGEST_SESSION_SECONDS);
  if (!(seconds >= SHORTEST_SESSION_SECONDS && seconds <= LONGEST_SESSION_SECONDS)) {
    throw new ApiError(400, 'InvalidParameter.DurationSeconds', 'The duration is not valid.');
  }
  const session = identities.issueSession(role, name, seconds);
  return okAnswer({
    AssumedRoleUser: { Arn: session.principal.arn, AssumedRoleId: session.principal.principalId },
    Credentials: {
      AccessKeyId: session.accessKeyId,
      AccessKeySecret: session.secret,
      SecurityToken: session.token,
      Expiration: new Date(session.expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    },
  });
}

function required(call: Call, name: string): string {
  const value = call.parameters.get(name);
  if (value === undefined || value === '') {
    throw missingParameter(name);
  }
  return value;
}
