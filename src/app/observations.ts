import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, linkSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';

import type { CallResult } from '../cloud/types.ts';
import type { AssessedInstance } from '../model/assessment.ts';
import { OBSERVATION_SCHEMA } from '../model/observation-record.ts';
import type { ObservationRecord, ObservedAnswer } from '../model/observation-record.ts';
import type { EntryOutcome } from '../model/outcome.ts';
import type { Plan, PlanEntry } from '../model/plan.ts';
import { redactFacts } from './redact-facts.ts';
import type { World } from './world.ts';

/** Keeps what the service answered to calls, beside the facts they were made on. Nothing that goes wrong here is told but once, and nothing ends by it. */
export interface Observer {
  /** A call was answered, or its answer was lost; `instance` is as it was judged for it. */
  answered(entry: Pick<PlanEntry, 'region' | 'instanceId'>, instance: AssessedInstance, result: CallResult): void;
  /** An entry has ended: where a call was made for it, a line is written. */
  ended(outcome: EntryOutcome): void;
}

const NOBODY: Observer = { answered: () => undefined, ended: () => undefined };

/** An observer that appends to a file; one that keeps nothing where no file is named. */
export function observerFor(file: string | null, plan: Pick<Plan, 'operation' | 'tool' | 'rulebook'>, world: Pick<World, 'now' | 'say'>): Observer {
  if (file === null) return NOBODY;
  const last = new Map<string, { readonly instance: AssessedInstance; readonly result: CallResult }>();
  let isBroken = false;
  return {
    answered: ({ region, instanceId }, instance, result) => { last.set(`${region} ${instanceId}`, { instance, result }); },
    ended: (outcome) => {
      const call = last.get(`${outcome.region} ${outcome.instanceId}`);
      if (call === undefined || isBroken) return;
      try {
        append(file, `${JSON.stringify(toRecord(plan, call, outcome, { salt: saltOf(file), at: world.now() }))}\n`);
      } catch (fault) {
        isBroken = true;
        world.say(`warning: ${file} could not be written (${fault instanceof Error && 'code' in fault ? String(fault.code) : 'an unexpected fault'}): no further observation of this run is kept.`);
      }
    },
  };
}

function toRecord(plan: Pick<Plan, 'operation' | 'tool' | 'rulebook'>, { instance, result }: { readonly instance: AssessedInstance; readonly result: CallResult }, outcome: EntryOutcome, about: { readonly salt: string; readonly at: Date }): ObservationRecord {
  const answer = toAnswer(result);
  return {
    schema: OBSERVATION_SCHEMA,
    at: about.at.toISOString(),
    tool: plan.tool,
    operation: plan.operation,
    rulebook: plan.rulebook,
    ...redactFacts(instance.facts, about.salt),
    verdicts: Object.fromEntries(instance.findings.map((finding) => [finding.rule, finding.verdict])),
    answer,
    outcome: outcome.outcome,
    race: answer.kind === 'refused' && outcome.outcome === 'rejected' ? outcome.rule : null,
  };
}

function toAnswer(result: CallResult): ObservedAnswer {
  switch (result.kind) {
    case 'accepted':
      return { kind: 'accepted', code: null };
    case 'rejected':
    case 'denied':
    case 'throttled':
      return { kind: 'refused', code: result.code };
    case 'ambiguous':
    case 'not-sent':
      return { kind: 'lost', code: null };
  }
}

/** Appends a line in one write, so that lines of several runs never mix; a line that was cut off before is left to itself. */
function append(file: string, line: string): void {
  const handle = openSync(file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o600);
  try {
    const content = Buffer.from(endsInMidLine(handle) ? `\n${line}` : line);
    if (writeSync(handle, content) !== content.length) throw Object.assign(new Error('A line was cut off.'), { code: 'ENOSPC' });
    if (fstatSync(handle).isFile()) fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function endsInMidLine(handle: number): boolean {
  const { size } = fstatSync(handle);
  if (size === 0) return false;
  const end = Buffer.alloc(1);
  return readSync(handle, end, 0, 1, size - 1) === 1 && end[0] !== 0x0a;
}

/** The salt of a collection, in a file beside it that stays with its owner: the same names are replaced by the same, and nobody can try names out. */
function saltOf(file: string): string {
  const name = `${file}.salt`;
  const there = readSalt(name);
  if (there !== null) return there;
  const temporary = `${name}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'w' });
    linkSync(temporary, name);
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'EEXIST')) throw fault; // another run was quicker: its salt counts
  } finally {
    rmSync(temporary, { force: true });
  }
  const made = readSalt(name);
  if (made === null) throw Object.assign(new Error('The salt is not readable.'), { code: 'EINVAL' });
  return made;
}

/** Null where there is none yet. One that is no salt must not be taken for one. */
function readSalt(name: string): string | null {
  try {
    const salt = readFileSync(name, 'utf8').trim();
    if (!/^[0-9a-f]{64}$/.test(salt)) throw Object.assign(new Error(`${name} is no salt.`), { code: 'EINVAL' });
    return salt;
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return null;
    throw fault;
  }
}
