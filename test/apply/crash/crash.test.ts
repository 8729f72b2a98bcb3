import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { expect, it } from 'vitest';

import { applyPlanFile } from '../../../src/app/apply.ts';
import { APPLY_DEFAULTS, PLAN_DEFAULTS } from '../../../src/app/options.ts';
import { plan } from '../../../src/app/plan.ts';
import { resume } from '../../../src/app/resume.ts';
import { readJournal } from '../../../src/apply/journal-file.ts';
import { startEmulator } from '../../../src/emulator/start-emulator.ts';
import type { Emulator } from '../../../src/emulator/start-emulator.ts';
import { planText } from '../../../src/report/plan.ts';
import { envFor } from '../../support/cli.ts';
import { optionsFor, seeded, testWorld } from '../../support/world.ts';

const MAIN = new URL('../../../dist/cli/main.js', import.meta.url).pathname;
const KILLER = new URL('./killer.cjs', import.meta.url).pathname;
const IDS = ['r-a', 'r-b', 'r-c'];
/** Syncs of one undisturbed apply: the new file and its folder, then intent, sent, accepted and done of each entry. */
const SYNCS = 2 + 4 * IDS.length;
/** Writes of the same: the first line, then four a entry. */
const WRITES = 1 + 4 * IDS.length;
const RANDOM_INSTANTS = 200;
/** Requests of one undisturbed apply, roughly: the account, eight to read and judge each entry, the call, and a few to wait for it. */
const REQUESTS = 46;

interface Ended {
  readonly signal: string | null;
  readonly text: string;
}

/** Runs a command as a child, which is killed when `isTime` says so. */
function run(argv: readonly string[], folder: string, env: Readonly<Record<string, string>>, isTime: () => boolean): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...argv], { cwd: folder, env: { ...env, PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { text += chunk.toString(); });
    const look = setInterval(() => { if (isTime()) child.kill('SIGKILL'); }, 1);
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      clearInterval(look);
      resolve({ signal, text });
    });
  });
}

const GUARDS = ['--yes', '--quiet', '--poll', '0.02', '--settle', '0.25', '--wait', '20', '--journal', 'j'];

interface How {
  readonly env?: Readonly<Record<string, string>>;
  /** Kill once the service has seen so many requests of the child, and so many milliseconds later. */
  readonly afterRequests?: number;
  readonly andMilliseconds?: number;
}

/** One apply that is killed, then resumed: the emulator has accepted each instance once, and the journal is whole. */
async function crashAndResume(how: How): Promise<string> {
  const emulator = await startEmulator({ fleet: {
    vSwitches: ['vsw-1', 'vsw-2'].map((id) => ({ id, vpc: 'vpc-a', zone: 'cn-hangzhou-h', region: 'cn-hangzhou', cidr: '10.0.0.0/24', available: 200 })),
    instances: IDS.map((id, at) => ({ id, vSwitch: at < 2 ? 'vsw-1' : 'vsw-2' })), settings: { settle: 0.05 },
  } });
  const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-crash-'));
  const journal = join(folder, 'j');
  try {
    const made = await plan({ ...optionsFor(emulator), ...PLAN_DEFAULTS }, testWorld());
    writeFileSync(join(folder, 'plan.json'), planText(made.plan));
    const first = await run(['apply', 'plan.json', ...GUARDS], folder, { ...envFor(emulator), ...how.env }, timerFor(emulator, how));
    const reached = existsSync(journal) ? readJournal(journal).lines.length : -1;
    const options = { ...optionsFor(emulator), ...APPLY_DEFAULTS, poll: 0.02, settle: 0.25, wait: 20, journal };
    const world = testWorld({ self: { pid: process.pid, host: hostname(), token: 'test' }, isAlive: () => false });
    const goOn = (): Promise<boolean> => Promise.resolve(true);
    const second = reached < 0 ? await applyPlanFile(join(folder, 'plan.json'), options, world, goOn) : await resume(journal, options, world, goOn);
    expect(second?.outcome.entries.map((entry) => [entry.instanceId, entry.outcome]), `${JSON.stringify(how)}: ${first.text}`).toEqual(IDS.map((id) => [id, 'done']));
    check(emulator, folder, JSON.stringify(how));
    return first.signal === 'SIGKILL' ? (reached < 0 ? 'before the journal' : `after line ${reached}`) : 'not killed';
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await emulator.stop();
  }
}

function timerFor(emulator: Emulator, { afterRequests, andMilliseconds = 0 }: How): () => boolean {
  const before = emulator.requests().length;
  let since: number | null = null;
  return () => {
    if (afterRequests === undefined) return false;
    if (since === null && emulator.requests().length - before >= afterRequests) since = performance.now();
    return since !== null && performance.now() - since >= andMilliseconds;
  };
}

function check(emulator: Emulator, folder: string, how: string): void {
  expect(emulator.accepted().map((call) => call.instanceId).toSorted(), how).toEqual(IDS);
  const calls = emulator.requests().filter((request) => request.action === 'AllocateDirectConnection');
  for (const id of IDS) {
    const own = calls.filter((call) => call.instanceId === id);
    const accepted = own.findIndex((call) => call.outcome === 'ok');
    expect(own.slice(accepted + 1), `${how}: nothing is sent to ${id} after it was accepted`).toEqual([]);
  }
  const { lines } = readJournal(join(folder, 'j'));
  const last = new Map(lines.map((line) => [line.instanceId, line.event]));
  expect([...last].toSorted(), how).toEqual(IDS.map((id) => [id, 'done']));
}

const steps = [
  ...Array.from({ length: SYNCS }, (_, at) => ['before', at + 1] as const),
  ...Array.from({ length: SYNCS }, (_, at) => ['after', at + 1] as const),
  ...Array.from({ length: WRITES }, (_, at) => ['torn', at + 1] as const),
];

it('a kill at every journal step, before, after and in the middle of the write, loses nothing and sends nothing twice', async () => {
  const limit = pLimit(2);
  const reached = await Promise.all(steps.map(([mode, at]) => limit(() => crashAndResume({ env: { NODE_OPTIONS: `--require=${KILLER}`, KILL_AT: String(at), KILL_MODE: mode } }))));
  expect(reached.filter((where) => where === 'not killed')).toEqual([]);
  expect(new Set(reached).size).toBeGreaterThan(10);
}, 600_000);

it(`a kill at ${RANDOM_INSTANTS} random instants loses nothing and sends nothing twice`, async () => {
  const random = seeded(3);
  const limit = pLimit(2);
  const reached = await Promise.all(Array.from({ length: RANDOM_INSTANTS }, () => limit(() => crashAndResume({ afterRequests: 1 + Math.floor(random() * REQUESTS), andMilliseconds: random() * 15 }))));
  const counts = new Map<string, number>();
  for (const where of reached) counts.set(where, (counts.get(where) ?? 0) + 1);
  console.log(`Killed: ${[...counts].toSorted().map(([where, count]) => `${where} ${count}`).join(', ')}`);
  expect(reached.filter((where) => where.startsWith('after')).length).toBeGreaterThan(20);
}, 900_000);
