import { describe, expect, test } from 'vitest';

import { plainView, readHash, writeHash } from '../../src/report/html/client/view.ts';
import type { View } from '../../src/report/html/client/view.ts';

const plain = plainView('en');

describe('the address of a view', () => {
  test.each<Partial<View>>([
    {}, { standing: ['eligible', 'never'] }, { region: 'cn-hangzhou', rule: 'ssl-disabled' }, { tag: 'team=a&b=c#d' }, { text: 'a +b %20 \u202E 中文' },
    { sort: 'needs' }, { sort: 'id', isDescending: true }, { open: '1/cn-hangzhou/r-1' }, { language: 'zh', sort: 'why', isDescending: true },
  ])('gives back %j', (change) => {
    const view = { ...plain, ...change };
    expect(readHash(writeHash(view, 'en'), plain)).toEqual(view);
  });

  test('is short where nothing was chosen', () => {
    expect(writeHash(plain, 'en')).toBe('#');
    expect(writeHash(plainView('zh'), 'zh')).toBe('#');
  });

  test.each(['', '#', '#instances', '#standing=nonsense', '#sort=nonsense&order=desc', '#lang=fr', '#%E0%A4%A'])('%s chooses nothing', (hash) => {
    expect({ ...readHash(hash, plain), isDescending: false }).toEqual(plain);
  });
});
