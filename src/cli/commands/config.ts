import { resolve } from 'node:path';

import { Command } from 'commander';

import { readConfig } from '../../app/config-file.ts';
import { reportSettings, settingsJson } from '../../report/settings.ts';
import type { ShownSetting } from '../../report/settings.ts';
import { addCommandGroup } from '../command-group.ts';
import type { CommandLine } from '../command-line.ts';
import { settingsOf } from '../config.ts';
import { addPrintOptions, lookOf } from '../output-options.ts';
import type { PrintValues } from '../output-options.ts';
import { text } from '../values.ts';
import type { Terminal } from '../terminal.ts';
import { addCheck } from './check.ts';

/** Values that the environment gives where neither command line nor configuration does. Secrets are not among them. */
const FROM_ENVIRONMENT: Readonly<Record<string, string>> = {
  region: 'ALIBABA_CLOUD_REGION_ID',
  profile: 'ALIBABA_CLOUD_PROFILE',
  'endpoint kvstore': 'TAIR_PREFLIGHT_ENDPOINT_KVSTORE',
  'endpoint vpc': 'TAIR_PREFLIGHT_ENDPOINT_VPC',
  'endpoint sts': 'TAIR_PREFLIGHT_ENDPOINT_STS',
};

/** `config print`: what check would run with, and where each value comes from; offline. */
export function addConfig({ program, terminal }: CommandLine): void {
  const config = addCommandGroup({ program }, {
    name: 'config',
    description: 'the configuration file: print what counts, and where it comes from; offline',
    uses: '`config print`',
    examples: ['config print'],
  });
  addPrintOptions(config.command('print')
    .description('every setting that `check` would run with: its value, and whether the configuration, the environment or nobody set it')
    .option('--config <file>', 'the configuration file; default: tair-preflight.yaml in this folder or one above it', text))
    .addHelpText('after', '\nExamples:\n  $ tair-preflight config print\n  $ tair-preflight config print --config ops/tair-preflight.yaml --format json')
    .action((values: PrintValues & { readonly config?: string }) => {
      const read = readConfig(values.config ?? null, terminal.folder ?? resolve('.'));
      const settings = shownSettings(read === null ? [] : settingsOf(read).map(({ option, value, place }) => ({ option, value: plain(value), source: place })), terminal);
      terminal.out(values.format === 'json' ? settingsJson(read?.file ?? null, settings) : reportSettings(read?.file ?? null, settings, lookOf(terminal, values)));
    });
}

/** What the configuration sets, then what the environment does, then the defaults of check, each option once. */
function shownSettings(configured: readonly ShownSetting[], terminal: Terminal): readonly ShownSetting[] {
  const names = new Set(configured.map(({ option }) => option));
  const byEnvironment = Object.entries(FROM_ENVIRONMENT).flatMap(([option, name]): ShownSetting[] => {
    const value = terminal.env[name];
    return value === undefined || value === '' || names.has(option) ? [] : [{ option, value: withoutSecret(value), source: `environment ${name}` }];
  });
  for (const { option } of byEnvironment) names.add(option);
  const program = new Command();
  addCheck({ program, terminal, end: () => undefined });
  const byDefault = (program.commands[0]?.options ?? []).flatMap((option): ShownSetting[] => {
    const name = option.attributeName();
    return option.defaultValue === undefined || option.negate || names.has(name) ? [] : [{ option: name, value: plain(option.defaultValue), source: 'default' }];
  });
  return [...configured, ...byEnvironment, ...byDefault];
}

/** A value as JSON can hold it. */
function plain(value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries([...value].map(([key, item]) => [key, typeof item === 'object' && item !== null && 'severity' in item ? item.severity : item])) : value;
}

/** An address without what may be a secret in it: user, password and parameters. */
function withoutSecret(value: string): string {
  return value.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/, '');
}
