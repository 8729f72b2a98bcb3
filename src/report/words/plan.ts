import type { Language } from '../../model/language.ts';
import type { Deferral, Exclusion, LedgerRow, MutatingOperation, PlanWaived, PlanWarning } from '../../model/plan.ts';
import { COMMON_WORDS, number } from './common.ts';
import type { Noun } from './common.ts';
import { TABLE_WORDS } from './table.ts';

/** What the lead of a plan counts. */
export interface PlanSize {
  readonly entries: number;
  readonly waves: number;
  readonly addresses: number;
  readonly vSwitches: number;
}

/** What the sentence about a deferral is made of; `row` is that of its vSwitch, null where its free addresses were not read. */
export interface DeferralFacts {
  readonly deferral: Deferral;
  readonly row: LedgerRow | null;
}

/** With which code `plan` ends, and how many of what made it so. */
export interface PlanEnding {
  readonly exitCode: number;
  readonly because: readonly { readonly what: 'unknown' | 'unread' | 'blocked' | 'deferred' | 'warned'; readonly size: number }[];
}

/** The words of the pages of a plan, in one language. */
export interface PlanWords {
  readonly titles: Readonly<Record<MutatingOperation, string>>;
  lead(operation: MutatingOperation, size: PlanSize): string;
  readonly noEntries: string;
  withoutService(regions: string): string;
  leftAside(deferred: number, excluded: number): string;
  readonly head: Readonly<Record<'digest' | 'id' | 'made' | 'expires' | 'account' | 'preset' | 'ruleBook' | 'attested', string>>;
  by(tool: string, version: string): string;
  readonly notAfter: string;
  readonly nothing: string;
  readonly byPeople: string;
  readonly notKnown: string;
  waveTitle(wave: number): string;
  waveSize(entries: number, addresses: number): string;
  /** What was left out of a page of bounded length. */
  leftInPlan(left: number, noun: Noun): string;
  allIn(region: string): string;
  /** The titles of the columns of a terminal. */
  readonly columns: Readonly<Record<'id' | 'name' | 'region' | 'needs' | 'vSwitch', string>>;
  /** The titles of the columns of a page. */
  readonly titlesOf: Readonly<Record<
    'what' | 'value' | 'instance' | 'name' | 'region' | 'endpoint' | 'addresses' | 'vSwitch' | 'request' | 'share' | 'free' | 'keptFree' | 'reserved' | 'remaining' | 'needs' | 'shortBy' | 'why' | 'room' | 'standing' | 'instances' | 'meaning' | 'warnings' | 'waived',
    string
  >>;
  /** The endpoint, or the part of it, that the service chooses. */
  readonly byDefault: string;
  /** An endpoint and the request that asks for it. */
  asked(endpoint: string, request: string): string;
  addressesOn(addresses: number, vSwitch: string): string;
  /** What advice expects; what was seen instead comes after it. */
  warning(warning: Pick<PlanWarning, 'rule' | 'title'>): string;
  /** What was approved not to hold; by whom comes after it. */
  waived(waived: Pick<PlanWaived, 'rule' | 'title'>): string;
  approved(waived: PlanWaived): string;
  /** What was seen at one of several. */
  sawAt(instanceId: string, saw: string): string;
  readonly ledger: string;
  /** What the parts of a bar are; each mark comes as it is to be shown. */
  legend(reserved: string, kept: string, spare: string): string;
  readonly barParts: Readonly<Record<'reserved' | 'kept' | 'spare', string>>;
  readonly remains: string;
  shares(row: LedgerRow): string;
  readonly deferred: string;
  /** "17 addresses". */
  needs(deferral: Pick<Deferral, 'addressesNeeded'>): string;
  /** "5", or that it is not known. */
  shortBy(deferral: Pick<Deferral, 'shortBy'>): string;
  deferral(deferral: Deferral, vSwitch: string | null): string;
  /** Why it is deferred: a sentence. */
  reason(facts: DeferralFacts): string;
  free(addresses: number): string;
  roomIn(vSwitches: string): string;
  readonly noRoom: string;
  readonly excluded: string;
  readonly standings: Readonly<Record<Exclusion['standing'], string>>;
  excludedAs(size: number, standing: string, meaning: string): string;
  /** The command, as it is to be shown, tells why. */
  tellsWhy(command: string): string;
  readonly next: string;
  nothingToApply(isMendable: boolean): string;
  readonly goOn: Readonly<Record<MutatingOperation, string>>;
  /** Why the exit code is not 0: a sentence. */
  ends(ending: PlanEnding): string;
  readonly contents: string;
  captionOfWave(title: string): string;
  readonly captions: Readonly<Record<'ledger' | 'deferred' | 'excluded', string>>;
  rows(size: number): string;
  writtenBy(tool: string, version: string): string;
  /** Between two sentences of one paragraph. */
  readonly gap: string;
  /** Between the parts of one line: ", ". */
  readonly comma: string;
  /** At the end of a sentence that another follows: ". ". */
  readonly stop: string;
}

const { count } = COMMON_WORDS.en;
const { count: countZh } = COMMON_WORDS.zh;

const EN: PlanWords = {
  titles: { AllocateDirectConnection: 'Plan to enable direct connections', ReleaseDirectConnection: 'Plan to release direct connections' },
  lead: (operation, { entries, waves, addresses, vSwitches }) => {
    const [one, several] = operation === 'AllocateDirectConnection' ? ['takes', 'take'] : ['gives back', 'give back'];
    return `${count(entries, 'entry')} in ${count(waves, 'wave')} ${entries === 1 ? one : several} ${count(addresses, 'address')} on ${count(vSwitches, 'vSwitch')}.`;
  },
  noEntries: 'This plan has no entries: nothing would be sent.',
  withoutService: TABLE_WORDS.en.headline.withoutService,
  leftAside: (deferred, excluded) => `${number(deferred)} deferred, ${number(excluded)} excluded.`,
  head: { digest: 'Digest', id: 'Plan id', made: 'Made', expires: 'Expires', account: 'Account', preset: 'Preset', ruleBook: 'Rule book', attested: 'Attested' },
  by: (tool, version) => `by ${tool} ${version}`,
  notAfter: 'it is not started after that',
  nothing: 'nothing',
  byPeople: 'said by people, not read',
  notKnown: 'not known',
  waveTitle: (wave) => `Wave ${number(wave)}`,
  waveSize: (entries, addresses) => `${count(entries, 'entry')}, ${count(addresses, 'address')}`,
  leftInPlan: (left, noun) => `and ${count(left, noun).replace(' ', ' more ')} (see the plan file)`,
  allIn: (region) => `all in ${region}`,
  columns: { id: 'instance', name: 'name', region: 'region', needs: 'addresses', vSwitch: 'vSwitch' },
  titlesOf: {
    what: 'What', value: 'Value', instance: 'Instance', name: 'Name', region: 'Region', endpoint: 'Endpoint', addresses: 'Addresses', vSwitch: 'vSwitch', request: 'Request', share: 'Share', free: 'Free', keptFree: 'Kept free',
    reserved: 'Reserved', remaining: 'Remaining', needs: 'Needs', shortBy: 'Short by', why: 'Why', room: 'Room in the same VPC and zone', standing: 'Standing', instances: 'Instances', meaning: 'Meaning', warnings: 'Warnings', waived: 'Waived',
  },
  byDefault: 'default',
  asked: (endpoint, request) => `${endpoint} by ${request}`,
  addressesOn: (addresses, vSwitch) => `${count(addresses, 'address')} on ${vSwitch}`,
  warning: ({ title, rule }) => `Expected: ${title} (${rule})`,
  waived: ({ title, rule }) => `Waived: ${title} (${rule})`,
  approved: ({ owner, ticket, expires, reason }) => TABLE_WORDS.en.waived.approved(owner, ticket, expires, reason).trim(),
  sawAt: (instanceId, saw) => `Saw at ${instanceId}: ${saw}`,
  ledger: 'Addresses by vSwitch',
  legend: (reserved, kept, spare) => `${reserved} reserved by this plan, ${kept} kept free, ${spare} spare. What remains is what is kept free and what is spare.`,
  barParts: { reserved: 'reserved by this plan', kept: 'kept free', spare: 'spare' },
  remains: 'What remains is what is kept free and what is spare.',
  shares: ({ available, reserved, keepFree, remaining }) => `${number(available)} free, ${number(reserved)} reserved, ${number(keepFree)} kept free, ${number(remaining)} remaining`,
  deferred: 'Deferred',
  needs: ({ addressesNeeded }) => (addressesNeeded === null ? 'an unknown number of addresses' : count(addressesNeeded, 'address')),
  shortBy: ({ shortBy }) => (shortBy === null ? 'not known' : number(shortBy)),
  deferral: (deferral, vSwitch) => `Needs ${EN.needs(deferral)} on ${vSwitch ?? 'a vSwitch that is not known'}; short by: ${EN.shortBy(deferral)}.`,
  reason: ({ deferral }) => deferral.reason,
  free: (addresses) => `${number(addresses)} free`,
  roomIn: (vSwitches) => `Room in the same VPC and zone: ${vSwitches}.`,
  noRoom: 'No other vSwitch of the same VPC and zone is known to have room.',
  excluded: 'Excluded',
  standings: { enabled: 'a direct endpoint exists', blocked: 'a rule of severity error failed', unknown: 'something that decides could not be read' },
  excludedAs: (size, standing, meaning) => `${number(size)} ${standing}: ${meaning}`,
  tellsWhy: (command) => `${command} tells why, one by one.`,
  next: 'Next',
  nothingToApply: (isMendable) => `There is nothing to apply.${isMendable ? ' Mend what keeps the instances from it, and plan again.' : ''}`,
  goOn: {
    AllocateDirectConnection: 'Nothing has been sent. To approve and apply just this plan:',
    ReleaseDirectConnection: 'Clients of the direct endpoints are disconnected. To go on with just this plan:',
  },
  ends: ({ exitCode, because }) => {
    const causes = because.map(({ what, size }) => (what === 'unread' ? `${size === 1 ? '1 part' : `${number(size)} parts`} of the scope could not be read` : `${count(size, 'instance')} ${size === 1 ? 'is' : 'are'} ${what === 'warned' ? 'under a warning' : what}`));
    return `${causes.join(', ')}, so plan ends with exit code ${exitCode}; the plan is written all the same. --fail-on says what counts.`;
  },
  contents: 'Contents',
  captionOfWave: (title) => `What ${title.toLowerCase()} does, and the request that each entry sends`,
  captions: { ledger: 'What the plan takes of the free addresses of each vSwitch', deferred: 'Eligible instances that the plan has no room for', excluded: 'Instances in scope that the plan leaves out, by standing' },
  rows: (size) => ` (${number(size)} ${size === 1 ? 'row' : 'rows'})`,
  writtenBy: (tool, version) => `Written by ${tool} ${version}. This page shows the plan; the plan file is what is applied.`,
  gap: ' ',
  comma: ', ',
  stop: '. ',
};

const ZH: PlanWords = {
  titles: { AllocateDirectConnection: '开通直连地址的计划', ReleaseDirectConnection: '释放直连地址的计划' },
  lead: (operation, { entries, waves, addresses, vSwitches }) =>
    `共 ${countZh(entries, 'entry')}，分 ${number(waves)} 批执行，将在 ${countZh(vSwitches, 'vSwitch')}上${operation === 'AllocateDirectConnection' ? '占用' : '归还'} ${countZh(addresses, 'address')}。`,
  noEntries: '本计划没有条目：不会发送任何请求。',
  withoutService: TABLE_WORDS.zh.headline.withoutService,
  leftAside: (deferred, excluded) => `暂缓 ${countZh(deferred, 'instance')}，排除 ${countZh(excluded, 'instance')}。`,
  head: { digest: '摘要', id: '计划 ID', made: '生成时间', expires: '失效时间', account: '账号', preset: '规则预设', ruleBook: '规则集', attested: '人工声明' },
  by: (tool, version) => `由 ${tool} ${version} 生成`,
  notAfter: '此后不再启动',
  nothing: '无',
  byPeople: '由人声明，并非读取所得',
  notKnown: '未知',
  waveTitle: (wave) => `第 ${number(wave)} 批`,
  waveSize: (entries, addresses) => `${countZh(entries, 'entry')}，${countZh(addresses, 'address')}`,
  leftInPlan: (left, noun) => `另有 ${countZh(left, noun)}（见计划文件）`,
  allIn: (region) => `均位于 ${region}`,
  columns: { id: '实例', name: '名称', region: '地域', needs: '地址数', vSwitch: '交换机' },
  titlesOf: {
    what: '项目', value: '值', instance: '实例', name: '名称', region: '地域', endpoint: '直连地址', addresses: '地址数', vSwitch: '交换机', request: '请求', share: '占比', free: '空闲', keptFree: '保留',
    reserved: '占用', remaining: '剩余', needs: '需要', shortBy: '缺少', why: '原因', room: '同一 VPC 和可用区内有余量的交换机', standing: '状态', instances: '实例数', meaning: '含义', warnings: '警告', waived: '已豁免',
  },
  byDefault: '默认',
  asked: (endpoint, request) => `${endpoint}，请求：${request}`,
  addressesOn: (addresses, vSwitch) => `在交换机 ${vSwitch} 上需要 ${countZh(addresses, 'address')}`,
  warning: ({ title, rule }) => `期望：${title}（${rule}）`,
  waived: ({ title, rule }) => `已豁免：${title}（${rule}）`,
  approved: ({ owner, ticket, expires, reason }) => TABLE_WORDS.zh.waived.approved(owner, ticket, expires, reason).trim(),
  sawAt: (instanceId, saw) => `${instanceId} 的实际情况：${saw}`,
  ledger: '各交换机的地址',
  legend: (reserved, kept, spare) => `${reserved} 本计划占用，${kept} 保留空闲，${spare} 富余。剩余为保留与富余之和。`,
  barParts: { reserved: '本计划占用', kept: '保留空闲', spare: '富余' },
  remains: '剩余为保留与富余之和。',
  shares: ({ available, reserved, keepFree, remaining }) => `空闲 ${number(available)}，占用 ${number(reserved)}，保留 ${number(keepFree)}，剩余 ${number(remaining)}`,
  deferred: '暂缓',
  needs: ({ addressesNeeded }) => (addressesNeeded === null ? '数量未知的地址' : countZh(addressesNeeded, 'address')),
  shortBy: ({ shortBy }) => (shortBy === null ? '未知' : countZh(shortBy, 'address')),
  deferral: (deferral, vSwitch) => `${vSwitch === null ? '在未知的交换机上' : `在交换机 ${vSwitch} 上`}需要${deferral.addressesNeeded === null ? '' : ' '}${ZH.needs(deferral)}；缺少：${ZH.shortBy(deferral)}。`,
  reason: ({ deferral: { vSwitchId, addressesNeeded, shortBy }, row }) => {
    if (row === null && (vSwitchId === null || shortBy === null)) return '无法读取其交换机，或该交换机的空闲地址数。';
    if (addressesNeeded === null || shortBy === null) return '无法读取其分片数，因此不知道需要多少个地址。';
    if (row === null) return `交换机 ${vSwitchId ?? ''} 的空闲地址不足。`;
    const kept = row.keepFree > 0 ? `，其中保留 ${number(row.keepFree)} 个` : '';
    return `交换机 ${row.vSwitchId} 有 ${number(row.available)} 个空闲地址${kept}；除本计划的条目外还剩 ${number(Math.max(0, addressesNeeded - shortBy))} 个，而它需要 ${number(addressesNeeded)} 个。`;
  },
  free: (addresses) => `空闲 ${number(addresses)}`,
  roomIn: (vSwitches) => `同一 VPC 和可用区内有余量的交换机：${vSwitches}。`,
  noRoom: '没有发现同一 VPC 和可用区内有余量的其他交换机。',
  excluded: '排除',
  standings: { enabled: '已有直连地址', blocked: '有级别为 error 的规则未通过', unknown: '起决定作用的事实无法读取' },
  excludedAs: (size, standing, meaning) => `${standing}：${countZh(size, 'instance')}，${meaning}`,
  tellsWhy: (command) => `逐个原因请运行 ${command} 查看。`,
  next: '下一步',
  nothingToApply: (isMendable) => `没有可执行的内容。${isMendable ? '请先解决阻碍这些实例的问题，再重新生成计划。' : ''}`,
  goOn: {
    AllocateDirectConnection: '尚未发送任何请求。如需批准并只执行这一份计划：',
    ReleaseDirectConnection: '直连地址的客户端连接将被断开。如需只执行这一份计划：',
  },
  ends: ({ exitCode, because }) => {
    const kinds = { unknown: '状态为 unknown', blocked: '状态为 blocked', deferred: '被暂缓', warned: '有警告' } as const;
    const causes = because.map(({ what, size }) => (what === 'unread' ? `范围中有 ${number(size)} 个部分无法读取` : `${countZh(size, 'instance')}${kinds[what]}`));
    return `${causes.join('，')}，因此 plan 以退出码 ${exitCode} 结束；计划文件仍已写入。哪些情况计入退出码由 --fail-on 指定。`;
  },
  contents: '目录',
  captionOfWave: (title) => `${title}的内容，以及每个条目发送的请求`,
  captions: { ledger: '本计划占用各交换机空闲地址的情况', deferred: '符合条件、但本计划没有余量容纳的实例', excluded: '范围内被本计划排除的实例，按状态列出' },
  rows: (size) => `（${number(size)} 行）`,
  writtenBy: (tool, version) => `由 ${tool} ${version} 生成。本页仅用于展示计划；实际执行的是计划文件。`,
  gap: '',
  comma: '，',
  stop: '。',
};

/** One object a language: what one of them does not say does not compile. */
export const PLAN_WORDS: Readonly<Record<Language, PlanWords>> = { en: EN, zh: ZH };
