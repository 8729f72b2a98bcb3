import { resolve } from 'node:path';

import { readConfig } from '../../app/config-file.ts';
import { doctor } from '../../app/doctor.ts';
import { nodeVersion } from '../../app/node-world.ts';
import type { Diagnosis } from '../../model/doctor.ts';
import { reportDoctorJson, reportDoctorTable } from '../../report/doctor.ts';
import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-code.ts';
import { addCloudOptions, addRuleOptions, addScopeOptions, toCheckOptions } from '../option-groups.ts';
import type { ScopeValues } from '../option-groups.ts';
import { addOutputOptions, assertWritten, voiceOf, writeOutputs } from '../output-options.ts';
import type { OutputValues } from '../output-options.ts';
import { toOutputs } from '../outputs.ts';
import { toWorld } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

const DOCTOR_FORMATS = ['table', 'json'] as const;

interface DoctorValues extends ScopeValues, OutputValues {
  readonly config?: string | false;
}

/** `doctor [INSTANCE…]`: what stands between this machine and a check; reads, and changes nothing. */
export function addDoctor({ program, terminal, end }: CommandLine): void {
  const command = program.command('doctor [instance...]')
    .description('examine settings, endpoints, clock, credentials and permissions; changes nothing');
  for (const add of [addScopeOptions, addRuleOptions, addCloudOptions]) add(command);
  addOutputOptions(command, DOCTOR_FORMATS)
    .addHelpText('after', `
Each read that the rules need is tried once, on one instance of the scope. Exit 0: all is well; 1: something is wrong;
3: something could not be found out.

Examples:
  $ tair-preflight doctor --region cn-hangzhou
  $ tair-preflight doctor r-bp1zxszhcgatnx --region cn-hangzhou --profile audit
  $ tair-preflight doctor --all-regions --format json=doctor.json --format table`)
    .action(async (instances: string[], values: DoctorValues) => {
      const outputs = toOutputs(values.format ?? [], DOCTOR_FORMATS, 'table');
      const world = toWorld(terminal, voiceOf(values));
      const diagnosis = await doctor({ ...toCheckOptions(instances, values), node: nodeVersion(), configFile: configFile(values, terminal) }, world);
      assertWritten(writeOutputs(outputs, (format, look) => (format === 'json' ? reportDoctorJson(diagnosis, values.lang ?? 'en') : reportDoctorTable(diagnosis, look)), terminal, values));
      end(exitOfDoctor(diagnosis));
    });
}

function configFile({ config }: DoctorValues, terminal: Pick<Terminal, 'folder'>): string | null {
  return config === false ? null : readConfig(config ?? null, terminal.folder ?? resolve('.'))?.file ?? null;
}

/** What could not be found out outranks a problem, unless it only follows from one; a warning counts for nothing. */
export function exitOfDoctor({ findings }: Pick<Diagnosis, 'findings'>): number {
  if (findings.some(({ status, because }) => status === 'unknown' && because === null)) return EXIT.unknown;
  return findings.some(({ status }) => status === 'problem') ? EXIT.blocked : EXIT.ok;
}
