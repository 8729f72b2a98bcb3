import { describeCases } from './cases.ts';
import type { Case } from './cases.ts';

type Raw = NonNullable<NonNullable<Case['given']>['raw']>;
type Entry = Record<string, string | number | boolean | Record<string, never>>;

const endpoint = (change: Entry = {}): Entry => ({ DirectConnection: 0, DBInstanceNetType: '2', IPType: 'Private', ConnectionString: 'r-1.redis.rds.aliyuncs.com', Port: '6379', ...change });
const without = (field: string, change: Entry = {}): Entry => Object.fromEntries(Object.entries(endpoint(change)).filter(([name]) => name !== field));
const netInfo = (...entries: readonly Entry[]): { readonly raw: Raw } => ({ raw: { DescribeDBInstanceNetInfo: { NetInfoItems: { InstanceNetInfo: [...entries] } } } });
const direct = endpoint({ DirectConnection: 1, ConnectionString: 'direct1.redis.rds.aliyuncs.com' });
const unread = (reason: 'not-returned' | 'malformed' | 'unrecognised'): NonNullable<Case['becomes']['facts']> => ({ 'network.hasDirectEndpoint': { unknown: reason } });

describeCases('network.hasDirectEndpoint', [
  { name: 'none of the endpoints is direct', given: netInfo(endpoint()), becomes: { standing: 'eligible', facts: { 'network.hasDirectEndpoint': false, 'network.hasPublicEndpoint': false, 'network.endpoints': [{ connectionString: 'r-1.redis.rds.aliyuncs.com', port: 6379, type: 'Private', direct: false }] } } },
  { name: 'one of the endpoints is direct', given: netInfo(endpoint(), direct), becomes: { standing: 'enabled', facts: { 'network.hasDirectEndpoint': true }, verdicts: { 'no-direct-endpoint': 'fail' }, codes: ['DirectConnectionAlreadyExists', 'NetTypeExists'] } },
  { name: 'an empty list is known to hold none', given: netInfo(), becomes: { standing: 'eligible', facts: { 'network.hasDirectEndpoint': false, 'network.hasPublicEndpoint': false, 'network.endpoints': [] } } },
  { name: 'a list that is missing is not an empty one', given: { raw: { DescribeDBInstanceNetInfo: { NetInfoItems: null } } }, becomes: { standing: 'unknown', facts: { ...unread('not-returned'), 'network.hasPublicEndpoint': { unknown: 'not-returned' }, 'network.endpoints': { unknown: 'not-returned' } }, verdicts: { 'no-direct-endpoint': 'unknown' } } },
  { name: 'a list that is missing inside is not an empty one', given: { raw: { DescribeDBInstanceNetInfo: { NetInfoItems: {} } } }, becomes: { standing: 'unknown', facts: unread('not-returned') } },
  { name: 'a list that is none is malformed', given: { raw: { DescribeDBInstanceNetInfo: { NetInfoItems: { InstanceNetInfo: 'none' } } } }, becomes: { standing: 'unknown', facts: unread('malformed') } },
  { name: 'an entry that is no object is malformed', given: { raw: { DescribeDBInstanceNetInfo: { NetInfoItems: { InstanceNetInfo: ['direct'] } } } }, becomes: { standing: 'unknown', facts: unread('malformed') } },
  { name: 'an entry that does not say is not "no"', given: netInfo(endpoint(), without('DirectConnection')), becomes: { standing: 'unknown', facts: unread('not-returned') } },
  { name: 'an entry that does not say does not matter where another is direct', given: netInfo(without('DirectConnection'), direct), becomes: { standing: 'enabled', facts: { 'network.hasDirectEndpoint': true } } },
  { name: 'an entry that nobody understands does not matter where another is direct', given: netInfo(endpoint({ DirectConnection: 7 }), direct), becomes: { standing: 'enabled', facts: { 'network.hasDirectEndpoint': true } } },
  { name: 'an entry that nobody understands is not "no"', given: netInfo(endpoint({ DirectConnection: 7 })), becomes: { standing: 'unknown', facts: unread('unrecognised') } },
  { name: 'an entry that says it with an object is malformed', given: netInfo(endpoint({ DirectConnection: {} })), becomes: { standing: 'unknown', facts: unread('malformed') } },
  { name: '"1" is yes', given: netInfo(endpoint({ DirectConnection: '1' })), becomes: { standing: 'enabled', facts: { 'network.hasDirectEndpoint': true } } },
  { name: 'true is yes', given: netInfo(endpoint({ DirectConnection: true })), becomes: { standing: 'enabled', facts: { 'network.hasDirectEndpoint': true } } },
  { name: '"0" is no', given: netInfo(endpoint({ DirectConnection: '0' })), becomes: { standing: 'eligible', facts: { 'network.hasDirectEndpoint': false } } },
  { name: 'other findings do not count where a direct endpoint exists', given: { ssl: 'on', status: 'Changing', directEndpoint: {} }, becomes: { standing: 'enabled', verdicts: { 'ssl-disabled': 'fail', 'instance-normal': 'fail' } } },
  { name: 'reads that failed do not count where a direct endpoint exists', given: { directEndpoint: {} }, faults: [{ operation: 'DescribeInstanceSSL', kind: 'deny' }], becomes: { standing: 'enabled', facts: { 'ssl.enabled': { unknown: 'denied' } } } },
  { name: 'an endpoint without a port leaves the question of direct ones alone', given: netInfo(without('Port')), becomes: { standing: 'eligible', facts: { 'network.hasDirectEndpoint': false, 'network.endpoints': { unknown: 'not-returned' } } } },
  { name: 'a public endpoint', given: netInfo(endpoint({ IPType: 'Public', DBInstanceNetType: '0' })), becomes: { standing: 'eligible', facts: { 'network.hasPublicEndpoint': true } } },
  { name: 'without IPType the network type tells a public endpoint', given: netInfo(without('IPType', { DBInstanceNetType: '0' })), becomes: { standing: 'eligible', facts: { 'network.hasPublicEndpoint': true } } },
  { name: 'an IPType of no list is unrecognised, and advice alone', given: netInfo(endpoint({ IPType: 'Anycast' })), becomes: { standing: 'eligible', facts: { 'network.hasPublicEndpoint': { unknown: 'unrecognised' } } } },
]);

const inBoth = (fields: Raw[string]): { readonly raw: Raw } => ({ raw: { DescribeInstances: fields, DescribeInstanceAttribute: fields } });

describeCases('instance.networkType, instance.vpcId and instance.vSwitchId', [
  { name: 'VPC', becomes: { standing: 'eligible', facts: { 'instance.networkType': 'VPC', 'instance.vpcId': 'vpc-a', 'instance.vSwitchId': 'vsw-a' } } },
  { name: 'CLASSIC without VPC and vSwitch', given: { network: 'CLASSIC', ...inBoth({ VpcId: null, VSwitchId: null }) }, becomes: { standing: 'blocked', facts: { 'instance.networkType': 'CLASSIC', 'instance.vpcId': '', 'instance.vSwitchId': '', 'vswitch.status': 'absent' }, verdicts: { 'vpc-network': 'fail', 'vswitch-available': 'skipped', 'vswitch-has-addresses': 'skipped' }, codes: ['InvalidVPCParamGroup'] } },
  { name: 'CLASSIC whose VPC is spelt NULL', given: { network: 'CLASSIC', ...inBoth({ VpcId: 'NULL', VSwitchId: 'NULL' }) }, becomes: { standing: 'blocked', facts: { 'instance.vpcId': '', 'instance.vSwitchId': '' } } },
  { name: 'a VPC that the list does not name is healed', given: { raw: { DescribeInstances: { VpcId: null } } }, becomes: { standing: 'eligible', facts: { 'instance.vpcId': 'vpc-a', 'vswitch.status': 'Available' } } },
  { name: 'a VPC that nobody names is not ""', given: inBoth({ VpcId: null }), becomes: { standing: 'unknown', facts: { 'instance.vpcId': { unknown: 'not-returned' } }, verdicts: { 'vpc-network': 'unknown' } } },
  { name: 'a vSwitch that nobody names is not ""', given: inBoth({ VSwitchId: null }), becomes: { standing: 'unknown', facts: { 'instance.vSwitchId': { unknown: 'not-returned' } }, verdicts: { 'vpc-network': 'unknown' } } },
  { name: 'a vSwitch that is told to be none', given: inBoth({ VSwitchId: '' }), becomes: { standing: 'blocked', facts: { 'instance.vSwitchId': '' }, verdicts: { 'vpc-network': 'fail' } } },
  { name: 'a VPC does not tell the network type', given: { raw: { DescribeInstances: { NetworkType: null }, DescribeInstanceAttribute: { NetworkType: null }, DescribeDBInstanceNetInfo: { InstanceNetworkType: null } } }, becomes: { standing: 'unknown', facts: { 'instance.networkType': { unknown: 'not-returned' } }, verdicts: { 'vpc-network': 'unknown', 'vswitch-available': 'unknown' } } },
  { name: 'DescribeDBInstanceNetInfo tells the network type where the others do not', given: inBoth({ NetworkType: null }), becomes: { standing: 'eligible', facts: { 'instance.networkType': 'VPC' } } },
  { name: 'DescribeDBInstanceNetInfo that disagrees is a conflict', given: { raw: { DescribeDBInstanceNetInfo: { InstanceNetworkType: 'CLASSIC' } } }, becomes: { standing: 'unknown', facts: { 'instance.networkType': { unknown: 'conflict' } } } },
  { name: 'a classic endpoint that was retained does not make it CLASSIC', given: netInfo(endpoint(), endpoint({ DBInstanceNetType: '1', IPType: 'Inner', ConnectionString: 'old.redis.rds.aliyuncs.com' })), becomes: { standing: 'eligible', facts: { 'instance.networkType': 'VPC' } } },
  { name: 'a network type of no list is unrecognised', given: inBoth({ NetworkType: 'vpc' }), becomes: { standing: 'unknown', facts: { 'instance.networkType': { unknown: 'unrecognised' } }, details: { 'instance.networkType': '"vpc"' } } },
]);

const groups = (...entries: readonly Record<string, string>[]): { readonly raw: Raw } => ({ raw: { DescribeSecurityIps: { SecurityIpGroups: { SecurityIpGroup: [...entries] } } } });

describeCases('access.whitelist, which is advice', [
  { name: 'the addresses of all groups, each once', given: groups({ SecurityIpGroupName: 'a', SecurityIpList: '10.0.0.1,10.0.0.2' }, { SecurityIpGroupName: 'b', SecurityIpList: '10.0.0.2, 10.0.0.0/8' }), becomes: { standing: 'eligible', facts: { 'access.whitelist': ['10.0.0.0/8', '10.0.0.1', '10.0.0.2'] } } },
  { name: "without the system's own group", given: groups({ SecurityIpGroupAttribute: 'hidden', SecurityIpList: '10.9.9.9' }, { SecurityIpList: '10.0.0.1' }), becomes: { facts: { 'access.whitelist': ['10.0.0.1'] } } },
  { name: 'an empty group holds none', given: groups({ SecurityIpList: '' }), becomes: { standing: 'eligible', facts: { 'access.whitelist': [] }, verdicts: { 'whitelist-not-empty': 'fail' } } },
  { name: 'a group without its list is unknown and changes no standing', given: groups({ SecurityIpGroupName: 'a' }), becomes: { standing: 'eligible', facts: { 'access.whitelist': { unknown: 'not-returned' } }, verdicts: { 'whitelist-not-empty': 'unknown' } } },
  { name: 'a reply without groups is unknown and changes no standing', given: { raw: { DescribeSecurityIps: { SecurityIpGroups: null } } }, becomes: { standing: 'eligible', facts: { 'access.whitelist': { unknown: 'not-returned' } } } },
  { name: 'a read that was denied is unknown and changes no standing', faults: [{ operation: 'DescribeSecurityIps', kind: 'deny' }], becomes: { standing: 'eligible', facts: { 'access.whitelist': { unknown: 'denied' } } } },
]);

const minor = (fields: Raw[string]): { readonly raw: Raw } => ({ raw: { DescribeEngineVersion: fields } });

describeCases('version.isLatestMinor', [
  { name: 'both fields say it is the latest', becomes: { standing: 'eligible', facts: { 'version.isLatestMinor': true } } },
  { name: 'both fields say it is not', given: { latestMinor: false }, becomes: { standing: 'blocked', facts: { 'version.isLatestMinor': false }, codes: ['IncorrectMinorVersion'] } },
  { name: 'they contradict each other', given: minor({ IsLatestVersion: true, EnableUpgradeMinorVersion: true }), becomes: { standing: 'unknown', facts: { 'version.isLatestMinor': { unknown: 'conflict' } } } },
  { name: 'one is missing, the other decides', given: minor({ IsLatestVersion: null, EnableUpgradeMinorVersion: false }), becomes: { standing: 'eligible', facts: { 'version.isLatestMinor': true } } },
  { name: 'the other is missing, the one decides', given: minor({ IsLatestVersion: false, EnableUpgradeMinorVersion: null }), becomes: { standing: 'blocked', facts: { 'version.isLatestMinor': false } } },
  { name: 'both are missing', given: minor({ IsLatestVersion: null, EnableUpgradeMinorVersion: null }), becomes: { standing: 'unknown', facts: { 'version.isLatestMinor': { unknown: 'not-returned' } } } },
  { name: 'one that nobody understands is not healed by the other', given: minor({ IsLatestVersion: 'maybe' }), becomes: { standing: 'unknown', facts: { 'version.isLatestMinor': { unknown: 'unrecognised' } } } },
  { name: 'the latest version is shown and never compared', given: minor({ MinorVersion: 'redis-5.0_0.5.0', DBLatestMinorVersion: { MinorVersion: '7.0.1.4' } }), becomes: { standing: 'eligible', facts: { 'version.minor': 'redis-5.0_0.5.0', 'version.latestMinor': '7.0.1.4', 'version.isLatestMinor': true } } },
  { name: 'a latest version that is missing does not matter', given: minor({ DBLatestMinorVersion: null }), becomes: { standing: 'eligible', facts: { 'version.latestMinor': { unknown: 'not-returned' } } } },
]);
