import type { Language } from '../../model/language.ts';

/** What the Markdown of a result says besides the words of the table. */
export interface MarkdownWords {
  readonly title: string;
  /** The rows of the totals. */
  readonly totals: { readonly standing: string; readonly instances: string; readonly contended: string };
  readonly columns: {
    readonly instance: string; readonly name: string; readonly region: string; readonly needs: string; readonly vSwitch: string; readonly contended: string;
    readonly free: string; readonly needed: string; readonly instances: string; readonly expected: string; readonly saw: string; readonly rule: string;
    readonly what: string; readonly why: string; readonly toDo: string; readonly severity: string; readonly owner: string; readonly until: string; readonly reason: string;
  };
  readonly yes: string;
  readonly notKnown: string;
  readonly steps: string;
}

/** One object a language: what one of them does not say does not compile. */
export const MARKDOWN_WORDS: Readonly<Record<Language, MarkdownWords>> = {
  en: {
    title: 'Direct connections: what can go now, and what must change first',
    totals: { standing: 'Standing', instances: 'Instances', contended: 'of these contended' },
    columns: {
      instance: 'Instance', name: 'Name', region: 'Region', needs: 'Addresses', vSwitch: 'vSwitch', contended: 'Contended', free: 'Free', needed: 'Needed', instances: 'Instances',
      expected: 'Expected', saw: 'Saw', rule: 'Rule', what: 'What', why: 'Why', toDo: 'What to do', severity: 'Severity', owner: 'Approved by', until: 'Until', reason: 'Reason',
    },
    yes: 'yes',
    notKnown: 'not known',
    steps: 'Steps, in this order:',
  },
  zh: {
    title: '直连模式：可立即开通的实例与开通前所需的变更',
    totals: { standing: '状态', instances: '实例数', contended: '其中地址争用' },
    columns: {
      instance: '实例', name: '名称', region: '地域', needs: '所需地址', vSwitch: '交换机', contended: '地址争用', free: '可用', needed: '共需', instances: '实例',
      expected: '期望', saw: '实际', rule: '规则', what: '内容', why: '原因', toDo: '处理方法', severity: '级别', owner: '批准人', until: '有效期至', reason: '理由',
    },
    yes: '是',
    notKnown: '未知',
    steps: '按以下顺序执行：',
  },
};
