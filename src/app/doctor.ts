import { openCloud } from '../cloud/open-cloud.ts';
import { openProber } from '../cloud/open-prober.ts';
import type { Prober } from '../cloud/open-prober.ts';
import { shownProxy } from '../cloud/proxy-settings.ts';
import type { Cloud } from '../cloud/types.ts';
import { rulesInForce } from '../evaluate/rules-in-force.ts';
import { readRegions } from '../facts/read-regions.ts';
import { DOCTOR_CHECKS, DOCTOR_SCHEMA, DOCTOR_STATUSES } from '../model/doctor.ts';
import type { Diagnosis, DoctorCheck, DoctorFinding, DoctorSaw, DoctorStatus } from '../model/doctor.ts';
import { UsageError } from '../model/faults.ts';
import { loadRuleBook } from '../rulebook/index.ts';
import { builtInRules } from './built-in-rules.ts';
import { clockFinding, endpointFindings } from './doctor/endpoints.ts';
import { examineAccount } from './doctor/account.ts';
import { examinePermissions } from './doctor/permissions.ts';
import { readFactsFile } from './facts-file.ts';
import type { CheckOptions } from './options.ts';
import { ramNeeds } from './ram-policy.ts';
import { DISCOVERY_REGION, regionsAskedFor } from './regions-asked-for.ts';
import type { World } from './world.ts';

/** What doctor is asked, and what it cannot see by itself. */
export interface DoctorOptions extends CheckOptions {
  /** The version of Node that runs us, such as 20.20.0. */
  readonly node: string;
  /** The configuration file that was found; null where there is none. */
  readonly configFile: string | null;
}

/** The least version of Node, as in package.json. */
const WANTED_NODE = '20.19.0';

/**
 * Examines what stands between this machine and a check: settings, endpoints, clock, credentials, and for each read that
 * the rules need whether it is allowed. Reads only. What is wrong is a finding; throws a UsageError only for rules that
 * cannot be judged.
 */
export async function doctor(options: DoctorOptions, world: World): Promise<Diagnosis> {
  const startedAt = world.now().toISOString();
  const extraFacts = options.facts === null ? undefined : readFactsFile(options.facts).shapes;
  const book = loadRuleBook({ builtIn: builtInRules('AllocateDirectConnection'), extra: options.rules, extraFacts });
  const { preset, severities, only, skip, allRegions } = options;
  const rules = rulesInForce(book, { preset, severities, only, skip, leadsToCall: false });
  const needs = ramNeeds(rules, { command: 'check', allRegions });
  const findings: DoctorFinding[] = [nodeFinding(options.node), finding('configuration', 'ok', { kind: 'configuration', file: options.configFile }), proxyFinding(world)];
  const visit = openDoors(options, world, findings);
  let regions: readonly string[] = [];
  let apiCalls: Readonly<Record<string, number>> = {};
  try {
    const cloud = await visit.cloud;
    if (cloud !== null) findings.push(finding('credentials', 'ok', { kind: 'credentials', ...cloud.identity() }));
    regions = await findRegions(options, world, { ...visit, cloud }, findings);
    const probes = visit.prober === null ? [] : await endpointFindings(visit.prober, regions, needs, options.concurrency);
    findings.push(...probes.map((probe) => probe.finding), ...visit.prober === null ? [] : [clockFinding(probes)]);
    const failed = new Set(probes.filter((probe) => probe.finding.status === 'problem').map(({ product, region }) => `${product} ${region}`));
    const account = cloud === null ? null : await examineAccount(cloud.reader, regions[0] ?? DISCOVERY_REGION, { needs, rules, failed });
    findings.push(...account?.findings ?? [leftOut('account', 'credentials')]);
    findings.push(...cloud === null || account?.accepted === false
      ? [leftOut('permissions', cloud === null ? 'credentials' : 'account')]
      : await examinePermissions(cloud.reader, { options, regions, needs, rules, failed, now: world.now() }));
    apiCalls = cloud?.reader.calls() ?? {};
    cloud?.close();
  } finally {
    visit.prober?.close();
  }
  const told = inOrder(withoutLost(findings));
  return {
    schema: DOCTOR_SCHEMA, tool: { name: 'tair-preflight', version: world.version }, startedAt, finishedAt: world.now().toISOString(),
    scope: { regions, instances: options.instances }, summary: { ...countByStatus(told), apiCalls }, findings: told,
  };
}

/** The findings, of which none says ok of a region that says of itself that it is none. */
function withoutLost(findings: readonly DoctorFinding[]): DoctorFinding[] {
  const lost = findings.flatMap(({ saw }) => (saw.kind === 'region-without-service' ? [saw.region] : []));
  return findings.flatMap((one) => {
    if (lost.length === 0 || one.saw.kind !== 'regions') return [one];
    const regions = one.saw.regions.filter((region) => !lost.includes(region));
    return regions.length === 0 ? [] : [{ ...one, saw: { ...one.saw, regions } }];
  });
}

/** In the order of the checks; an unknown follows from another check only where that has a problem. */
function inOrder(findings: readonly DoctorFinding[]): DoctorFinding[] {
  const troubled = new Set(findings.filter(({ status }) => status === 'problem' || status === 'warning').map(({ check }) => check));
  return findings
    .map((one) => (one.because === null || troubled.has(one.because) || one.saw.kind === 'left-out' ? one : { ...one, because: null }))
    .toSorted((a, b) => DOCTOR_CHECKS.indexOf(a.check) - DOCTOR_CHECKS.indexOf(b.check));
}

function finding(check: DoctorCheck, status: DoctorStatus, saw: DoctorSaw, because: DoctorCheck | null = null): DoctorFinding {
  return { check, status, because, saw };
}

function leftOut(check: DoctorCheck, because: DoctorCheck): DoctorFinding {
  return finding(check, 'unknown', { kind: 'left-out' }, because);
}

function nodeFinding(version: string): DoctorFinding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = WANTED_NODE.split('.').map(Number);
  const isNew = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  return finding('node', isNew ? 'ok' : 'problem', { kind: 'node', version, wanted: WANTED_NODE });
}

function proxyFinding(world: World): DoctorFinding {
  try {
    const proxy = shownProxy(world.env);
    return finding('proxy', 'ok', { kind: 'proxy', host: proxy?.host ?? null, exceptions: proxy?.exceptions ?? [] });
  } catch (fault) {
    return refused('proxy', fault);
  }
}

/** A UsageError as what it is to a doctor: a finding. Anything else is thrown on. */
function refused(check: DoctorCheck, fault: unknown): DoctorFinding {
  if (!(fault instanceof UsageError)) throw fault;
  return finding(check, 'problem', { kind: 'refused', said: fault.faults });
}

interface Doors<Door> {
  readonly prober: Prober | null;
  readonly cloud: Door;
}

/** Both doors, as far as they open; why one does not is a finding. */
function openDoors(options: DoctorOptions, world: World, findings: DoctorFinding[]): Doors<Promise<Cloud | null>> {
  const { profile, endpoints, network, concurrency, requestTimeout } = options;
  const settings = { profile, endpoints, network, concurrency, requestTimeout, env: world.env, version: world.version, now: () => world.now(), random: () => world.random() };
  const hasProxy = findings.every(({ check, status }) => check !== 'proxy' || status === 'ok');
  let prober: Prober | null = null;
  try {
    prober = hasProxy ? openProber(settings) : null;
  } catch (fault) {
    findings.push(refused('endpoints', fault));
  }
  if (prober === null) {
    if (!hasProxy) findings.push(leftOut('endpoints', 'proxy'));
    for (const check of ['clock', 'credentials'] as const) findings.push(leftOut(check, hasProxy ? 'endpoints' : 'proxy'));
    return { prober, cloud: Promise.resolve(null) };
  }
  const cloud = openCloud(settings).catch((fault: unknown) => {
    findings.push(refused('credentials', fault));
    return null;
  });
  return { prober, cloud };
}

/** The regions to look at: those that were named, or all; without any of them the one where all are told. */
async function findRegions(options: DoctorOptions, world: World, { prober, cloud }: Doors<Cloud | null>, findings: DoctorFinding[]): Promise<readonly string[]> {
  const named = namedRegions(options, world);
  if (!options.allRegions) {
    findings.push(named.length > 0 ? finding('scope', 'ok', { kind: 'regions', regions: named }) : finding('scope', 'problem', { kind: 'no-region', tried: DISCOVERY_REGION }));
    return named.length > 0 ? named : [DISCOVERY_REGION];
  }
  const askedIn = named[0] ?? DISCOVERY_REGION;
  if (cloud === null) {
    findings.push(leftOut('scope', 'credentials'));
    return [askedIn];
  }
  try {
    const found = await readRegions(cloud.reader, askedIn);
    for (const { region, endpoint } of found.regions) {
      if (endpoint === null) continue;
      for (const door of [prober, cloud]) door?.learnRegionEndpoint(region, endpoint);
    }
    const regions = found.regions.map(({ region }) => region);
    findings.push(...found.unread.map(({ reason, detail }) => finding('scope', 'unknown', { kind: 'regions-unread', reason, said: detail }, reason === 'denied' ? 'permissions' : 'endpoints')));
    if (regions.length > 0) findings.push(finding('scope', 'ok', { kind: 'regions', regions }));
    return regions.length > 0 ? regions : [askedIn];
  } catch (fault) {
    if (!(fault instanceof UsageError)) throw fault;
    findings.push(leftOut('scope', 'account'));
    return [askedIn];
  }
}

/** A profile that is not there is told of the credentials. */
function namedRegions(options: DoctorOptions, world: World): readonly string[] {
  try {
    return regionsAskedFor(options, world);
  } catch (fault) {
    if (fault instanceof UsageError) return [];
    throw fault;
  }
}

function countByStatus(findings: readonly DoctorFinding[]): Record<DoctorStatus, number> {
  const counts: Record<DoctorStatus, number> = { ok: 0, warning: 0, problem: 0, unknown: 0 };
  for (const status of DOCTOR_STATUSES) counts[status] = findings.filter((one) => one.status === status).length;
  return counts;
}
