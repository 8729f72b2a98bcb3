import { Option } from 'commander';
import type { Command } from 'commander';

import { CHECK_DEFAULTS } from '../app/options.ts';
import type { CheckOptions } from '../app/options.ts';
import { UsageError } from '../model/faults.ts';
import type { Language } from '../model/language.ts';
import { PRESETS } from '../model/rule.ts';
import type { Preset, SeverityChoice } from '../model/rule.ts';
import type { FactName, FactValue } from '../model/facts.ts';
import { assumption, attestation, collect, countFromOne, endpoint, pair, secondsAboveZero, text, wholeNumber } from './values.ts';

/** What commander hands back for the options that all commands of a scope share. */
export interface ScopeValues {
  readonly region?: readonly string[];
  readonly allRegions?: boolean;
  readonly vpc?: string;
  readonly vswitch?: string;
  readonly tag?: readonly { readonly key: string; readonly value: string }[];
  readonly resourceGroup?: string;
  readonly prefix?: string;
  readonly prefixTemplate?: string;
  readonly port?: number;
  readonly preset?: Preset;
  readonly severities?: ReadonlyMap<string, SeverityChoice>;
  readonly rules?: readonly string[];
  readonly facts?: string;
  readonly waivers?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly attest?: 'granted' | 'denied';
  readonly assume?: readonly (readonly [FactName, FactValue])[];
  readonly profile?: string;
  readonly endpoint?: readonly (readonly ['kvstore' | 'vpc' | 'sts', string])[];
  readonly network?: 'public' | 'vpc';
  readonly concurrency?: number;
  readonly requestTimeout?: number;
  readonly lang?: Language;
}

/** Which instances a command looks at. */
export function addScopeOptions(command: Command): Command {
  return command
    .optionsGroup('Scope:')
    .option('--region <region>', 'a region to look in (repeatable); default: ALIBABA_CLOUD_REGION_ID, else the profile\'s', collect(text))
    .option('--all-regions', 'every region that DescribeRegions tells')
    .option('--vpc <id>', 'only instances in this VPC', text)
    .option('--vswitch <id>', 'only instances on this vSwitch', text)
    .option('--tag <key=value>', 'only instances with this tag (repeatable)', collect(pair))
    .option('--resource-group <id>', 'only instances of this resource group', text);
}

/** What the call would ask for. */
export function addRequestOptions(command: Command): Command {
  return command
    .optionsGroup('Request:')
    .option('--prefix <prefix>', 'prefix of the private endpoint, for one instance')
    .option('--prefix-template <template>', 'prefix for several: {id}, {name} and {n} are filled in')
    .option('--port <port>', 'port of the private endpoint; default: none is sent, the service takes 6379', wholeNumber);
}

/** Which rules count, and what they know besides the cloud. */
export function addRuleOptions(command: Command): Command {
  return addConfigOptions(command.optionsGroup('Rules:'))
    .addOption(new Option('--preset <preset>', 'which severities count').choices([...PRESETS]).default(CHECK_DEFAULTS.preset))
    .option('--rules <dir>', 'a folder of rules of your own, added to the built-in ones (repeatable)', collect(text))
    .option('--facts <file>', 'facts of your own by instance id, in the namespace x. (YAML, JSON or CSV)', text)
    .option('--waivers <file>', 'failures that were approved: by whom, why, until when', text)
    .option('--only <rule>', 'judge this rule alone (repeatable)', collect(text))
    .option('--skip <rule>', 'leave this rule out (repeatable)', collect(text))
    .option('--attest <preview-access=granted>', 'attest what no API tells', attestation)
    .option('--assume <fact=value>', 'what if: set a fact; the result is marked hypothetical (repeatable)', collect(assumption));
}

/** Which configuration file is laid under the command line. */
export function addConfigOptions(command: Command): Command {
  return command
    .option('--config <file>', 'the configuration file; default: tair-preflight.yaml in this folder or one above it', text)
    .option('--no-config', 'leave the configuration file out');
}

/** Whose credentials are used, and how the service is reached. */
export function addCloudOptions(command: Command): Command {
  return command
    .optionsGroup('Cloud:')
    .option('--profile <name>', 'a profile of the aliyun CLI', text)
    .option('--endpoint <product=url>', 'kvstore=, vpc= or sts=URL, may hold {region} (repeatable)', collect(endpoint))
    .addOption(new Option('--network <network>', 'which endpoints to use').choices(['public', 'vpc']).default(CHECK_DEFAULTS.network))
    .option('--concurrency <n>', 'requests at a time, per region', countFromOne, CHECK_DEFAULTS.concurrency)
    .option('--request-timeout <seconds>', 'for each HTTP request, to connect and to read', secondsAboveZero, CHECK_DEFAULTS.requestTimeout);
}

/** Options of the contract that belong to a later release: naming one is a usage error, never ignored. */
const LATER = ['--shard <i/n>', '--snapshot <file>'] as const;

/** Adds them hidden, each a usage error where it is named. */
export function addLaterOptions(command: Command): Command {
  for (const flags of LATER) {
    command.addOption(new Option(flags, 'comes with a later release').hideHelp().argParser(() => {
      throw new UsageError(`${flags.split(' ', 1)[0]} comes with a later release of tair-preflight; this one does not know it yet.`);
    }));
  }
  return command;
}

/** The options as the use cases take them. */
export function toCheckOptions(instances: readonly string[], values: ScopeValues): CheckOptions {
  return {
    instances,
    regions: values.region ?? [],
    allRegions: values.allRegions ?? false,
    vpc: values.vpc ?? null,
    vswitch: values.vswitch ?? null,
    resourceGroup: values.resourceGroup ?? null,
    tags: values.tag ?? [],
    prefix: values.prefix ?? null,
    prefixTemplate: values.prefixTemplate ?? null,
    port: values.port ?? null,
    preset: values.preset ?? CHECK_DEFAULTS.preset,
    severities: values.severities ?? CHECK_DEFAULTS.severities,
    rules: values.rules ?? [],
    extraRules: [],
    facts: values.facts ?? null,
    waivers: values.waivers ?? null,
    only: values.only ?? [],
    skip: values.skip ?? [],
    previewAccess: values.attest ?? null,
    assume: new Map(values.assume ?? []),
    profile: values.profile ?? null,
    endpoints: Object.fromEntries(values.endpoint ?? []),
    network: values.network ?? CHECK_DEFAULTS.network,
    concurrency: values.concurrency ?? CHECK_DEFAULTS.concurrency,
    requestTimeout: values.requestTimeout ?? CHECK_DEFAULTS.requestTimeout,
    language: values.lang ?? CHECK_DEFAULTS.language,
  };
}
