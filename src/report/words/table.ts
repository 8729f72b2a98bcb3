import type { Language } from '../../model/language.ts';
import type { ResultFinding } from '../../model/result.ts';
import { COMMON_WORDS, number } from './common.ts';

/** How many instances stand where, for the last line. */
export interface Counts {
  readonly instances: number;
  readonly eligible: number;
  readonly contended: number;
  /** Of those that can go now: for these plan and apply will refuse. */
  readonly refused?: number;
  readonly fixable: number;
  readonly never: number;
  readonly notFound: number;
  readonly unknown: number;
  readonly enabled: number;
}

/** The words of the table of `check` in one language. Names and ids come in as they are shown; a name that ends in "s" takes a list. */
export interface TableWords {
  readonly headline: {
    run(tool: string, preset: string, at: string): string;
    /** What the page is about: how many instances, where they were found, and what narrows the scope. */
    scope(instances: number, regions: string, filters: readonly string[]): string;
    nothing(regions: string, filters: readonly string[]): string;
    lookedIn(regions: string): string;
    idsAskedFor(ids: number): string;
    vpc(id: string): string;
    vSwitch(id: string): string;
    resourceGroup(id: string): string;
    tag(pair: string): string;
    accounts(names: string, size: number): string;
    askedFor(prefix: string | null, port: number | null): string;
    withoutService(regions: string): string;
    /** Instances that are in other regions than those that were asked. */
    elsewhere(named: string, ids: string, regions: string): string;
    attested(names: string): string;
    hypothetical(assumed: string): string;
    partialOnly(rules: string, size: number): string;
    partialWithout(rules: string, size: number): string;
  };
  readonly eligible: {
    readonly title: string;
    readonly columns: { readonly id: string; readonly name: string; readonly region: string; readonly needs: string; readonly vSwitch: string };
    allIn(region: string): string;
    /** Of an instance that stands on two lines; null: nobody knows how many. */
    needs(addresses: string | null, region: string, vSwitch: string): string;
    readonly contended: string;
    /** Those that rest on a waiver or a lower severity of an enforced rule. */
    refused(rules: string, size: number): string;
  };
  readonly contended: {
    readonly title: string;
    vSwitch(id: string, region: string, free: string, needed: string, instances: number): string;
    readonly plan: string;
  };
  readonly change: {
    readonly title: string;
    brief(instances: number, rules: string): string;
    sameFindings(instances: number): string;
    /** Whose steps stand here, where those of the others have other words. */
    stepsAreOf(id: string): string;
    /** Whose commands stand here, where all have the same steps. */
    commandsAreOf(id: string): string;
    notInPlace(step: string): string;
  };
  readonly never: {
    readonly title: string;
    group(instances: number, saw: string): string;
    alsoFailed(rules: string): string;
    readonly instead: string;
    insteadStepsOf(id: string): string;
    insteadCommandsOf(id: string): string;
  };
  /** Error rules that are unknown besides those that failed; `rules` with their reasons. */
  undecided(checks: number, rules: string): string;
  readonly notFound: {
    readonly title: string;
    lookedIn(regions: string): string;
    didYouMean(id: string): string;
    commandsAreOf(id: string): string;
  };
  readonly unknown: {
    readonly title: string;
    partsOfScope(size: number): string;
    /** What is unknown of how many, before the sentence that says why. */
    cause(facts: string, instances: number): string;
    readonly mayBeMissing: string;
    /** A sentence of the service or of a reading, which is told in English. */
    detail(text: string): string;
  };
  readonly enabled: { readonly title: string };
  readonly advice: {
    readonly title: string;
    readonly severity: Readonly<Record<ResultFinding['severity'], string>>;
    group(severity: string, instances: number): string;
    readonly do: string;
    readonly stepsDiffer: string;
    undecided(rules: string): string;
  };
  readonly waived: {
    readonly title: string;
    group(rule: string, instances: number): string;
    approved(owner: string, ticket: string | null, expires: string | null, reason: string): string;
    /** Behind a rule that is enforced. */
    readonly refused: string;
  };
  readonly summary: {
    readonly hypothetical: string;
    readonly partial: string;
    standings(counts: Counts): string;
    readsFailed(reads: number): string;
    apiCalls(calls: number): string;
    changesSent(changes: number): string;
  };
}

const en = COMMON_WORDS.en;
const zh = COMMON_WORDS.zh;

/** " (2 contended, 1 refused)", empty where all are 0. */
function asides(parts: readonly (readonly [number, string])[]): string {
  const told = parts.flatMap(([size, what]) => (size > 0 ? [`${number(size)} ${what}`] : []));
  return told.length === 0 ? '' : en.aside(told.join(', '));
}

function asidesZh(parts: readonly (readonly [number, string])[]): string {
  const told = parts.flatMap(([size, what]) => (size > 0 ? [`${number(size)} 个${what}`] : []));
  return told.length === 0 ? '' : zh.aside(`其中 ${told.join('，')}`);
}

const EN: TableWords = {
  headline: {
    run: (tool, preset, at) => `${tool}, preset ${preset}, ${at}`,
    scope: (instances, regions, filters) => `${en.count(instances, 'instance')}${regions === '' ? '' : ` in ${regions}`}${filters.map((filter) => `, ${filter}`).join('')}.`,
    nothing: (regions, filters) => `No instance is in scope${regions === '' ? '' : ` in ${regions}`}${filters.map((filter) => `, ${filter}`).join('')}: nothing was judged.`,
    lookedIn: (regions) => `Looked in ${regions}.`,
    idsAskedFor: (ids) => `${en.count(ids, 'id')} asked for`,
    vpc: (id) => `VPC ${id}`,
    vSwitch: (id) => `vSwitch ${id}`,
    resourceGroup: (id) => `resource group ${id}`,
    tag: (pair) => `tag ${pair}`,
    accounts: (names, size) => `${size === 1 ? 'Account' : 'Accounts'} ${names}.`,
    askedFor: (prefix, port) => `Asked for: ${[...(prefix === null ? [] : [`prefix ${prefix}`]), ...(port === null ? [] : [`port ${port}`])].join(', ')}.`,
    withoutService: (regions) => `Regions without the service: ${regions}.`,
    elsewhere: (named, ids, regions) => `You named ${named}; ${ids} ${ids.includes(', ') || ids.includes(' and ') ? 'are' : 'is'} in ${regions}.`,
    attested: (names) => `Attested, not read: ${names}.`,
    hypothetical: (assumed) => `HYPOTHETICAL: this result rests on assumptions, and plan and apply refuse it.${assumed === '' ? '' : ` Assumed: ${assumed}.`}`,
    partialOnly: (rules, size) => `PARTIAL: only ${size === 1 ? 'rule' : 'rules'} ${rules}.`,
    partialWithout: (rules, size) => `PARTIAL: without ${size === 1 ? 'rule' : 'rules'} ${rules}.`,
  },
  eligible: {
    title: 'Can go now',
    columns: { id: 'instance', name: 'name', region: 'region', needs: 'needs', vSwitch: 'vSwitch' },
    allIn: (region) => `all in ${region}`,
    needs: (addresses, region, vSwitch) => `${region}, needs ${addresses ?? 'an unknown number of'} addresses on ${vSwitch}`,
    contended: '! contended: its vSwitch cannot hold all the eligible instances on it.',
    refused: (rules, size) => `x plan and apply will refuse: ${rules} ${size === 1 ? 'is' : 'are'} enforced, which no waiver and no lower severity changes.`,
  },
  contended: {
    title: 'vSwitches that cannot hold all their eligible instances',
    vSwitch: (id, region, free, needed, instances) => `${id} in ${region}: ${free} free, ${needed} needed by ${en.count(instances, 'instance')}.`,
    plan: '`tair-preflight plan` reserves addresses over the whole batch and names those that must wait.',
  },
  change: {
    title: 'Can go after a change',
    brief: (instances, rules) => `${en.count(instances, 'instance')}: ${rules}. The steps are those above, one rule after the other.`,
    sameFindings: (instances) => `${en.count(instances, 'instance')} with the same findings:`,
    stepsAreOf: (id) => `The steps are those for ${id}; those for the others stand in --format json.`,
    commandsAreOf: (id) => `The commands are those for ${id}; those for the others stand in --format json.`,
    notInPlace: (step) => `Or, not in place: ${step}`,
  },
  never: {
    title: 'Never, as they are',
    group: (instances, saw) => `${en.count(instances, 'instance')}: ${saw}`,
    alsoFailed: (rules) => `Also failed: ${rules}.`,
    instead: 'Instead:',
    insteadStepsOf: (id) => `Instead (the steps are those for ${id}):`,
    insteadCommandsOf: (id) => `Instead (the commands are those for ${id}):`,
  },
  undecided: (checks, rules) => `Besides, ${en.count(checks, 'check')} could not be decided: ${rules}.`,
  notFound: {
    title: 'Not found',
    lookedIn: (regions) => `Looked in ${regions}; no such instance is there.`,
    didYouMean: (id) => `Did you mean ${id}?`,
    commandsAreOf: (id) => `The commands are those for ${id}:`,
  },
  unknown: {
    title: 'Could not be read',
    partsOfScope: (size) => `${number(size)} ${size === 1 ? 'part' : 'parts'} of the scope`,
    cause: (facts, instances) => `${facts === '' ? '' : `${facts} of `}${en.count(instances, 'instance')}: `,
    mayBeMissing: 'Instances may be missing here.',
    detail: (text) => text,
  },
  enabled: { title: 'Already enabled' },
  advice: {
    title: 'Advice',
    severity: { error: 'error', warning: 'warning', info: 'info' },
    group: (severity, instances) => `${severity}, ${en.count(instances, 'instance')}:`,
    do: 'Do: ',
    stepsDiffer: 'The steps differ between them and stand in --format json.',
    undecided: (rules) => `Advice that could not be decided: ${rules}.`,
  },
  waived: {
    title: 'Waived',
    group: (rule, instances) => `${rule}, ${en.count(instances, 'instance')}.`,
    approved: (owner, ticket, expires, reason) => ` Approved by ${owner}${ticket === null ? '' : en.aside(ticket)}${expires === null ? '' : ` until ${expires}`}: ${reason}`,
    refused: 'The rule is enforced: plan and apply will refuse.',
  },
  summary: {
    hypothetical: 'HYPOTHETICAL.',
    partial: 'PARTIAL.',
    standings: (counts) => `${en.count(counts.instances, 'instance')}: ${[
      `${number(counts.eligible)} can go now${asides([[counts.contended, 'contended'], [counts.refused ?? 0, 'refused by plan and apply']])}`, `${number(counts.fixable)} after a change`,
      `${number(counts.never)} never`, ...(counts.notFound > 0 ? [`${number(counts.notFound)} not found`] : []), `${number(counts.unknown)} unknown`, `${number(counts.enabled)} enabled`,
    ].join(', ')}.`,
    readsFailed: (reads) => `${en.count(reads, 'read')} failed.`,
    apiCalls: (calls) => `${en.count(calls, 'apiCall')}.`,
    changesSent: (changes) => `${en.count(changes, 'change')} sent.`,
  },
};

const ZH: TableWords = {
  headline: {
    run: (tool, preset, at) => `${tool}，规则预设 ${preset}，${at}`,
    scope: (instances, regions, filters) => `${zh.count(instances, 'instance')}${regions === '' ? '' : `，位于 ${regions}`}${filters.map((filter) => `，${filter}`).join('')}。`,
    nothing: (regions, filters) => `范围内没有实例${regions === '' ? '' : `（${regions}）`}${filters.map((filter) => `，${filter}`).join('')}：未作任何判定。`,
    lookedIn: (regions) => `查询的地域：${regions}。`,
    idsAskedFor: (ids) => `按 ${zh.count(ids, 'id')} 查询`,
    vpc: (id) => `VPC ${id}`,
    vSwitch: (id) => `交换机 ${id}`,
    resourceGroup: (id) => `资源组 ${id}`,
    tag: (pair) => `标签 ${pair}`,
    accounts: (names) => `账号：${names}。`,
    askedFor: (prefix, port) => `申请参数：${[...(prefix === null ? [] : [`前缀 ${prefix}`]), ...(port === null ? [] : [`端口 ${port}`])].join('，')}。`,
    withoutService: (regions) => `未提供该服务的地域：${regions}。`,
    elsewhere: (named, ids, regions) => `指定的地域为 ${named}，而 ${ids} 位于 ${regions}。`,
    attested: (names) => `来自人工声明，并非读取所得：${names}。`,
    hypothetical: (assumed) => `假设性结果：本结果基于假设，plan 和 apply 不予接受。${assumed === '' ? '' : `假设的事实：${assumed}。`}`,
    partialOnly: (rules) => `部分结果：仅检查规则 ${rules}。`,
    partialWithout: (rules) => `部分结果：未检查规则 ${rules}。`,
  },
  eligible: {
    title: '可立即开通',
    columns: { id: '实例', name: '名称', region: '地域', needs: '所需地址', vSwitch: '交换机' },
    allIn: (region) => `均位于 ${region}`,
    needs: (addresses, region, vSwitch) => `${region}，需要交换机 ${vSwitch} 的 ${addresses === null ? 'IP 地址，数量未知' : `${addresses} 个 IP 地址`}`,
    contended: '! 地址争用：该交换机的可用 IP 地址不足以容纳其上所有可开通的实例。',
    refused: (rules) => `x plan 与 apply 将拒绝：${rules} 为强制规则，豁免或降低级别均不能改变。`,
  },
  contended: {
    title: '可用 IP 地址不足以容纳所有可开通实例的交换机',
    vSwitch: (id, region, free, needed, instances) => `${id}（${region}）：有 ${free} 个可用 IP 地址，${zh.count(instances, 'instance')}共需 ${needed} 个。`,
    plan: '`tair-preflight plan` 会为整批实例统一预留 IP 地址，并列出必须等待的实例。',
  },
  change: {
    title: '变更后可开通',
    brief: (instances, rules) => `${zh.count(instances, 'instance')}：${rules}。步骤同上，按规则依次执行。`,
    sameFindings: (instances) => `${zh.count(instances, 'instance')}的检查结果相同：`,
    stepsAreOf: (id) => `以下为 ${id} 的步骤，其余实例的步骤见 --format json。`,
    commandsAreOf: (id) => `以下为 ${id} 的命令，其余实例的命令见 --format json。`,
    notInPlace: (step) => `或者另建实例：${step}`,
  },
  never: {
    title: '现状下无法开通',
    group: (instances, saw) => `${zh.count(instances, 'instance')}：${saw}`,
    alsoFailed: (rules) => `同时未通过：${rules}。`,
    instead: '替代方案：',
    insteadStepsOf: (id) => `替代方案（以下为 ${id} 的步骤）：`,
    insteadCommandsOf: (id) => `替代方案（以下为 ${id} 的命令）：`,
  },
  undecided: (checks, rules) => `此外，有 ${zh.count(checks, 'check')}未能判定：${rules}。`,
  notFound: {
    title: '未找到',
    lookedIn: (regions) => `已在 ${regions} 中查询，没有该实例。`,
    didYouMean: (id) => `是否指 ${id}？`,
    commandsAreOf: (id) => `以下为 ${id} 的命令：`,
  },
  unknown: {
    title: '无法读取',
    partsOfScope: (size) => `范围中的 ${number(size)} 个部分`,
    cause: (facts, instances) => `${zh.count(instances, 'instance')}${facts === '' ? '' : `的 ${facts}`}：`,
    mayBeMissing: '此处可能有遗漏的实例。',
    detail: (text) => `原文：${text}`,
  },
  enabled: { title: '已有直连地址' },
  advice: {
    title: '建议',
    severity: { error: '错误', warning: '警告', info: '提示' },
    group: (severity, instances) => `${severity}，${zh.count(instances, 'instance')}：`,
    do: '操作：',
    stepsDiffer: '各实例的步骤不同，见 --format json。',
    undecided: (rules) => `未能判定的建议：${rules}。`,
  },
  waived: {
    title: '已豁免',
    group: (rule, instances) => `${rule}，${zh.count(instances, 'instance')}。`,
    approved: (owner, ticket, expires, reason) => `由 ${owner}${ticket === null ? ' ' : zh.aside(ticket)}批准${expires === null ? '' : `，有效期至 ${expires}`}：${reason}`,
    refused: '该规则为强制规则：plan 与 apply 将拒绝。',
  },
  summary: {
    hypothetical: '假设性结果。',
    partial: '部分结果。',
    standings: (counts) => `${zh.count(counts.instances, 'instance')}：${[
      `${number(counts.eligible)} 个可立即开通${asidesZh([[counts.contended, '地址争用'], [counts.refused ?? 0, '将被 plan 与 apply 拒绝']])}`, `${number(counts.fixable)} 个变更后可开通`,
      `${number(counts.never)} 个现状下无法开通`, ...(counts.notFound > 0 ? [`${number(counts.notFound)} 个未找到`] : []), `${number(counts.unknown)} 个未知`, `${number(counts.enabled)} 个已有直连地址`,
    ].join('，')}。`,
    readsFailed: (reads) => `${zh.count(reads, 'read')}失败。`,
    apiCalls: (calls) => `${zh.count(calls, 'apiCall')}。`,
    changesSent: (changes) => `已发出 ${zh.count(changes, 'change')}。`,
  },
};

/** One object a language: what one of them does not say does not compile. */
export const TABLE_WORDS: Readonly<Record<Language, TableWords>> = { en: EN, zh: ZH };
