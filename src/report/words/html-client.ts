import type { Language } from '../../model/language.ts';
import type { Verdict } from '../../model/rule.ts';
import { number } from './common.ts';

/** The words of what only the script of the page shows. */
export interface ClientWords {
  readonly theme: Readonly<Record<'auto' | 'light' | 'dark', string>>;
  readonly language: string;
  readonly print: string;
  readonly filters: string;
  readonly search: string;
  readonly searchHint: string;
  readonly standing: string;
  readonly region: string;
  readonly rule: string;
  readonly tag: string;
  readonly all: string;
  readonly untagged: string;
  readonly reset: string;
  readonly sort: string;
  sorted(column: string, isDescending: boolean): string;
  readonly contended: string;
  showing(count: number, all: number): string;
  printing(count: number, all: number): string;
  readonly none: string;
  readonly keys: string;
  readonly close: string;
  readonly previous: string;
  readonly next: string;
  position(at: number, all: number): string;
  readonly copy: string;
  readonly copied: string;
  readonly notCopied: string;
  readonly link: string;
  readonly counts: string;
  readonly advice: string;
  readonly rest: string;
  readonly facts: string;
  readonly evidence: string;
  readonly remedy: string;
  readonly notInPlace: string;
  readonly nothingToDo: string;
  readonly nothingCounts: string;
  readonly alreadyEnabled: string;
  readonly fact: string;
  readonly value: string;
  readonly source: string;
  readonly requestId: string;
  readonly time: string;
  readonly requestLeftOut: string;
  readonly unknownFact: string;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  waived(by: string, expires: string | null, reason: string): string;
  readonly failed: string;
  gone(id: string): string;
}

const EN: ClientWords = {
  theme: { auto: 'Colours: system', light: 'Colours: light', dark: 'Colours: dark' },
  language: '中文',
  print: 'Print',
  filters: 'Filters',
  search: 'Search',
  searchHint: 'id, name, vSwitch, tag',
  standing: 'Standing',
  region: 'Region',
  rule: 'Rule not passed',
  tag: 'Tag',
  all: 'All',
  untagged: '(no tag)',
  reset: 'Clear filters',
  sort: 'Sort by',
  sorted: (column, isDescending) => `${column}, ${isDescending ? 'descending' : 'ascending'}`,
  contended: 'contended',
  showing: (count, all) => (count === all ? `All ${number(all)} instances` : `${number(count)} of ${number(all)} instances`),
  printing: (count, all) => `The first ${number(count)} of ${number(all)} instances.`,
  none: 'No instance matches. Clear a filter to see more.',
  keys: 'Arrow keys move, Enter opens, Escape closes, / goes to the search.',
  close: 'Close',
  previous: 'Previous',
  next: 'Next',
  position: (at, all) => `${number(at)} of ${number(all)}`,
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'Selected: press Ctrl+C',
  link: 'Copy link',
  counts: 'What stands in the way',
  advice: 'Advice',
  rest: 'All other rules',
  facts: 'All facts',
  evidence: 'Evidence',
  remedy: 'What to do',
  notInPlace: 'Instead, not in place',
  nothingToDo: 'No remedy is known to the rule.',
  nothingCounts: 'Nothing stands in the way.',
  alreadyEnabled: 'It has a direct endpoint already: what its rules say does not count, and nothing has to be done.',
  fact: 'Fact',
  value: 'Value',
  source: 'Operation',
  requestId: 'Request id',
  time: 'Time',
  requestLeftOut: 'in --format json',
  unknownFact: 'unknown',
  verdicts: { pass: 'pass', fail: 'fail', unknown: 'unknown', skipped: 'skipped', waived: 'waived' },
  waived: (by, expires, reason) => `Waived by ${by}${expires === null ? '' : ` until ${expires}`}: ${reason}`,
  failed: 'The list could not be opened in this browser; the document above is complete but for the rows it says are left out.',
  gone: (id) => `${id} is not in this result.`,
};

const ZH: ClientWords = {
  theme: { auto: '配色：跟随系统', light: '配色：浅色', dark: '配色：深色' },
  language: 'English',
  print: '打印',
  filters: '筛选',
  search: '搜索',
  searchHint: 'ID、名称、交换机、标签',
  standing: '状态',
  region: '地域',
  rule: '未通过的规则',
  tag: '标签',
  all: '全部',
  untagged: '（无标签）',
  reset: '清除筛选',
  sort: '排序',
  sorted: (column, isDescending) => `${column}，${isDescending ? '降序' : '升序'}`,
  contended: '争用',
  showing: (count, all) => (count === all ? `全部 ${number(all)} 个实例` : `${number(all)} 个实例中的 ${number(count)} 个`),
  printing: (count, all) => `${number(all)} 个实例中的前 ${number(count)} 个。`,
  none: '没有符合条件的实例。清除筛选条件可查看更多。',
  keys: '方向键移动，回车打开，Esc 关闭，/ 转到搜索。',
  close: '关闭',
  previous: '上一个',
  next: '下一个',
  position: (at, all) => `第 ${number(at)} 个，共 ${number(all)} 个`,
  copy: '复制',
  copied: '已复制',
  notCopied: '已选中，请按 Ctrl+C',
  link: '复制链接',
  counts: '阻碍开通的原因',
  advice: '建议',
  rest: '其他规则',
  facts: '全部事实',
  evidence: '依据',
  remedy: '怎么办',
  notInPlace: '替代方案（非原地）',
  nothingToDo: '规则没有给出处理办法。',
  nothingCounts: '没有阻碍开通的原因。',
  alreadyEnabled: '已有直连地址：规则的判定不计入，无需任何操作。',
  fact: '事实',
  value: '值',
  source: '操作',
  requestId: '请求 ID',
  time: '时间',
  requestLeftOut: '见 --format json',
  unknownFact: '未知',
  verdicts: { pass: '通过', fail: '未通过', unknown: '未知', skipped: '跳过', waived: '豁免' },
  waived: (by, expires, reason) => `由 ${by} 豁免${expires === null ? '' : `，至 ${expires}`}：${reason}`,
  failed: '此浏览器无法打开列表；除注明省略的行外，上方文档是完整的。',
  gone: (id) => `此结果中没有 ${id}。`,
};

/** One object a language: what one of them does not say does not compile. */
export const CLIENT_WORDS: Readonly<Record<Language, ClientWords>> = { en: EN, zh: ZH };
