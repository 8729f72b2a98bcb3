import { expect, test } from 'vitest';
import { reportJson } from '../../src/report/json.ts';
import { reportNdjson } from '../../src/report/ndjson.ts';
import { enabled, instance, needsSsl, result, unreadPart } from './results.ts';

const GIVEN = result([instance('r-1', { name: 'line\nbreak\u2028' }), needsSsl('r-2'), enabled('r-3')], { unread: [unreadPart()] });

test('JSON is the whole result, indented by two, with a newline at its end', () => {
  expect(JSON.parse(reportJson(GIVEN))).toEqual(GIVEN);
  expect(reportJson(GIVEN)).toMatch(/^\{\n {2}"schema": "tair-preflight\/result\/v1",\n[^]*\n\}\n$/);
});

test('JSON of a large fleet is the same object, one instance a line', () => {
  const large = result(Array.from({ length: 5_001 }, (_, at) => needsSsl(`r-${at}`, { name: '\n  "instances": []' })), { unread: [unreadPart()], scope: { instances: [] } });
  const text = reportJson(large);
  expect(JSON.parse(text)).toEqual(large);
  expect(Object.keys(JSON.parse(text) as object)).toEqual(Object.keys(large));
  expect(text.split('\n').filter((line) => line.startsWith('    {"accountId"'))).toHaveLength(5_001);
  expect(text.split('\n').length).toBeLessThan(5_100);
  expect(text).toMatch(/^\{\n {2}"schema": [^]*\n\}\n$/);
});

test('NDJSON is one instance a line, then everything else in one line', () => {
  const text = reportNdjson(GIVEN);
  const lines = text.split('\n');
  const { instances, ...rest } = GIVEN;
  expect(lines.pop()).toBe('');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([...instances, rest]);
});

test('NDJSON of no instances is the last line alone', () => {
  expect(reportNdjson(result([])).trimEnd().split('\n')).toHaveLength(1);
});
