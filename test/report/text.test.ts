import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean, cleanLine, cut, displayWidth, pad, wrap } from '../../src/report/text.ts';

describe('clean', () => {
  test.each([
    ['colours', 'a\u001B[31mb\u001B[0m', 'ab'],
    ['titles of windows', 'a\u001B]0;title\u0007b', 'ab'],
    ['titles ended by ST', 'a\u001B]8;;http://x\u001B\\b', 'ab'],
    ['one-byte sequences', 'a\u009B2Jb', 'ab'],
    ['a lone escape', 'a\u001Bb', 'ab'],
    ['marks that turn the writing', 'a\u202Eb\u2066c\u200Fd', 'abcd'],
    ['line breaks', ' a\r\nb\u2028c\td ', 'a b c d'],
    ['halves of pairs', 'a\uD800b', 'ab'],
    ['piles of marks', `e${'\u0301'.repeat(50)}`, 'e\u0301\u0301\u0301'],
    ['nothing of honest text', 'Ünïcode 订单 🙂', 'Ünïcode 订单 🙂'],
  ])('removes %s', (_, given, then) => {
    expect(clean(given)).toBe(then);
  });

  test('leaves the spaces of a command as they are', () => {
    expect(cleanLine("  echo 'a  b'\u001B[31m\u202E")).toBe("  echo 'a  b'");
  });
});

test.each([['abc', 3], ['订单', 4], ['e\u0301', 1], ['ｆｕｌｌ', 8], ['한글', 4], ['🙂', 2], ['', 0], ['…', 1]])('%s takes its cells', (text, cells) => {
  expect(displayWidth(text)).toBe(cells);
});

test('cut and pad count cells', () => {
  expect(cut('订单缓存', 5)).toBe('订单…');
  expect(cut('订单缓存', 8)).toBe('订单缓存');
  expect(cut('abcdef', 4)).toBe('abc…');
  expect(pad('订单', 6)).toBe('订单  ');
});

describe('wrap', () => {
  test('breaks at words, under the lead', () => {
    expect(wrap('one two three four', 12, ' - ')).toEqual([' - one two', '   three', '   four']);
  });

  test('breaks between wide characters, but not before closing marks', () => {
    expect(wrap('实例是集群。好', 10)).toEqual(['实例是集', '群。好']);
  });

  test('breaks a word that is longer than a line', () => {
    expect(wrap(`a ${'x'.repeat(9)}`, 4)).toEqual(['a', 'xxxx', 'xxxx', 'x']);
  });

  test('keeps every word and the width, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.integer({ min: 8, max: 40 }), (text, width) => {
      const lines = wrap(text, width, '  ');
      expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
      expect(lines.join('').replaceAll(' ', '')).toBe(clean(text).replaceAll(' ', ''));
    }));
  });
});
