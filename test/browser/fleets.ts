import { fileURLToPath } from 'node:url';

import { check } from '../../src/app/check.ts';
import { emulate } from '../../src/app/emulate.ts';
import type { Language } from '../../src/model/language.ts';
import type { Result, ResultFact, ResultInstance } from '../../src/model/result.ts';
import { optionsFor, seeded, testWorld } from '../support/world.ts';

export type Told = Readonly<Record<Language, Result>>;

const DEMO = fileURLToPath(new URL('../../examples/demo-fleet.yaml', import.meta.url));

/** The fleet of the demo, checked through the SDK, in both languages. */
export async function demoFleet(): Promise<Told> {
  const emulator = await emulate({ fleet: DEMO, faults: null, port: null });
  try {
    const { inLanguage } = await check(optionsFor(emulator, { regions: [], allRegions: true }), testWorld());
    return { en: inLanguage('en'), zh: inLanguage('zh') };
  } finally {
    await emulator.stop();
  }
}

const WORDS = ['checkout', 'catalog', 'ranking', 'feeds', 'session', 'pricing', 'stock', 'coupon', 'profile', 'search', 'archive', 'geo', 'mail', 'upload', 'ledger'];
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** So many instances as the demo fleet has them, each with its own id, name, tags, vSwitch, request ids and times; the same at every run. */
export function fleetOf(count: number, demo: Told): Told {
  const random = seeded(20_260_101);
  const pick = <T>(from: readonly T[]): T => {
    const one = from[Math.floor(random() * from.length)];
    if (one === undefined) throw new Error('Nothing to pick from.');
    return one;
  };
  const digits = (length: number, from = DIGITS): string => Array.from({ length }, () => from[Math.floor(random() * from.length)]).join('');
  const shared = sharedRequests(demo.en.instances);
  const drafts = Array.from({ length: count }, (_, at): Draft => ({
    template: at % demo.en.instances.length,
    id: `r-bp1${digits(14)}`,
    name: `${pick(WORDS)}-${pick(WORDS)}-${digits(3, '0123456789')}`,
    suffix: `-${at % 97}`,
    tags: { team: pick(WORDS), stage: pick(['live', 'test', 'staging']) },
    seconds: Math.floor(at / 20) + Math.floor(random() * 5),
    requests: new Map(),
    newRequest: () => [8, 4, 4, 4, 12].map((length) => digits(length, '0123456789ABCDEF')).join('-'),
  }));
  const told = (result: Result): Result => {
    const instances = drafts.map((draft) => cloned(result.instances[draft.template], draft, shared)).toSorted((a, b) => (String(a.region) + a.instanceId < String(b.region) + b.instanceId ? -1 : 1));
    const size = (holds: (one: ResultInstance) => boolean): number => instances.filter(holds).length;
    const vSwitches = result.vSwitches.flatMap((one) => Array.from({ length: 97 }, (_, at) => ({ ...one, vSwitchId: `${one.vSwitchId}-${at}` })));
    return {
      ...result, instances, vSwitches,
      summary: {
        ...result.summary, instances: count, eligible: size((one) => one.standing === 'eligible'), blocked: size((one) => one.standing === 'blocked'),
        fixable: size((one) => one.fixable), unknown: size((one) => one.standing === 'unknown'), enabled: size((one) => one.standing === 'enabled'), contended: size((one) => one.contended),
      },
    };
  };
  return { en: told(demo.en), zh: told(demo.zh) };
}

interface Draft {
  readonly template: number;
  readonly id: string;
  readonly name: string;
  readonly suffix: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly requests: Map<string, string>;
  readonly newRequest: () => string;
}

/** Request ids that more than one instance rests on: those of lists. */
function sharedRequests(instances: readonly ResultInstance[]): ReadonlySet<string> {
  const seen = new Map<string, number>();
  for (const { facts } of instances) for (const id of new Set(Object.values(facts).map(({ requestId }) => requestId ?? ''))) seen.set(id, (seen.get(id) ?? 0) + 1);
  return new Set([...seen].filter(([, uses]) => uses > 1).map(([id]) => id));
}

function cloned(template: ResultInstance | undefined, draft: Draft, shared: ReadonlySet<string>): ResultInstance {
  if (template === undefined) throw new Error('There is no such instance.');
  const told = (text: string): string => text.replaceAll(template.instanceId, draft.id).replaceAll(template.name ?? '\u0000', draft.name).replaceAll(/vsw-[a-z]+-[a-z]+/g, (vSwitch) => vSwitch + draft.suffix);
  const request = (id: string | null): string | null => {
    if (id === null || shared.has(id)) return id;
    const own = draft.requests.get(id) ?? draft.newRequest();
    draft.requests.set(id, own);
    return own;
  };
  const changed = (name: string, fact: ResultFact): ResultFact => {
    const { requestId, readAt } = fact;
    const isOwn = requestId !== null && !shared.has(requestId);
    const source = { requestId: request(requestId), readAt: readAt === null || !isOwn ? readAt : new Date(Date.parse(readAt) + draft.seconds * 1000).toISOString() };
    if (!('value' in fact)) return { ...fact, ...source, detail: told(fact.detail), readAt: source.readAt };
    const value = name === 'instance.tags' ? draft.tags : typeof fact.value === 'object' ? JSON.parse(told(JSON.stringify(fact.value))) as typeof fact.value : typeof fact.value === 'string' ? told(fact.value) : fact.value;
    return { ...fact, value, requestId: source.requestId, readAt: source.readAt ?? fact.readAt };
  };
  return {
    ...template, instanceId: draft.id, name: draft.name,
    facts: Object.fromEntries(Object.entries(template.facts).map(([name, fact]) => [name, changed(name, fact)])),
    findings: template.findings.map((finding) => ({
      ...finding, message: told(finding.message), saw: finding.saw === null ? null : told(finding.saw),
      remedy: finding.remedy.map((step) => ({ ...step, do: told(step.do), run: step.run === null ? null : told(step.run) })),
    })),
  };
}
