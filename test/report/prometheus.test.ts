import parsePrometheus from 'parse-prometheus-text-format';
import { describe, expect, test } from 'vitest';
import { reportPrometheus } from '../../src/report/prometheus.ts';
import type { Result } from '../../src/model/result.ts';
import { HOSTILE_CASES, hostileResult, largeResult, reportOf, unknownResult, variedResult } from './hostile-results.ts';
import { instance, result, unreadPart } from './results.ts';

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly metrics: readonly { readonly value: string; readonly labels?: Readonly<Record<string, string>> }[];
}

const families = (given: Result): readonly Family[] => parsePrometheus(reportPrometheus(reportOf(given))) as readonly Family[];

/** The series of a metric, as "label=value,… number". */
function series(given: Result, name: string): string[] {
  const family = families(given).find((one) => one.name === `tair_preflight_${name}`);
  return (family?.metrics ?? []).map(({ labels = {}, value }) => `${Object.entries(labels).map(([key, text]) => `${key}=${text}`).join(',')} ${value}`.trim());
}

describe('metrics', () => {
  test('count instances by region and standing, 0 where a region was read and has none', () => {
    expect(series(variedResult(), 'instances')).toEqual([
      'region=cn-beijing,standing=blocked 0', 'region=cn-beijing,standing=eligible 1', 'region=cn-beijing,standing=enabled 0', 'region=cn-beijing,standing=unknown 0',
      'region=cn-hangzhou,standing=blocked 2', 'region=cn-hangzhou,standing=eligible 1', 'region=cn-hangzhou,standing=enabled 1', 'region=cn-hangzhou,standing=unknown 1',
    ]);
  });

  test('say nothing of a region that was not read, beyond what is known', () => {
    const given = result([instance('r-1')], { unread: [unreadPart({ region: 'cn-hangzhou' })] });
    expect(series(given, 'instances')).toEqual(['region=cn-hangzhou,standing=eligible 1']);
    expect(series({ ...given, unread: [unreadPart({ region: null, operation: 'DescribeRegions' })] }, 'instances')).toEqual(['region=cn-hangzhou,standing=eligible 1']);
  });

  test('count findings that count, addresses, failed reads, calls and times', () => {
    const given = variedResult();
    expect(series(given, 'findings')).toEqual([
      'rule=cluster-architecture,severity=error,verdict=fail 1', 'rule=engine-version-5,severity=warning,verdict=fail 1', 'rule=latest-minor-version,severity=error,verdict=waived 1',
      'rule=preview-access,severity=info,verdict=unknown 1', 'rule=ssl-disabled,severity=error,verdict=fail 1', 'rule=ssl-disabled,severity=error,verdict=unknown 1',
      'rule=valid-prefix,severity=error,verdict=skipped 1', 'rule=vpc-network,severity=error,verdict=pass 1',
    ]);
    expect(series(given, 'vswitch_available_addresses')).toEqual(['region=cn-hangzhou,vswitch=vsw-a 12']);
    expect(series(given, 'vswitch_needed_addresses')).toEqual(['region=cn-hangzhou,vswitch=vsw-a 18', 'region=cn-hangzhou,vswitch=vsw-b 9']);
    expect(series(given, 'vswitch_contended')).toEqual(['region=cn-hangzhou,vswitch=vsw-a 1']);
    expect(series(given, 'unread_parts')).toEqual(['operation=DescribeInstanceSSL,reason=denied 1', 'operation=DescribeInstances,reason=timeout 1']);
    expect(series(given, 'api_calls')).toEqual(['operation=DescribeInstanceSSL 4', 'operation=DescribeInstances 3']);
    expect(['fixable_instances', 'contended_instances', 'hypothetical', 'duration_seconds', 'finished_timestamp_seconds'].map((name) => series(given, name)[0])).toEqual(['1', '0', '0', '9', '1795514409']);
  });

  test('are gauges with a help text each', () => {
    for (const { type, help } of families(variedResult())) expect([type, help]).toEqual(['GAUGE', expect.stringMatching(/\w.*\./)]);
    expect(reportPrometheus(reportOf(variedResult()))).toMatch(/^# HELP tair_preflight_info [^\n]+\n# TYPE tair_preflight_info gauge\ntair_preflight_info\{[^\n]*\} 1\n/);
  });

  test('of no instance and of unknown ones alone', () => {
    expect(series(result([]), 'instances')).toHaveLength(4);
    expect(series(result([]), 'findings')).toEqual([]);
    expect(series(unknownResult(), 'instances')).toContain('region=cn-hangzhou,standing=unknown 2');
  });

  test('are bounded: no series of an instance, the tightest vSwitches first, the others counted', () => {
    const text = reportPrometheus(reportOf(largeResult(20_000)));
    expect(text.split('\n').length).toBeLessThan(1_700);
    expect(text).not.toContain('r-1');
    expect(series(largeResult(20_000), 'vswitch_contended').slice(0, 2)).toEqual(['region=cn-hangzhou,vswitch=vsw-0 1', 'region=cn-hangzhou,vswitch=vsw-1 1']);
    expect(series(largeResult(20_000), 'series_left_out')).toContain('metric=tair_preflight_vswitch_contended 6166');
  });

  test.each(HOSTILE_CASES)('with %s keep their families and series', (_, text) => {
    const shape = (given: Result) => families(given).map(({ name, metrics }) => [name, metrics.length]);
    const regionless = text.trim() === '' || /^[\p{Cc}\p{Cs}\uFFFE\uFFFF]+$/u.test(text);
    if (!regionless) expect(shape(hostileResult(text))).toEqual(shape(hostileResult('plain')));
    for (const line of reportPrometheus(reportOf(hostileResult(text))).trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) tair_preflight_\w+ [^\n]+|tair_preflight_\w+(\{(\w+="(\\[\\"n]|[^"\\\n])*",?)+\})? -?[\d.e+-]+)$/);
  });
});
