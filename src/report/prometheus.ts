import { compareText, groupBy } from '../model/group-by.ts';
import type { Result } from '../model/result.ts';
import { STANDINGS } from '../model/finding.ts';
import { missingParts } from './missing-parts.ts';
import type { Report } from './report.ts';
import { clean, cut } from './text.ts';

/** Series of one metric; the others are counted in a metric of their own. */
const MOST_SERIES = 500;
const LONGEST_LABEL = 120;
const PREFIX = 'tair_preflight_';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * Metrics in the text format of Prometheus, for the textfile collector of node_exporter: gauges that count instances,
 * findings, addresses, calls and times. No series is of one instance, and no metric has more than 500; what is unknown has
 * no series. Ends with a newline.
 */
export function reportPrometheus({ result }: Pick<Report, 'result'>): string {
  const metrics = [...runMetrics(result), instances(result), ...counts(result), findings(result), ...vSwitches(result), unread(result), apiCalls(result)];
  const leftOut = metrics.filter(({ samples }) => samples.length > MOST_SERIES).map(({ name, samples }): Sample => ({ labels: { metric: `${PREFIX}${name}` }, value: samples.length - MOST_SERIES }));
  return [...metrics, { name: 'series_left_out', help: 'Series beyond those written, by metric.', samples: leftOut }].map(metricText).join('');
}

function runMetrics(result: Result): Metric[] {
  const [started, finished] = [Date.parse(result.startedAt) / 1000, Date.parse(result.finishedAt) / 1000];
  return [
    { name: 'info', help: 'The version of the tool and the rules that judged; always 1.', samples: [{ labels: { version: result.tool.version, preset: result.rulebook.preset, rulebook: result.rulebook.digest }, value: 1 }] },
    { name: 'finished_timestamp_seconds', help: 'When the run ended, Unix time.', samples: [{ labels: {}, value: finished }] },
    { name: 'duration_seconds', help: 'How long the run took.', samples: [{ labels: {}, value: Math.max(0, Number((finished - started).toFixed(3))) }] },
    { name: 'hypothetical', help: '1 where facts were assumed: such numbers are a thought.', samples: [{ labels: {}, value: result.hypothetical ? 1 : 0 }] },
  ];
}

/** All standings of every region that was read, 0 too; of one that was not only what is known. An instance that was found nowhere has no region. */
function instances(result: Result): Metric {
  const missing = new Set(missingParts(result).map(({ what }) => what.region));
  const read = result.scope.regions.filter((region) => !missing.has(region) && !missing.has(null));
  const counted = groupBy(result.instances, ({ region, standing }) => JSON.stringify([region ?? '', standing]));
  const keys = new Set([...read.flatMap((region) => STANDINGS.map((standing) => JSON.stringify([region, standing]))), ...counted.keys()]);
  const samples = [...keys].toSorted(compareText).map((key): Sample => {
    const [region = '', standing = ''] = JSON.parse(key) as string[];
    return { labels: { region, standing }, value: counted.get(key)?.length ?? 0 };
  });
  return { name: 'instances', help: 'Instances in scope by region and standing.', samples };
}

function counts({ summary }: Result): Metric[] {
  return [
    { name: 'fixable_instances', help: 'Blocked instances that a change in place would make eligible.', samples: [{ labels: {}, value: summary.fixable }] },
    { name: 'contended_instances', help: 'Eligible instances on a vSwitch that cannot hold all eligible instances on it.', samples: [{ labels: {}, value: summary.contended }] },
    { name: 'mutations_sent', help: 'Changes that this run sent to the cloud.', samples: [{ labels: {}, value: summary.mutationsSent }] },
  ];
}

/** Of instances without a direct endpoint, as findings count there alone. */
function findings(result: Result): Metric {
  const open = result.instances.flatMap((instance) => (instance.standing === 'enabled' ? [] : instance.findings));
  const groups = [...groupBy(open, ({ rule, severity, verdict }) => JSON.stringify([rule, severity, verdict]))].toSorted(([a], [b]) => compareText(a, b));
  const samples = groups.map(([key, members]): Sample => {
    const [rule = '', severity = '', verdict = ''] = JSON.parse(key) as string[];
    return { labels: { rule, severity, verdict }, value: members.length };
  });
  return { name: 'findings', help: 'Findings of instances without a direct endpoint, by rule, severity and verdict.', samples };
}

type VSwitch = Result['vSwitches'][number];

function room({ available, neededByEligible }: VSwitch): number {
  return (available ?? Infinity) - neededByEligible;
}

/** Those with the least room first, so that the bound leaves out the roomy ones. */
function vSwitches(result: Result): Metric[] {
  const sorted = result.vSwitches.toSorted((a, b) => (room(a) === room(b) ? 0 : room(a) - room(b)) || compareText(a.region, b.region) || compareText(a.vSwitchId, b.vSwitchId));
  const of = (value: (vSwitch: VSwitch) => number | null): Sample[] => sorted.flatMap((vSwitch) => {
    const known = value(vSwitch);
    return known === null ? [] : [{ labels: { region: vSwitch.region, vswitch: vSwitch.vSwitchId }, value: known }];
  });
  return [
    { name: 'vswitch_available_addresses', help: 'Free IPv4 addresses of a vSwitch; absent where unknown.', samples: of(({ available }) => available) },
    { name: 'vswitch_needed_addresses', help: 'IPv4 addresses that the eligible instances on a vSwitch would take.', samples: of(({ neededByEligible }) => neededByEligible) },
    { name: 'vswitch_contended', help: '1 where a vSwitch cannot hold all eligible instances on it; absent where its free addresses are unknown.', samples: of(({ available, contended }) => (available === null ? null : contended ? 1 : 0)) },
  ];
}

function unread(result: Result): Metric {
  const groups = [...groupBy(result.unread, ({ what, reason }) => JSON.stringify([what.operation, reason]))].toSorted(([a], [b]) => compareText(a, b));
  const samples = groups.map(([key, members]): Sample => {
    const [operation = '', reason = ''] = JSON.parse(key) as string[];
    return { labels: { operation, reason }, value: members.length };
  });
  return { name: 'unread_parts', help: 'Reads that failed and were needed, by operation and reason; none: every read came.', samples };
}

function apiCalls({ summary }: Result): Metric {
  const samples = Object.entries(summary.apiCalls).toSorted(([a], [b]) => compareText(a, b)).map(([operation, value]): Sample => ({ labels: { operation }, value }));
  return { name: 'api_calls', help: 'HTTP requests that the run sent, tries included, by operation.', samples };
}

/** Labels that became equal by cleaning and cutting are one series: their values are added up. */
function metricText({ name, help, samples }: Metric): string {
  if (samples.length === 0) return '';
  const series = new Map<string, number>();
  for (const { labels, value } of samples.slice(0, MOST_SERIES)) {
    const text = labelText(labels);
    series.set(text, (series.get(text) ?? 0) + value);
  }
  const lines = [...series].map(([labels, value]) => `${PREFIX}${name}${labels} ${value}\n`);
  return `# HELP ${PREFIX}${name} ${help}\n# TYPE ${PREFIX}${name} gauge\n${lines.join('')}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${cut(clean(value), LONGEST_LABEL).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
