import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, expect } from 'vitest';

import { applyPlanFile } from '../../src/app/apply.ts';
import type { Confirm } from '../../src/app/apply.ts';
import { APPLY_DEFAULTS, PLAN_DEFAULTS } from '../../src/app/options.ts';
import type { ApplyOptions, PlanRunOptions } from '../../src/app/options.ts';
import { plan as makePlan } from '../../src/app/plan.ts';
import { resume } from '../../src/app/resume.ts';
import type { World } from '../../src/app/world.ts';
import { readJournal } from '../../src/apply/journal-file.ts';
import type { RequestRecord } from '../../src/emulator/emulated-service.ts';
import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import type { InstanceState } from '../../src/emulator/cloud-state.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Emulator, EmulatorOptions } from '../../src/emulator/start-emulator.ts';
import type { EntryOutcome, Outcome } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import { planText } from '../../src/report/plan.ts';
import { optionsFor, testWorld } from '../support/world.ts';

export const ALLOCATE = 'AllocateDirectConnection';

/** The files of a folder, without the mark beside a plan file that says that it was used. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.endsWith('.used')).toSorted();
}

/** Times in seconds that make an apply quick. */
export const QUICK = { poll: 0.02, settle: 0.25, wait: 10, requestTimeout: 1 } as const;

const open: Emulator[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((emulator) => emulator.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A cloud with roomy vSwitches vsw-1 to vsw-4; changes settle after 50 ms. It ends with the test. */
export async function cloudOf(instances: readonly FleetInstance[], more: Partial<FleetFile> = {}, options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const vSwitches = ['vsw-1', 'vsw-2', 'vsw-3', 'vsw-4'].map((id) => ({ id, vpc: 'vpc-a', zone: 'cn-hangzhou-h', region: 'cn-hangzhou', cidr: '10.0.0.0/22', available: 900 }));
  const emulator = await startEmulator({ ...options, fleet: { vSwitches, ...more, settings: { settle: 0.05, ...more.settings }, instances: [...instances] } });
  open.push(emulator);
  return emulator;
}

/** Instances by id, each on the vSwitch that is named. */
export function on(vSwitches: Readonly<Record<string, string>>, more: Partial<FleetInstance> = {}): FleetInstance[] {
  return Object.entries(vSwitches).map(([id, vSwitch]) => ({ id, vSwitch, ...more }));
}

/** An empty folder that ends with the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-apply-'));
  folders.push(folder);
  return folder;
}

/** A plan that was made and written, and the journal that an apply of it keeps. */
export interface Written {
  readonly emulator: Emulator;
  readonly plan: Plan;
  readonly folder: string;
  readonly file: string;
  readonly journal: string;
}

export async function planOn(emulator: Emulator, more: Partial<PlanRunOptions> = {}, world: Partial<World> = {}): Promise<Written> {
  const folder = newFolder();
  const { plan } = await makePlan({ ...optionsFor(emulator), ...PLAN_DEFAULTS, ...more }, testWorld(world));
  const file = join(folder, 'plan.json');
  writeFileSync(file, planText(plan));
  return { emulator, plan, folder, file, journal: join(folder, 'j') };
}

export const yes: Confirm = () => Promise.resolve(true);

export function applyOptions({ emulator, journal }: Written, more: Partial<ApplyOptions> = {}): ApplyOptions {
  return { ...optionsFor(emulator), ...APPLY_DEFAULTS, ...QUICK, journal, ...more };
}

export async function applyOf(written: Written, more: Partial<ApplyOptions> = {}, world: Partial<World> = {}, confirm: Confirm = yes): Promise<Outcome> {
  const applied = await applyPlanFile(written.file, applyOptions(written, more), testWorld(world), confirm);
  if (applied === null) throw new Error('declined');
  return applied.outcome;
}

export async function resumeOf(written: Written, more: Partial<ApplyOptions> = {}, world: Partial<World> = {}): Promise<Outcome> {
  const resumed = await resume(written.journal, applyOptions(written, more), testWorld(world), () => Promise.resolve(true));
  if (resumed === null) throw new Error('declined');
  return resumed.outcome;
}

/** How each entry ended, by id. */
export function endsOf(outcome: Pick<Outcome, 'entries'>): Record<string, string> {
  return Object.fromEntries(outcome.entries.map((entry) => [entry.instanceId, entry.outcome]));
}

export function entryOf(outcome: Pick<Outcome, 'entries'>, id: string): EntryOutcome {
  const entry = outcome.entries.find((one) => one.instanceId === id);
  if (entry === undefined) throw new Error(`no entry for ${id}`);
  return entry;
}

/** The mutating calls that arrived, in order. */
export function callsOf(emulator: Emulator): readonly RequestRecord[] {
  return emulator.requests().filter((request) => request.action === ALLOCATE);
}

export const acceptedIds = (emulator: Emulator): string[] => emulator.accepted().map((call) => call.instanceId);

/** That every instance was accepted once, and nothing was sent to it afterwards. */
export function expectOnce(emulator: Emulator, ids: readonly string[]): void {
  expect(acceptedIds(emulator).toSorted()).toEqual(ids.toSorted());
  for (const id of ids) {
    const own = callsOf(emulator).filter((call) => call.instanceId === id);
    const at = emulator.accepted().find((call) => call.instanceId === id)?.at ?? '';
    expect(own.filter((call) => call.at > at), `calls to ${id} after it was accepted`).toEqual([]);
  }
}

/** The last event of each instance in a journal whose chain is whole. */
export function lastEvents(journal: string): Record<string, string> {
  return Object.fromEntries(readJournal(journal).lines.map((line) => [line.instanceId, line.event]));
}

/** A world that does something once, when a line is said that holds these words. */
export function when(words: string, what: () => void): Partial<World> {
  let done = false;
  return { say: (line) => {
    if (done || !line.includes(words)) return;
    done = true;
    what();
  } };
}

/** Changes one instance of the cloud by hand. */
export function change(emulator: Emulator, id: string, what: (instance: InstanceState) => void): void {
  emulator.mutate((state) => {
    const instance = state.instances.get(id);
    if (instance === undefined) throw new Error(`no instance ${id}`);
    what(instance);
  });
}

export const refuse = (code: string, more: Partial<Fault> = {}): Fault => ({ operation: ALLOCATE, kind: 'error', status: 400, code, message: 'No.', ...more } as Fault);
