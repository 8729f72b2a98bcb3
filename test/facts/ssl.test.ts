import { describeCases } from './cases.ts';
import type { Case } from './cases.ts';

const told = (value: string | null): NonNullable<Case['given']> => ({ raw: { DescribeEngineVersion: { IsSSLEnable: value } } });

describeCases('ssl.enabled', [
  { name: 'DescribeInstanceSSL decides: off', becomes: { standing: 'eligible', facts: { 'ssl.enabled': false } } },
  { name: 'DescribeInstanceSSL decides: on', given: { ssl: 'on' }, becomes: { standing: 'blocked', facts: { 'ssl.enabled': true }, verdicts: { 'ssl-disabled': 'fail' }, codes: [] } },
  { name: 'IsSSLEnable contradicts an "off"', given: told('1'), becomes: { standing: 'unknown', facts: { 'ssl.enabled': { unknown: 'conflict' } }, details: { 'ssl.enabled': 'DescribeInstanceSSL says ssl.enabled is false, DescribeEngineVersion says true.' } } },
  { name: 'IsSSLEnable contradicts an "on"', given: { ssl: 'on', raw: { DescribeEngineVersion: { IsSSLEnable: '0' } } }, becomes: { standing: 'unknown', facts: { 'ssl.enabled': { unknown: 'conflict' } } } },
  { name: 'IsSSLEnable 0 does not replace a read that was denied', faults: [{ operation: 'DescribeInstanceSSL', kind: 'deny' }], becomes: { standing: 'unknown', facts: { 'ssl.enabled': { unknown: 'denied' } } } },
  { name: 'IsSSLEnable 1 does not replace a read that was denied', given: { ssl: 'on' }, faults: [{ operation: 'DescribeInstanceSSL', kind: 'deny' }], becomes: { standing: 'unknown', facts: { 'ssl.enabled': { unknown: 'denied' } } } },
  { name: 'IsSSLEnable does not replace a field that is missing', given: { raw: { DescribeInstanceSSL: { SSLEnabled: null } } }, becomes: { standing: 'unknown', facts: { 'ssl.enabled': { unknown: 'not-returned' } } } },
  { name: 'a version without SSL is not taken for "off"', given: { ssl: 'unsupported' }, becomes: { standing: 'unknown', facts: { 'ssl.enabled': { unknown: 'unsupported' } } } },
  { name: 'a DescribeEngineVersion that was denied leaves it', faults: [{ operation: 'DescribeEngineVersion', kind: 'deny' }], becomes: { standing: 'unknown', facts: { 'ssl.enabled': false, 'version.isLatestMinor': { unknown: 'denied' } }, verdicts: { 'ssl-disabled': 'pass', 'latest-minor-version': 'unknown' } } },
  { name: 'a DescribeEngineVersion that failed leaves it', faults: [{ operation: 'DescribeEngineVersion', kind: 'error' }], becomes: { facts: { 'ssl.enabled': false } } },
  { name: 'a DescribeEngineVersion without IsSSLEnable leaves it', given: told(null), becomes: { standing: 'eligible', facts: { 'ssl.enabled': false } } },
  { name: 'a DescribeEngineVersion whose IsSSLEnable says NULL leaves it', given: told('NULL'), becomes: { standing: 'eligible', facts: { 'ssl.enabled': false } } },
  { name: 'a DescribeEngineVersion that is malformed poisons it', faults: [{ operation: 'DescribeEngineVersion', kind: 'html', status: 200 }], becomes: { standing: 'unknown', facts: { 'ssl.enabled': { unknown: 'malformed' } } } },
  { name: 'a DescribeEngineVersion without RequestId poisons it', faults: [{ operation: 'DescribeEngineVersion', kind: 'noRequestId' }], becomes: { standing: 'unknown', facts: { 'ssl.enabled': { unknown: 'malformed' } } } },
  { name: 'an IsSSLEnable that nobody knows poisons it', given: told('2'), becomes: { standing: 'unknown', facts: { 'ssl.enabled': { unknown: 'unrecognised' } } } },
  { name: 'an IsSSLEnable that nobody knows does not hide that SSL could not be read', given: told('2'), faults: [{ operation: 'DescribeInstanceSSL', kind: 'deny' }], becomes: { standing: 'unknown', facts: { 'ssl.enabled': { unknown: 'denied' } } } },
  { name: 'a status that says SSLModifying blocks by itself', given: { status: 'SSLModifying' }, becomes: { standing: 'blocked', facts: { 'ssl.enabled': false }, codes: ['InstanceStatus.NotSupport'] } },
]);
