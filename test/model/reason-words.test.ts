import { describe, expect, test } from 'vitest';

import { whatToDo } from '../../src/model/reason-words.ts';

describe('what to do about a fact that nobody asked for', () => {
  test.each([
    ['names the command that asks for it', ['load.connections'], 'Ask for it: `tair-preflight explain INSTANCE RULE` reads what one rule needs.', '`tair-preflight explain 实例 规则` 会查询该规则所需的事实。'],
    ['names how to attest what no API tells', ['account.previewAccess'], 'No API tells it: give --attest preview-access=granted where you know it.', '没有 API 提供该信息：如已确认，请使用 --attest preview-access=granted。'],
    ['names the file of facts of one’s own', ['x.owner'], 'Give it in the file of --facts.', '请在 --facts 文件中给出该值。'],
  ])('%s', (_what, facts, english, chinese) => {
    const unknown = { reason: 'not-asked', ramAction: null, facts };
    expect([whatToDo(unknown, 'en'), whatToDo(unknown, 'zh')]).toEqual([english, chinese]);
  });
});
