import type { Language } from '../../model/language.ts';
import type { WaiverState } from '../../model/waiver.ts';
import { number as grouped } from './common.ts';

/** The words for waivers, in lists and in results. */
export interface WaiverWords {
  readonly everyInstance: string;
  readonly scope: Readonly<Record<'instances' | 'regions' | 'vpcs' | 'vswitches' | 'resourceGroups' | 'tags', string>>;
  by(owner: string, ticket: string | null, expires: string): string;
  left(days: number): string;
  readonly expired: string;
  /** Behind a rule that is enforced: such a waiver counts in check alone. */
  readonly checkOnly: string;
  repeats(number: number): string;
  readonly none: string;
  total(waivers: number, expired: number): string;
  /** The heading of those that were not applied. */
  readonly notApplied: string;
  readonly state: Readonly<Record<Exclude<WaiverState, 'applied' | 'unused'>, string>>;
  /** Why it was not used, by how many instances of the run are within its scope; null: that was not counted. */
  unused(inScope: number | null): string;
  changed(instanceId: string, fact: string, approved: string, now: string | null): string;
}

/** One object a language: what one of them does not say does not compile. */
export const WAIVER_WORDS: Readonly<Record<Language, WaiverWords>> = {
  en: {
    everyInstance: 'every instance',
    scope: { instances: 'instance', regions: 'region', vpcs: 'VPC', vswitches: 'vSwitch', resourceGroups: 'resource group', tags: 'tag' },
    by: (owner, ticket, expires) => `Approved by ${owner}${ticket === null ? '' : ` (${ticket})`}, until ${expires}`,
    left: (days) => (days === 0 ? 'ends today' : days === 1 ? '1 day left' : `${days} days left`),
    expired: 'EXPIRED: it is not applied. Renew it with a later day, or take it out.',
    checkOnly: 'The rule is enforced: the waiver counts in check alone, and plan and apply refuse the file.',
    repeats: (number) => `The same rule and scope as waiver ${number}: the first that holds is applied.`,
    none: 'The file holds no waiver.',
    total: (waivers, expired) => `${waivers} ${waivers === 1 ? 'waiver' : 'waivers'}, ${expired} expired.`,
    notApplied: 'Waivers that were not applied',
    state: {
      changed: 'a value is not the one that was approved',
      expired: 'expired',
    },
    unused: (inScope) => {
      if (inScope === 0) return 'not looked at: no instance of this run is within its scope, which tells nothing of those that are';
      return `unused: ${inScope === null ? 'no instance within its scope fails' : inScope === 1 ? 'the one instance within its scope does not fail' : `none of the ${grouped(inScope)} instances within its scope fails`} the rule. Take it out, or look at its scope`;
    },
    changed: (instanceId, fact, approved, now) => `${instanceId}: ${fact} was approved as ${approved} and is ${now ?? 'not known'} now. Look at it again, and approve the new value or mend it.`,
  },
  zh: {
    everyInstance: '所有实例',
    scope: { instances: '实例', regions: '地域', vpcs: '专有网络', vswitches: '交换机', resourceGroups: '资源组', tags: '标签' },
    by: (owner, ticket, expires) => `由 ${owner}${ticket === null ? '' : `（${ticket}）`}批准，有效期至 ${expires}`,
    left: (days) => (days === 0 ? '今日到期' : `剩余 ${days} 天`),
    expired: '已过期：不再生效。请改为更晚的日期，或将其删除。',
    checkOnly: '该规则为强制规则：豁免只在 check 中生效，plan 与 apply 会拒绝此文件。',
    repeats: (number) => `与第 ${number} 条豁免的规则和范围相同：采用其中第一条有效的。`,
    none: '文件中没有豁免。',
    total: (waivers, expired) => `共 ${waivers} 条豁免，其中 ${expired} 条已过期。`,
    notApplied: '未生效的豁免',
    state: {
      changed: '当前值与批准时不同',
      expired: '已过期',
    },
    unused: (inScope) => (inScope === 0 ? '未涉及：本次运行没有实例在其范围内，无法据此判断' : `未使用：其范围内${inScope === null ? '' : `的 ${grouped(inScope)} 个实例中`}没有实例违反该规则。请删除它，或检查其范围`),
    changed: (instanceId, fact, approved, now) => `${instanceId}：${fact} 批准时为 ${approved}，现在${now === null ? '未知' : `为 ${now}`}。请重新评估，批准新值或加以修正。`,
  },
};
