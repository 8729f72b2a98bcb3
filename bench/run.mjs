// Speed as ratios, both sides measured in turn in one run: machines differ, ratios less so. `npm run bench` builds first.
import { execFileSync } from 'node:child_process';
import { Agent, get } from 'node:http';

import { check } from '../dist/app/check.js';
import { nodeWorld } from '../dist/app/node-world.js';
import { CHECK_DEFAULTS } from '../dist/app/options.js';
import { builtInRules } from '../dist/app/built-in-rules.js';
import { startEmulator } from '../dist/emulator/start-emulator.js';
import { assess } from '../dist/evaluate/assess.js';
import { rulesInForce } from '../dist/evaluate/rules-in-force.js';
import { makePlan } from '../dist/plan/make-plan.js';
import { reportHtml } from '../dist/report/html.js';
import { reportTable } from '../dist/report/table.js';
import { HEALTHY, loadRuleBook } from '../dist/rulebook/index.js';
import { ONE_WAVE } from '../dist/plan/waves.js';

const RUNS = 7;
const MAIN = new URL('../dist/cli/main.js', import.meta.url).pathname;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** The two sides in turn, a warm-up first; the median of each in milliseconds and of their ratio pair by pair. */
async function pair(name, a, b, note, runs = RUNS) {
  const times = [];
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    await a();
    const middle = performance.now();
    await b();
    if (run > 0) times.push([middle - start, performance.now() - middle]);
  }
  const row = { name, 'A ms': median(times.map(([x]) => x)).toFixed(1), 'B ms': median(times.map(([, y]) => y)).toFixed(1), 'A / B': median(times.map(([x, y]) => x / y)).toFixed(2), note };
  rows.push(row);
}

const rows = [];
const node = (...argv) => () => { execFileSync(process.execPath, argv, { stdio: 'ignore' }); };
await pair('tair-preflight --version / bare node', node(MAIN, '--version'), node('-e', '0'), 'start-up');
await pair('rules list / bare node', node(MAIN, 'rules', 'list'), node('-e', '0'), 'start-up with every rule compiled');

const healthy = (count) => Array.from({ length: count }, (_, at) => ({ id: `r-${at}`, vSwitch: `vsw-${at % 5}`, class: 'redis.logic.sharding.2g.8db.0rodb.8proxy.default', architecture: 'cluster' }));
const emulator = await startEmulator({ fleet: { vSwitches: [0, 1, 2, 3, 4].map((at) => ({ id: `vsw-${at}`, vpc: 'vpc-a', region: 'cn-hangzhou', available: 4000 })), instances: healthy(300) } });
const world = nodeWorld({ env: { ALIBABA_CLOUD_ACCESS_KEY_ID: 'emulator', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator-secret' } });
const options = { ...CHECK_DEFAULTS, concurrency: 16, regions: ['cn-hangzhou'], endpoints: { kvstore: emulator.url, vpc: emulator.url, sts: emulator.url } };
const { result } = await check(options, world);
const calls = Object.values(result.summary.apiCalls).reduce((sum, count) => sum + count, 0);
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const bare = () => new Promise((resolve, reject) => { get(emulator.url, { agent }, (response) => { response.resume(); response.on('end', resolve); }).on('error', reject); });
await pair(`check of 300 instances / ${calls} bare requests`, () => check(options, world), () => Promise.all(Array.from({ length: calls }, bare)), `${(calls / 300).toFixed(2)} calls an instance`);
agent.destroy();
await emulator.stop();

const book = loadRuleBook({ builtIn: builtInRules(), extra: [] });
const rules = rulesInForce(book, { preset: 'recommended', only: [], skip: [], leadsToCall: true });
const fleetOf = (count) => ({ accountId: '1', unread: [], regions: ['cn-hangzhou'], withoutService: [], instances: Array.from({ length: count }, (_, at) => ({ accountId: '1', region: 'cn-hangzhou', instanceId: `r-${at}`, facts: HEALTHY })) });
await pair('judge 2,000 / judge 200 instances', () => assess(fleetOf(2000), rules), () => assess(fleetOf(200), rules), '10 is linear');

const assessed = (count) => assess(fleetOf(count), rules);
const [large, small] = [assessed(20_000), assessed(2_000)];
const planOptions = { operation: 'AllocateDirectConnection', tool: result.tool, rulebook: result.rulebook, attested: [], port: null, keepFree: 0, order: { kind: 'smallest' }, waves: ONE_WAVE, createdAt: new Date(0), expiresIn: 1 };
await pair('plan 20,000 / plan 2,000 instances', () => makePlan(large, planOptions), () => makePlan(small, planOptions), '10 is linear');

const tableOf = (count) => ({ ...result, instances: Array.from({ length: count }, (_, at) => ({ ...result.instances[at % 300], instanceId: `r-${at}` })) });
const [many, few] = [tableOf(20_000), tableOf(2_000)];
await pair('table of 20,000 / table of 2,000', () => reportTable(many, { width: 80, color: false }), () => reportTable(few, { width: 80, color: false }), '10 is linear');

const page = (of) => reportHtml({ inLanguage: () => of, look: { width: 80, color: false } });
const [huge, tenth] = [tableOf(100_000), tableOf(10_000)];
await pair('page of 100,000 / page of 10,000', () => page(huge), () => page(tenth), `10 is linear; ${(Buffer.byteLength(page(huge)) / 1e6).toFixed(1)} MB without request ids of their own`, 2);

console.table(rows);
