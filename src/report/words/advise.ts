import type { Advice, AdvisedRemedy, AdvisedSet, AdvisedVSwitch } from '../../model/advice.ts';
import type { Language } from '../../model/language.ts';
import { COMMON_WORDS, number } from './common.ts';

/** First steps of a remedy that a page shows; the others are counted. */
export const SHOWN_FIRST_STEPS = 3;

/** The words of the advice on what to mend first, in one language. Ids and rules come as they are to be shown. */
export interface AdviseWords {
  readonly title: string;
  /** Where nothing can be mended in place. */
  readonly nothing: string;
  readonly bestTitle: string;
  readonly remediesTitle: string;
  /** The titles of the columns of the choices. */
  readonly columns: Readonly<Record<'remedies' | 'frees' | 'disturbs' | 'rules', string>>;
  /** The titles of the columns of the remedies. */
  readonly titlesOf: Readonly<Record<'rule' | 'failed' | 'alone' | 'together' | 'impact' | 'after' | 'perhaps', string>>;
  /** What the columns of the choices mean. */
  readonly legend: string;
  readonly notExact: string;
  total(advice: Pick<Advice, 'freed' | 'perhaps' | 'never'>): string;
  /** What a remedy brings, in sentences. */
  brings(remedy: AdvisedRemedy): string;
  /** "3 with vpc-network"; the rules as they are to be shown. */
  withOthers(frees: number, rules: readonly string[]): string;
  readonly with: string;
  /** Between two of these. */
  readonly semicolon: string;
  otherSets(left: number): string;
  after(rules: readonly string[]): string;
  /** A first step, and on how many instances. */
  first(step: string, instances: number): string;
  /** The same below a title that says that it is the first. */
  firstOn(step: string, instances: number): string;
  /** The instance whose values stand in a step. */
  toldOf(id: string): string;
  moreFirst(left: number): string;
  readonly otherImpacts: string;
  readonly noImpact: string;
  /** A vSwitch that cannot hold all, or of which that cannot be told. */
  vSwitch(vSwitch: AdvisedVSwitch, id: string, region: string): string;
  vSwitchesLeftOut(left: number): string;
  readonly vSwitchesTitle: string;
  readonly allFit: string;
  unplaced(instances: number): string;
  /** "2 remedies free 12". */
  best(set: AdvisedSet, rules: readonly string[]): string;
}

const { count, comma } = COMMON_WORDS.en;
const { count: countZh, comma: commaZh } = COMMON_WORDS.zh;

const EN: AdviseWords = {
  title: 'What to mend first',
  nothing: 'Nothing can be mended in place: no blocked instance has a remedy for everything that failed on it.',
  bestTitle: 'The choice of remedies that frees the most',
  remediesTitle: 'The remedies, in the order in which to carry them out',
  columns: { remedies: 'remedies', frees: 'frees', disturbs: 'changes', rules: 'rules' },
  titlesOf: { rule: 'Rule', failed: 'Failed on', alone: 'Frees alone', together: 'Together with', impact: 'First step and its impact', after: 'After', perhaps: 'Perhaps' },
  legend: 'changes: how often the freed instances are changed in a way whose impact is told; one that lacks two things counts twice.',
  notExact: 'There are too many rules to try every choice: another of the same size may free more.',
  total: ({ freed, perhaps, never }) => [
    `All of them together free ${count(freed, 'instance')}.`,
    ...(perhaps === 0 ? [] : [`Of ${number(perhaps)} more something is unknown besides: mended, ${perhaps === 1 ? 'it may go, or may not' : 'they may go, or may not'}.`]),
    ...(never === 0 ? [] : [`${count(never, 'instance')} can never go as ${never === 1 ? 'it is' : 'they are'}.`]),
  ].join(' '),
  brings: ({ instances, freesAlone, perhaps }) => `Failed on ${count(instances, 'instance')}; alone it frees ${number(freesAlone)}.${perhaps === 0 ? '' : ` Of ${number(perhaps)} something is unknown besides.`}`,
  withOthers: (frees, rules) => `${number(frees)} with ${rules.join(comma)}`,
  with: 'It frees besides: ',
  semicolon: '; ',
  otherSets: (left) => `${number(left)} more ${left === 1 ? 'set' : 'sets'} of rules`,
  after: (rules) => `Where they fail too, first: ${rules.join(comma)}.`,
  first: (step, instances) => `First, on ${count(instances, 'instance')}: ${step}`,
  firstOn: (step, instances) => `On ${count(instances, 'instance')}: ${step}`,
  toldOf: (id) => ` (as for ${id})`,
  moreFirst: (left) => `and ${number(left)} more first ${left === 1 ? 'step' : 'steps'}`,
  otherImpacts: 'Other ways to mend it have an impact of their own.',
  noImpact: 'No impact is told.',
  vSwitch: ({ holds, available, neededByEligible, neededByFreed, instances, unknownNeeds }, id, region) => {
    const needs = `${number(neededByFreed)} needed by ${count(instances, 'instance')} that would be freed, ${number(neededByEligible)} by those that can go now`;
    const unknown = unknownNeeds === 0 ? '' : ` What ${count(unknownNeeds, 'instance')} on it ${unknownNeeds === 1 ? 'needs' : 'need'} is not known.`;
    const verdict = holds === null ? ' Whether it can hold all of them cannot be told.' : holds ? '' : ' It cannot hold all of them: free addresses, or move instances.';
    return `${id} in ${region}: ${available === null ? 'its free addresses are not known' : `${number(available)} free`}; ${needs}.${unknown}${verdict}`;
  },
  vSwitchesLeftOut: (left) => `and ${count(left, 'vSwitch')} more (see --format json)`,
  vSwitchesTitle: 'vSwitches that cannot hold all who would be freed, or of which that cannot be told',
  allFit: 'Every vSwitch can hold all who would be freed on it.',
  unplaced: (instances) => `${count(instances, 'instance')} that would be freed ${instances === 1 ? 'is' : 'are'} on no vSwitch that is known: whether the one to come has room cannot be told.`,
  best: ({ frees, disturbances }, rules) => `${number(frees)} freed, ${count(disturbances, 'change')}: ${rules.join(comma)}`,
};

const ZH: AdviseWords = {
  title: '先做什么',
  nothing: '没有可就地修复的问题：没有一个受阻实例的全部失败项都有就地补救办法。',
  bestTitle: '能释放最多实例的补救组合',
  remediesTitle: '补救措施，按应执行的顺序',
  columns: { remedies: '补救数', frees: '可开通', disturbs: '变更', rules: '规则' },
  titlesOf: { rule: '规则', failed: '失败实例', alone: '单独可开通', together: '须一并修复', impact: '第一步及其影响', after: '先修复', perhaps: '不确定' },
  legend: '变更：对可开通的实例进行的、注明了影响的变更次数；缺两项的实例计两次。',
  notExact: '规则过多，无法逐一尝试所有组合：同样大小的其他组合可能更好。',
  total: ({ freed, perhaps, never }) => [
    `全部修复后，${countZh(freed, 'instance')}可以开通。`,
    ...(perhaps === 0 ? [] : [`另有 ${countZh(perhaps, 'instance')}还有未知项：修复后不一定可以开通。`]),
    ...(never === 0 ? [] : [`${countZh(never, 'instance')}以现状永远无法开通。`]),
  ].join(''),
  brings: ({ instances, freesAlone, perhaps }) => `在 ${countZh(instances, 'instance')}上失败；单独修复可开通 ${countZh(freesAlone, 'instance')}。${perhaps === 0 ? '' : `其中 ${countZh(perhaps, 'instance')}还有未知项。`}`,
  withOthers: (frees, rules) => `与 ${rules.join(commaZh)} 一并修复可开通 ${countZh(frees, 'instance')}`,
  with: '此外：',
  semicolon: '；',
  otherSets: (left) => `另有 ${number(left)} 种规则组合`,
  after: (rules) => `若以下规则也失败，请先修复：${rules.join(commaZh)}。`,
  first: (step, instances) => `第一步（${countZh(instances, 'instance')}）：${step}`,
  firstOn: (step, instances) => `${countZh(instances, 'instance')}：${step}`,
  toldOf: (id) => `（以 ${id} 为例）`,
  moreFirst: (left) => `另有 ${number(left)} 种第一步`,
  otherImpacts: '其他补救方式另有各自的影响。',
  noImpact: '未注明影响。',
  vSwitch: ({ holds, available, neededByEligible, neededByFreed, instances, unknownNeeds }, id, region) => {
    const needs = `将开通的 ${countZh(instances, 'instance')}需要 ${number(neededByFreed)} 个，现在即可开通的实例需要 ${number(neededByEligible)} 个`;
    const unknown = unknownNeeds === 0 ? '' : `其上 ${countZh(unknownNeeds, 'instance')}的需求未知。`;
    const verdict = holds === null ? '无法判断是否容纳得下。' : holds ? '' : '容纳不下全部实例：请腾出地址，或迁移实例。';
    return `${id}（${region}）：${available === null ? '空闲地址数未知' : `空闲 ${countZh(available, 'address')}`}；${needs}。${unknown}${verdict}`;
  },
  vSwitchesLeftOut: (left) => `另有 ${countZh(left, 'vSwitch')}（见 --format json）`,
  vSwitchesTitle: '容纳不下全部将开通实例、或无法判断的交换机',
  allFit: '每台交换机都能容纳其上将开通的全部实例。',
  unplaced: (instances) => `${countZh(instances, 'instance')}不在任何已知的交换机上：无法判断将来的交换机是否有余量。`,
  best: ({ frees, disturbances }, rules) => `可开通 ${countZh(frees, 'instance')}，${countZh(disturbances, 'change')}：${rules.join(commaZh)}`,
};

/** One object a language: what one of them does not say does not compile. */
export const ADVISE_WORDS: Readonly<Record<Language, AdviseWords>> = { en: EN, zh: ZH };
