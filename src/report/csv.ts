import { stringify } from 'csv-stringify/sync';

import type { ResultFinding, ResultInstance } from '../model/result.ts';
import { failedErrors, factText } from './findings.ts';
import { ramActionsOf } from './open-findings.ts';
import type { Report } from './report.ts';

type Cell = string | number | boolean | null;
type Row = Readonly<Record<string, Cell>>;

/** Facts of an instance that stand in its row; empty where they are unknown. */
const FACT_COLUMNS = {
  zone: 'instance.zone', status: 'instance.status', instanceClass: 'instance.instanceClass', engineVersion: 'instance.engineVersion',
  minorVersion: 'version.minor', shards: 'instance.shardCount', vpcId: 'instance.vpcId', vSwitchId: 'instance.vSwitchId', freeAddresses: 'vswitch.availableAddresses',
} as const;

const INSTANCE_COLUMNS = [
  'accountId', 'region', 'instanceId', 'name', 'standing', 'fixable', 'contended', 'addressesNeeded', 'failedRules', 'unknownRules', 'failedAdvice', 'waivedRules',
  'predictedErrorCodes', 'toDo', ...Object.keys(FACT_COLUMNS),
];

const FINDING_COLUMNS = [
  'accountId', 'region', 'instanceId', 'name', 'standing', 'rule', 'title', 'severity', 'enforced', 'verdict', 'message', 'saw', 'unknownFacts', 'reasons', 'ramActions',
  'predicts', 'toDo', 'commands', 'waiverOwner', 'waiverExpires', 'waiverReason', 'counts',
];

/**
 * CSV as RFC 4180 has it, one row an instance, with a header. Lists are joined with blanks; what is unknown is empty. No cell
 * is a formula to a spreadsheet. An instance that has a direct endpoint names no rules and nothing to do: no finding of it counts.
 */
export function reportCsv({ result }: Pick<Report, 'result'>): string {
  return toCsv(INSTANCE_COLUMNS, result.instances.map(instanceRow));
}

/** The same, one row a finding, whatever its verdict; `counts` is false for those of an instance that has a direct endpoint, which tell nothing to do. */
export function reportCsvFindings({ result }: Pick<Report, 'result'>): string {
  return toCsv(FINDING_COLUMNS, result.instances.flatMap((instance) => instance.findings.map((finding) => findingRow(instance, finding))));
}

function instanceRow(instance: ResultInstance): Row {
  const { accountId, region, instanceId, name, standing, fixable, contended, addressesNeeded, predictedErrorCodes } = instance;
  const findings = counts(instance) ? instance.findings : [];
  const rules = (holds: (finding: ResultFinding) => boolean): string => list(findings.filter(holds).map((finding) => finding.rule));
  return {
    accountId, region, instanceId, name, standing, fixable, contended, addressesNeeded,
    failedRules: rules(({ severity, verdict }) => severity === 'error' && verdict === 'fail'),
    unknownRules: rules(({ severity, verdict }) => severity === 'error' && verdict === 'unknown'),
    failedAdvice: rules(({ severity, verdict }) => severity !== 'error' && verdict === 'fail'),
    waivedRules: rules(({ verdict }) => verdict === 'waived'),
    predictedErrorCodes: list(counts(instance) ? predictedErrorCodes : []),
    toDo: failedErrors({ ...instance, findings }).flatMap((finding) => finding.remedy.slice(0, 1).map((step) => step.do)).join(' '),
    ...Object.fromEntries(Object.entries(FACT_COLUMNS).map(([column, fact]) => [column, factText(instance, fact)])),
  };
}

/** False where there is a direct endpoint already: whatever its rules say, nothing stands in its way. */
function counts({ standing }: ResultInstance): boolean {
  return standing !== 'enabled';
}

function findingRow(instance: ResultInstance, finding: ResultFinding): Row {
  const { accountId, region, instanceId, name, standing } = instance;
  const { rule, title, severity, enforced, verdict, message, saw, unknown, predicts, waiver } = finding;
  const remedy = counts(instance) ? finding.remedy : [];
  return {
    accountId, region, instanceId, name, standing, rule, title, severity, enforced, verdict, message, saw,
    unknownFacts: list(unknown.flatMap(({ fact }) => (fact === null ? [] : [fact]))), reasons: list(unknown.map(({ reason }) => reason)), ramActions: list(ramActionsOf(finding)),
    predicts: list(predicts.map(({ code }) => code)),
    toDo: remedy.map((step) => step.do).join(' '), commands: remedy.flatMap(({ run }) => (run === null ? [] : [run])).join('\n'),
    waiverOwner: waiver?.owner ?? null, waiverExpires: waiver?.expires ?? null, waiverReason: waiver?.reason ?? null, counts: counts(instance),
  };
}

function list(words: readonly string[]): string {
  return [...new Set(words)].join(' ');
}

function toCsv(columns: readonly string[], rows: readonly Row[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => safe(row[column] ?? null)))];
  const hasBreak = lines.some((cells) => cells.some((cell) => /[\r\n]/.test(cell)));
  // a lone CR or LF is quoted too, though rows end with both; to look for them takes as long as all the rest
  return stringify(lines.map((cells) => [...cells]), { record_delimiter: 'windows', ...(hasBreak ? { quoted_match: /[\r\n]/ } : {}) });
}

/** What a spreadsheet would take for a formula begins with an apostrophe; control characters that no text holds are left out. */
function safe(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = cell.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\p{Cs}]/gu, ''); // oxlint-disable-line no-control-regex -- these are what is removed
  return /^\s*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
}
