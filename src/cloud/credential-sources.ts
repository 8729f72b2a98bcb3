import { join } from 'node:path';

import type { CredentialsProvider } from '@alicloud/credentials';

import { UsageError } from '../model/faults.ts';
import { cliConfigPath, findProfile, hasCredentialsFile, isDisabled, readCliConfig } from './cli-config.ts';
import type { CliProfile } from './cli-config.ts';
import { loadCredentials } from './load-sdk.ts';
import type { CredentialSource } from './types.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** One place where credentials may come from. */
export interface Source {
  readonly kind: CredentialSource;
  /** Of the aliyun CLI; null for every other source. */
  readonly profile: string | null;
  /** For messages. */
  readonly name: string;
  readonly provider: CredentialsProvider;
  /** True where nothing in the settings asks for it: its failure only means that it is not there. */
  readonly optional: boolean;
}

/**
 * The sources that are set up, in the order of the SDK's default chain: environment, OIDC, aliyun CLI profile,
 * credentials file, the metadata address of an ECS instance, credentials URI. A profile that is asked for by name is the
 * only source. Throws a UsageError where a named profile is not there.
 */
export async function findSources(env: Env, profile: string | null): Promise<readonly Source[]> {
  if (profile !== null) return [await profileSource(env, findProfile(env, profile, '--profile'))];
  const sources: readonly (Source | null)[] = [
    await environmentSource(env),
    await oidcSource(env),
    await currentProfileSource(env),
    await fileSource(env),
    await metadataSource(env),
    await uriSource(env),
  ];
  return sources.filter((source) => source !== null);
}

async function environmentSource(env: Env): Promise<Source | null> {
  const { ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret, ALIBABA_CLOUD_SECURITY_TOKEN: token } = env;
  if (!id || !secret) return null;
  const library = await loadCredentials();
  const provider = token
    ? library.StaticSTSCredentialsProvider.builder().withAccessKeyId(id).withAccessKeySecret(secret).withSecurityToken(token).build()
    : library.StaticAKCredentialsProvider.builder().withAccessKeyId(id).withAccessKeySecret(secret).build();
  return { kind: 'environment', profile: null, name: 'The environment', provider, optional: false };
}

async function oidcSource(env: Env): Promise<Source | null> {
  const { ALIBABA_CLOUD_ROLE_ARN: role, ALIBABA_CLOUD_OIDC_PROVIDER_ARN: issuer, ALIBABA_CLOUD_OIDC_TOKEN_FILE: file, ALIBABA_CLOUD_ROLE_SESSION_NAME: session } = env;
  if (!role || !issuer || !file) return null;
  const library = await loadCredentials();
  const builder = library.OIDCRoleArnCredentialsProvider.builder().withRoleArn(role).withOIDCProviderArn(issuer).withOIDCTokenFilePath(file);
  if (session) builder.withRoleSessionName(session);
  if (env['ALIBABA_CLOUD_STS_REGION']) builder.withStsRegionId(env['ALIBABA_CLOUD_STS_REGION']);
  return { kind: 'oidc', profile: null, name: 'The OIDC role (ALIBABA_CLOUD_ROLE_ARN)', provider: builder.build(), optional: false };
}

/** ALIBABA_CLOUD_PROFILE must exist; the config's own current profile counts only where it holds something. */
async function currentProfileSource(env: Env): Promise<Source | null> {
  if (isDisabled(env)) return null;
  const named = env['ALIBABA_CLOUD_PROFILE'];
  if (named) return profileSource(env, findProfile(env, named, 'ALIBABA_CLOUD_PROFILE'));
  const config = readCliConfig(env);
  if (config === 'absent') return null;
  if (config === 'unreadable') throw new UsageError('~/.aliyun/config.json is not a readable aliyun CLI config. Repair it, or set ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true to pass it over.');
  const current = config.profiles.find((profile) => profile.name === config.current);
  const isBlank = current === undefined || (['AK', 'StsToken', 'RamRoleArn', ''].includes(current.mode) && !current.hasKeys);
  return isBlank ? null : profileSource(env, current);
}

async function profileSource(env: Env, profile: CliProfile): Promise<Source> {
  const library = await loadCredentials();
  const name = `Profile "${profile.name}" (mode ${profile.mode === '' ? 'none' : profile.mode})`;
  assertKeys(env, profile);
  // Not `build()`: that refuses where the process has profiles disabled, but this one was asked for.
  const provider = new library.CLIProfileCredentialsProvider(library.CLIProfileCredentialsProvider.builder().withProfileName(profile.name));
  // The library looks below os.homedir(); ours is the environment that we were given.
  const path = cliConfigPath(env);
  if (path !== null) Reflect.set(provider, 'homedir', join(path, '..', '..'));
  return { kind: 'profile', profile: profile.name, name, provider, optional: false };
}

/** The library would fill an empty key from the environment of the process: another account. */
function assertKeys(env: Env, profile: CliProfile): void {
  const passed = new Set<string>();
  let link = profile;
  while (link.mode === 'ChainableRamRoleArn' && link.sourceProfile !== null) {
    if (passed.has(link.name)) throw new UsageError(`Profile "${profile.name}" in ~/.aliyun/config.json leads back to itself through source_profile; let it end at a profile with credentials.`);
    passed.add(link.name);
    link = findProfile(env, link.sourceProfile, `source_profile of "${link.name}"`);
  }
  if (link.hasKeys || !['AK', 'StsToken', 'RamRoleArn'].includes(link.mode)) return;
  throw new UsageError(`Profile "${link.name}" (mode ${link.mode}) in ~/.aliyun/config.json holds no access key; set it up again with \`aliyun configure\`.`);
}

async function fileSource(env: Env): Promise<Source | null> {
  const given = env['ALIBABA_CLOUD_CREDENTIALS_FILE'];
  const home = env['HOME'] || env['USERPROFILE'];
  if (!given && !hasCredentialsFile(env)) return null;
  const library = await loadCredentials();
  const provider = library.ProfileCredentialsProvider.builder().withProfileName(env['ALIBABA_CLOUD_PROFILE'] || 'default').build();
  if (home) Reflect.set(provider, 'homedir', home);
  return { kind: 'file', profile: null, name: given ? 'The credentials file (ALIBABA_CLOUD_CREDENTIALS_FILE)' : 'The credentials file ~/.alibabacloud/credentials', provider, optional: false };
}

async function uriSource(env: Env): Promise<Source | null> {
  const uri = env['ALIBABA_CLOUD_CREDENTIALS_URI'];
  if (!uri) return null;
  const library = await loadCredentials();
  const provider = library.URICredentialsProvider.builder().withCredentialsURI(uri).build();
  return { kind: 'uri', profile: null, name: 'ALIBABA_CLOUD_CREDENTIALS_URI', provider, optional: false };
}

/** Asked with little patience: without an ECS instance below us the address does not answer at all. */
async function metadataSource(env: Env): Promise<Source | null> {
  if (env['ALIBABA_CLOUD_ECS_METADATA_DISABLED']?.toLowerCase() === 'true') return null;
  const library = await loadCredentials();
  const builder = library.ECSRAMRoleCredentialsProvider.builder().withConnectTimeout(1_000).withReadTimeout(1_000);
  const role = env['ALIBABA_CLOUD_ECS_METADATA'];
  if (role) builder.withRoleName(role);
  if (env['ALIBABA_CLOUD_IMDSV1_DISABLED']?.toLowerCase() === 'true') builder.withDisableIMDSv1(true);
  return { kind: 'ecs-role', profile: null, name: 'The RAM role of the ECS instance', provider: builder.build(), optional: !role };
}
