import { COMMAND_HABITS, COUNTS_MEAN } from '../../model/data-plane.ts';
import type { CommandHabit, CommandInUse, DataPlaneCheck, DataPlaneFinding, DataPlaneStatus, VerifiedInstance } from '../../model/data-plane.ts';
import type { Language } from '../../model/language.ts';
import { COMMON_WORDS, number } from './common.ts';
import { CHECKS_ZH, HABITS_ZH, OK_ZH, REASONS_ZH } from './verify-zh.ts';

/** A finding as a page tells it: several that only follow from another are one. */
export type ToldFinding = Pick<DataPlaneFinding, 'status' | 'message' | 'advice'>;

/** The words of the page of a verification, in one language. */
export interface VerifyWords {
  run(tool: string, version: string, at: string): string;
  readonly endpoints: Readonly<Record<'direct' | 'proxy', string>>;
  /** What was measured and found of an instance, in the order of the checks. */
  findings(instance: VerifiedInstance): readonly ToldFinding[];
  readonly countsMean: string;
  readonly ping: string;
  readonly unread: string;
  inRegion(region: string): string;
  summary(instances: number, ends: readonly { readonly status: DataPlaneStatus; readonly size: number }[]): string;
  partsUnread(parts: number): string;
  readonly comma: string;
}

const { count } = COMMON_WORDS.en;
const { count: countZh } = COMMON_WORDS.zh;
const WITH: Readonly<Record<DataPlaneStatus, string>> = { ok: 'ok', warning: 'with warnings', problem: 'with a problem', unknown: 'with something not measured' };

/** The findings with those that follow from the same other one put together, at the place of the first. */
function tellEach(findings: readonly DataPlaneFinding[], tell: (finding: DataPlaneFinding) => ToldFinding, together: (checks: readonly DataPlaneCheck[], because: DataPlaneCheck) => ToldFinding): ToldFinding[] {
  return findings.flatMap((finding, at) => {
    const { because } = finding;
    if (!isConsequence(finding) || because === null) return [tell(finding)];
    const alike = findings.filter((one) => isConsequence(one) && one.because === because);
    if (alike.length === 1) return [tell(finding)];
    return findings.indexOf(alike[0] ?? finding) === at ? [together(alike.map(({ check }) => check), because)] : [];
  });
}

function isConsequence({ status, because, reason }: DataPlaneFinding): boolean {
  return status === 'unknown' && because !== null && reason === null;
}

const EN: VerifyWords = {
  run: (tool, version, at) => `${tool} ${version} verify, ${at}`,
  endpoints: { direct: 'direct', proxy: 'proxy' },
  findings: ({ findings }) => tellEach(findings, (finding) => finding, (checks, because) => ({ status: 'unknown', message: `Not measured, as all of it follows from ${because}: ${checks.join(', ')}.`, advice: null })),
  countsMean: COUNTS_MEAN,
  ping: 'PING in ms',
  unread: 'Could not be read',
  inRegion: (region) => ` in ${region}`,
  summary: (instances, ends) => `${count(instances, 'instance')}${ends.length === 0 ? '' : `: ${ends.map(({ status, size }) => `${size} ${WITH[status]}`).join(', ')}`}.`,
  partsUnread: (parts) => ` ${number(parts)} ${parts === 1 ? 'part' : 'parts'} of the scope could not be read.`,
  comma: ', ',
};

const STATUSES_ZH: Readonly<Record<DataPlaneStatus, string>> = { ok: '正常', warning: '有警告', problem: '有问题', unknown: '有未测得的项目' };

/** In Chinese a finding is told from what it is; the sentence of the file stands beside it, where it knows more. */
function tellZh(finding: DataPlaneFinding, { slots, primaries, shards }: VerifiedInstance): ToldFinding {
  const { check, status, reason, because, message, advice } = finding;
  const title = CHECKS_ZH[check];
  if (status === 'ok') return { status, message: `${title}：${OK_ZH[check]}`, advice: null };
  if (because !== null && reason === null) return { status, message: `${title}：因 ${CHECKS_ZH[because]} 而未测得。`, advice: null };
  if (check === 'direct-endpoint') {
    return status === 'unknown'
      ? { status, message: `${title}：无法读取该实例是否有直连地址（${message}）`, advice: '请按括号中的原因授予权限或重试。' }
      : { status, message: `${title}：没有可连接的直连地址（${message}）`, advice: '请检查实例 ID 和地域；如果实例确实没有直连地址，`tair-preflight apply INSTANCE` 会在所有规则通过时为其开通。' };
  }
  if (check === 'slots-covered' && reason === null && slots !== null) return { status, message: `${title}：${number(slots.total)} 个槽中只有 ${number(slots.covered)} 个有主节点。`, advice };
  if (check === 'primaries-match-shards' && shards !== null) return { status, message: `${title}：应有 ${number(shards)} 个主节点，槽位图中有 ${number(primaries.length)} 个。`, advice };
  const words = reason === null ? undefined : REASONS_ZH[reason];
  return { status, message: words === undefined ? `${title}：${message}` : `${title}：${words.saw}（${message}）`, advice: words?.advice ?? advice };
}

function habitsZh(commands: readonly CommandInUse[]): ToldFinding[] {
  return COMMAND_HABITS.flatMap((habit: CommandHabit) => {
    const used = commands.filter((one) => one.habit === habit);
    if (used.length === 0) return [];
    const named = used.slice(0, 5).map(({ command, calls }) => `${command} ${countZh(calls, 'call')}`).join('、');
    const more = used.length > 5 ? COMMON_WORDS.zh.andMore(used.length - 5) : '';
    return [{ status: 'warning' as const, message: `${CHECKS_ZH['command-habits']}：正在使用 ${named}${more}。${HABITS_ZH[habit].meaning}`, advice: HABITS_ZH[habit].advice }];
  });
}

function isHabit({ check, status }: DataPlaneFinding): boolean {
  return check === 'command-habits' && status === 'warning';
}

const ZH: VerifyWords = {
  run: (tool, version, at) => `${tool} ${version} verify，${at}`,
  endpoints: { direct: '直连', proxy: '代理' },
  findings: (instance) => {
    const { commands } = instance;
    const others = tellEach(instance.findings.filter((finding) => commands === null || !isHabit(finding)), (finding) => tellZh(finding, instance), (checks, because) => ({
      status: 'unknown', message: `因「${CHECKS_ZH[because]}」而均未测得：${checks.map((check) => CHECKS_ZH[check]).join('、')}。`, advice: null,
    }));
    return instance.findings.some(isHabit) ? [...others, ...habitsZh(commands ?? [])] : others;
  },
  countsMean: '调用次数由各分片自启动或统计重置以来计数，以到达分片的命令为准：代理可能已拆分或改写命令，因此并非客户端发送的次数。',
  ping: 'PING 毫秒',
  unread: '未能读取',
  inRegion: (region) => `（${region}）`,
  summary: (instances, ends) => `共 ${countZh(instances, 'instance')}${ends.length === 0 ? '' : `：${ends.map(({ status, size }) => `${STATUSES_ZH[status]} ${number(size)}`).join('，')}`}。`,
  partsUnread: (parts) => `范围中有 ${number(parts)} 个部分无法读取。`,
  comma: '，',
};

/** One object a language: what one of them does not say does not compile. */
export const VERIFY_WORDS: Readonly<Record<Language, VerifyWords>> = { en: EN, zh: ZH };
