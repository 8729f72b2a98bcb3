import { createHmac } from 'node:crypto';

import type { BuiltInFactName, FactName, FactSet, FactValue } from '../model/facts.ts';
import { FACTS } from '../model/facts.ts';
import type { ObservedFact, ObservationRecord } from '../model/observation-record.ts';

/**
 * What becomes of each fact in an observation. `keep`: it names nobody. `replace`: its texts become others of the same form,
 * so that emptiness, equality and form still decide. `leave-out`: nothing of it is kept.
 */
type Redaction = 'keep' | 'replace' | 'leave-out' | ((value: FactValue, replace: Replace, facts: FactSet) => FactValue);
type Replace = (text: string) => string;

/** What names nobody and decides a rule of ours: the addresses of a whitelist that nobody can use. */
const USELESS_ADDRESSES = ['', '127.0.0.1', '127.0.0.1/32', '::1'];

const field = (...names: readonly string[]): Redaction => (value, replace) =>
  (Array.isArray(value) ? value as readonly Readonly<Record<string, string | number | boolean>>[] : []).map((item) =>
    Object.fromEntries(Object.entries(item).map(([name, part]) => [name, names.includes(name) ? replace(String(part)) : part])));

/** A fact that is new in the dictionary does not compile here until somebody decides. */
const REDACTIONS: Readonly<Record<BuiltInFactName, Redaction>> = {
  'instance.exists': 'keep',
  'instance.id': 'replace',
  'instance.name': 'leave-out',
  'instance.accountId': 'replace',
  'instance.region': 'keep',
  'instance.zone': 'keep',
  'instance.status': 'keep',
  'instance.architecture': 'keep',
  'instance.deployment': 'keep',
  'instance.connectionMode': 'keep',
  'instance.edition': 'keep',
  'instance.engine': 'keep',
  'instance.engineVersion': 'keep',
  'instance.instanceClass': 'keep',
  'instance.networkType': 'keep',
  'instance.vpcId': 'replace',
  'instance.vSwitchId': 'replace',
  'instance.shardCount': 'keep',
  'instance.chargeType': 'keep',
  'instance.expiresAt': 'keep',
  'instance.resourceGroupId': 'replace',
  'instance.globalInstanceId': 'replace',
  'instance.orderInProgress': 'keep',
  'instance.renewalChangeBooked': 'keep',
  'instance.passwordFree': 'keep',
  'instance.maintainStartTime': 'keep',
  'instance.maintainEndTime': 'keep',
  'instance.tags': 'leave-out',
  'version.minor': 'keep',
  'version.latestMinor': 'keep',
  'version.isLatestMinor': 'keep',
  'version.canUpgradeMajor': 'keep',
  'ssl.enabled': 'keep',
  'network.hasDirectEndpoint': 'keep',
  'network.hasPublicEndpoint': 'keep',
  'network.endpoints': field('connectionString'),
  'vswitch.id': 'replace',
  'vswitch.zone': 'keep',
  'vswitch.status': 'keep',
  'vswitch.cidr': 'leave-out',
  'vswitch.availableAddresses': 'keep',
  'vswitch.ownedByAnotherAccount': 'keep',
  'vswitch.alternatives': field('id'),
  'tasks.active': field('id'),
  'tasks.maintenance': 'keep',
  'load.connections': 'keep',
  'load.connectionsPerShardLimit': 'keep',
  'access.whitelist': (value, replace) => listOf(value).map((address) => (USELESS_ADDRESSES.includes(address) ? address : replace(address))),
  'account.prefixesSeen': (value, replace, facts) => listOf(value).filter((prefix) => prefix === prefixAskedFor(facts)).map(replace),
  'account.previewAccess': 'keep',
  'request.hasPrefix': 'keep',
  'request.previewAttested': 'keep',
  'request.prefix': 'replace',
  'request.port': 'keep',
  'request.now': 'keep',
};

/** Facts that name somebody, as they may be kept and passed on; the salt never leaves its owner. */
export function redactFacts(facts: FactSet, salt: string): Pick<ObservationRecord, 'facts' | 'replaced' | 'leftOut'> {
  const replace: Replace = (text) => replaceText(text, salt);
  const kept: [FactName, ObservedFact][] = [];
  const [replaced, leftOut]: [FactName[], FactName[]] = [[], []];
  for (const [name, fact] of [...facts].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (fact.kind === 'unknown') {
      kept.push([name, { unknown: fact.reason }]);
      continue;
    }
    const redaction = redactionOf(name, fact.value);
    if (redaction === 'leave-out') {
      leftOut.push(name);
      continue;
    }
    kept.push([name, { value: redaction === 'keep' ? fact.value : redaction === 'replace' ? replace(String(fact.value)) : redaction(fact.value, replace, facts) }]);
    if (redaction !== 'keep') replaced.push(name);
  }
  return { facts: Object.fromEntries(kept), replaced, leftOut };
}

/** Of one's own facts only those that cannot name anybody are kept. */
function redactionOf(name: FactName, value: FactValue): Redaction {
  if (Object.hasOwn(FACTS, name)) return REDACTIONS[name as BuiltInFactName];
  return typeof value === 'boolean' || typeof value === 'number' ? 'keep' : 'leave-out';
}

/** Another text of the same form: letters for letters, digits for digits, anything else as it is. The same text gives the same, with the same salt. */
function replaceText(text: string, salt: string): string {
  let pool = Buffer.alloc(0);
  let round = 0;
  const draw = (from: string): string => {
    if (pool.length === 0) pool = createHmac('sha256', salt).update(`${round++} ${text}`).digest();
    const [byte = 0] = pool;
    pool = pool.subarray(1);
    return from[byte % from.length] ?? '';
  };
  return text.replaceAll(/[a-zA-Z\d]|\P{ASCII}/gu, (character) => draw(FORMS.find((form) => form.includes(character)) ?? OTHER_LETTERS));
}

const FORMS = ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789'];
const OTHER_LETTERS = 'äöüéèñçß';

function listOf(value: FactValue): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function prefixAskedFor(facts: FactSet): string | null {
  const prefix = facts.get('request.prefix');
  return prefix?.kind === 'known' ? String(prefix.value) : null;
}
