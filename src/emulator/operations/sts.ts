import { createHash, randomBytes } from 'node:crypto';

import type { CloudState, KeyState } from '../cloud-state.ts';
import { toIsoSeconds } from '../instance-state.ts';
import { ServiceError } from '../service-error.ts';
import { required, type Body, type Call } from './operation.ts';

/** Of temporary keys so many are remembered; the oldest are forgotten first. */
const MOST_SESSIONS = 10_000;

/** Temporary keys for a role of the account. A session policy is taken and not applied. */
export function assumeRole(call: Call): Body {
  const { account } = call.state;
  const [, accountId, name] = /^acs:ram::(\d+):role\/([\w.-]{1,64})$/.exec(required(call, 'RoleArn')) ?? [];
  if (accountId === undefined || name === undefined) throw new ServiceError(400, 'InvalidParameter.RoleArn', 'RoleArn does not have the form acs:ram::ACCOUNT:role/NAME.');
  const session = required(call, 'RoleSessionName');
  if (!/^[\w.@-]{2,64}$/.test(session)) throw new ServiceError(400, 'InvalidParameter.RoleSessionName', 'RoleSessionName is not 2 to 64 letters, digits and . @ - _.');
  const seconds = durationOf(call);
  if (accountId !== account.id) throw new ServiceError(403, 'NoPermission', 'The role does not let this caller assume it.');
  const role = account.roles === null ? { name, allow: null } : account.roles.get(name);
  if (role === undefined) throw new ServiceError(404, 'EntityNotExist.Role', 'There is no such role.');
  const key = issueKey(call.state, { role, session, expiresAt: call.now.getTime() + seconds * 1000 });
  return {
    Credentials: { AccessKeyId: key.id, AccessKeySecret: key.secret, SecurityToken: key.securityToken, Expiration: toIsoSeconds(key.expiresAt) },
    AssumedRoleUser: { AssumedRoleId: `${roleId(name)}:${session}`, Arn: `acs:ram::${account.id}:role/${name}/${session}` },
  };
}

export function getCallerIdentity(call: Call): Body {
  const { id } = call.state.account;
  const { role } = call.key;
  if (role === null) return { AccountId: id, UserId: '200000000000000001', Arn: `acs:ram::${id}:user/${call.key.id}`, IdentityType: 'RAMUser', PrincipalId: '200000000000000001' };
  return {
    AccountId: id, RoleId: roleId(role.name), Arn: `acs:ram::${id}:assumed-role/${role.name}/${role.session}`,
    IdentityType: 'AssumedRoleUser', PrincipalId: `${roleId(role.name)}:${role.session}`,
  };
}

function durationOf(call: Call): number {
  const given = call.parameters.get('DurationSeconds') ?? '3600';
  const seconds = /^\d{1,6}$/.test(given) ? Number(given) : Number.NaN;
  if (seconds >= 900 && seconds <= 43_200) return seconds;
  throw new ServiceError(400, 'InvalidParameter.DurationSeconds', 'DurationSeconds is not between 900 and 43200.');
}

type Issued = KeyState & { readonly securityToken: string; readonly expiresAt: number };

function issueKey({ account: { keys } }: CloudState, given: { readonly role: { readonly name: string; readonly allow: readonly string[] | null }; readonly session: string; readonly expiresAt: number }): Issued {
  const key: Issued = {
    id: `STS.${randomBytes(12).toString('hex')}`,
    secret: randomBytes(24).toString('base64url'),
    securityToken: randomBytes(48).toString('base64url'),
    allow: given.role.allow,
    expiresAt: given.expiresAt,
    role: { name: given.role.name, session: given.session },
  };
  const sessions = [...keys.values()].filter((one) => one.role !== null);
  for (const { id } of sessions.slice(0, Math.max(0, sessions.length - MOST_SESSIONS + 1))) keys.delete(id);
  keys.set(key.id, key);
  return key;
}

/** The same number for the same name, as the service gives each role one. */
function roleId(name: string): string {
  return `3${String(Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 12), 16)).padStart(17, '0')}`;
}
