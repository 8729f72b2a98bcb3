import { CLUSTER_CLASS, describeCases } from './cases.ts';
import type { Case } from './cases.ts';

type Raw = NonNullable<NonNullable<Case['given']>['raw']>;

/** The same change in both replies that describe an instance. */
const inBoth = (fields: Raw[string]): { readonly raw: Raw } => ({ raw: { DescribeInstances: fields, DescribeInstanceAttribute: fields } });
const inList = (fields: Raw[string]): { readonly raw: Raw } => ({ raw: { DescribeInstances: fields } });
const inAttribute = (fields: Raw[string]): { readonly raw: Raw } => ({ raw: { DescribeInstanceAttribute: fields } });
const inEngine = (fields: Raw[string]): { readonly raw: Raw } => ({ raw: { DescribeEngineVersion: fields } });

const AMBER = 'redis.amber.logic.sharding.1g.2db.0rodb.6proxy.multithread';

describeCases('instance.edition', [
  { name: 'EditionType decides: Community', given: { edition: 'Community' }, becomes: { standing: 'eligible', facts: { 'instance.edition': 'Community' } } },
  { name: 'EditionType decides: Enterprise', given: { class: AMBER }, becomes: { standing: 'eligible', facts: { 'instance.edition': 'Enterprise' }, addressesNeeded: 3 } },
  { name: 'EditionType decides where the class looks like the other edition', given: { edition: 'Enterprise' }, becomes: { standing: 'eligible', facts: { 'instance.edition': 'Enterprise' } } },
  { name: 'EditionType decides where the class looks like Enterprise', given: { class: AMBER, edition: 'Community', engineVersion: '4.0' }, becomes: { standing: 'eligible', facts: { 'instance.edition': 'Community' } } },
  { name: 'Enterprise 4.0 by EditionType is not supported, whatever the class', given: { edition: 'Enterprise', engineVersion: '4.0' }, becomes: { standing: 'blocked', facts: { 'instance.edition': 'Enterprise' }, codes: ['UnsupportedEngineVersion'] } },
  { name: 'without EditionType the class tells Community', given: inList({ EditionType: null }), becomes: { standing: 'eligible', facts: { 'instance.edition': 'Community' } } },
  { name: 'without EditionType the class tells Enterprise', given: { class: AMBER, ...inList({ EditionType: null }) }, becomes: { standing: 'eligible', facts: { 'instance.edition': 'Enterprise' } } },
  { name: 'an empty EditionType is a missing one', given: inList({ EditionType: '' }), becomes: { standing: 'eligible', facts: { 'instance.edition': 'Community' } } },
  { name: 'without EditionType and with a class that tells none it is not returned', given: { class: 'redis.master.small.default', architecture: 'standard', ...inList({ EditionType: null }) }, becomes: { standing: 'blocked', facts: { 'instance.edition': { unknown: 'not-returned' } } } },
  { name: 'a third edition is unknown at 5.0, and the class does not heal it', given: { edition: 'Professional' }, becomes: { standing: 'unknown', facts: { 'instance.edition': { unknown: 'unrecognised' } }, details: { 'instance.edition': '"Professional"' }, verdicts: { 'supported-engine-version': 'unknown' } } },
  { name: 'a third edition is unknown at 4.0', given: { edition: 'Professional', engineVersion: '4.0' }, becomes: { standing: 'unknown', verdicts: { 'supported-engine-version': 'unknown' } } },
  { name: 'a third edition fails at a version that no edition supports', given: { edition: 'Professional', engineVersion: '6.0' }, becomes: { standing: 'blocked', verdicts: { 'supported-engine-version': 'fail' } } },
  { name: 'an EditionType of another type is malformed', given: inList({ EditionType: ['Community'] }), becomes: { standing: 'unknown', facts: { 'instance.edition': { unknown: 'malformed' } } } },
  { name: 'InstanceType does not tell the edition', given: { class: AMBER, ...inBoth({ InstanceType: 'Tair' }) }, becomes: { standing: 'eligible', facts: { 'instance.edition': 'Enterprise', 'instance.engine': 'redis' } } },
]);

describeCases('instance.engineVersion', [
  { name: '5 is 5.0', given: inBoth({ EngineVersion: 5 }), becomes: { standing: 'eligible', facts: { 'instance.engineVersion': '5.0' } } },
  { name: '"5" is 5.0', given: inBoth({ EngineVersion: '5' }), becomes: { standing: 'eligible', facts: { 'instance.engineVersion': '5.0' } } },
  { name: '5 in one reply agrees with "5.0" in the others', given: inList({ EngineVersion: 5 }), becomes: { standing: 'eligible', facts: { 'instance.engineVersion': '5.0' } } },
  { name: '4.0 of the Community Edition', given: { engineVersion: '4.0' }, becomes: { standing: 'eligible', facts: { 'instance.engineVersion': '4.0' }, verdicts: { 'supported-engine-version': 'pass', 'engine-version-5': 'fail' } } },
  { name: '2.8 is too old', given: { engineVersion: '2.8' }, becomes: { standing: 'blocked', codes: ['UnsupportedEngineVersion'] } },
  { name: 'a new version is a known value that is not supported', given: { engineVersion: '8.0' }, becomes: { standing: 'blocked', facts: { 'instance.engineVersion': '8.0' }, codes: ['UnsupportedEngineVersion'] } },
  { name: '"banana" is malformed', given: inList({ EngineVersion: 'banana' }), becomes: { standing: 'unknown', facts: { 'instance.engineVersion': { unknown: 'malformed' } }, details: { 'instance.engineVersion': '"banana"' }, verdicts: { 'supported-engine-version': 'unknown' } } },
  { name: 'MajorVersion that disagrees is a conflict', given: inEngine({ MajorVersion: '4.0' }), becomes: { standing: 'unknown', facts: { 'instance.engineVersion': { unknown: 'conflict' } }, details: { 'instance.engineVersion': '"4.0"' } } },
  { name: 'MajorVersion that is malformed is not healed', given: inEngine({ MajorVersion: 'five' }), becomes: { standing: 'unknown', facts: { 'instance.engineVersion': { unknown: 'malformed' } } } },
  { name: 'MajorVersion that is missing leaves it to the list', given: inEngine({ MajorVersion: null }), becomes: { standing: 'eligible', facts: { 'instance.engineVersion': '5.0' } } },
  { name: 'a list without it is healed by the other reads', given: inList({ EngineVersion: null }), becomes: { standing: 'eligible', facts: { 'instance.engineVersion': '5.0' } } },
]);

describeCases('instance.deployment and instance.connectionMode', [
  { name: 'a classic class with ComputingType Machine', becomes: { standing: 'eligible', facts: { 'instance.deployment': 'classic', 'instance.connectionMode': 'absent' } } },
  { name: 'without ComputingType the class decides', given: inBoth({ ComputingType: null }), becomes: { standing: 'eligible', facts: { 'instance.deployment': 'classic' } } },
  { name: 'a classic class with ComputingType Ecs is a conflict', given: { computingType: 'Ecs' }, becomes: { standing: 'unknown', facts: { 'instance.deployment': { unknown: 'conflict' } }, details: { 'instance.deployment': 'cloud-native (ComputingType)' } } },
  { name: 'a conflict in one of two replies is not healed', given: inAttribute({ ComputingType: 'Ecs' }), becomes: { standing: 'unknown', facts: { 'instance.deployment': { unknown: 'conflict' } } } },
  { name: 'a ComputingType of no list is unrecognised', given: { computingType: 'Serverless' }, becomes: { standing: 'unknown', facts: { 'instance.deployment': { unknown: 'unrecognised' } } } },
  { name: 'a class of no known naming is unrecognised, whatever ComputingType says', given: { class: 'redis.quantum.8db.default', computingType: 'Machine', architecture: 'cluster', edition: 'Community' }, becomes: { standing: 'unknown', facts: { 'instance.deployment': { unknown: 'unrecognised' }, 'ssl.enabled': 'absent' }, details: { 'instance.deployment': '"redis.quantum.8db.default"' }, verdicts: { 'classic-deployment': 'unknown', 'ssl-disabled': 'unknown' } } },
  { name: '.cloud is not taken for either', given: { class: 'redis.logic.sharding.2g.8db.0rodb.8proxy.cloud' }, becomes: { standing: 'unknown', facts: { 'instance.deployment': { unknown: 'unrecognised' } } } },
  { name: 'a class of another type is malformed', given: inList({ InstanceClass: { name: CLUSTER_CLASS } }), becomes: { standing: 'unknown', facts: { 'instance.deployment': { unknown: 'malformed' } } } },
  { name: 'a list without a class is healed', given: inList({ InstanceClass: null }), becomes: { standing: 'eligible', facts: { 'instance.deployment': 'classic', 'instance.shardCount': 8 } } },
  { name: '.ce behind a proxy can never qualify', given: { class: 'redis.shard.with.proxy.small.ce', engineVersion: '7.0' }, becomes: { standing: 'blocked', facts: { 'instance.deployment': 'cloud-native', 'instance.connectionMode': 'proxy' }, codes: ['InvalidConnType', 'UnsupportedEngineVersion'] } },
  { name: '.ce in direct mode has an endpoint by birth', given: { class: 'redis.shard.small.ce', engineVersion: '5.0' }, becomes: { standing: 'enabled', facts: { 'instance.deployment': 'cloud-native', 'instance.connectionMode': 'direct' } } },
  { name: 'tair.rdb in direct mode', given: { class: 'tair.rdb.4g', engineVersion: '6.0' }, becomes: { standing: 'enabled', facts: { 'instance.connectionMode': 'direct', 'instance.edition': 'Enterprise' } } },
  { name: 'tair.rdb behind a proxy', given: { class: 'tair.rdb.with.proxy.1g', engineVersion: '6.0' }, becomes: { standing: 'blocked', facts: { 'instance.connectionMode': 'proxy' } } },
  { name: 'tair.rdb that is no cluster has no direct endpoint', given: { class: 'tair.rdb.4g', architecture: 'standard', engineVersion: '6.0' }, becomes: { standing: 'blocked' } },
  { name: 'the canonical name tells no mode, so it is not enabled', given: { class: 'redis.cluster.sharding.common.ce', connectionMode: 'direct', engineVersion: '7.0' }, becomes: { standing: 'blocked', facts: { 'instance.deployment': 'cloud-native', 'instance.connectionMode': { unknown: 'unrecognised' } } } },
  { name: 'the ConnectionMode of the API is not the mode', given: { class: 'redis.shard.with.proxy.small.ce', engineVersion: '7.0', ...inList({ ConnectionMode: 'direct' }) }, becomes: { standing: 'blocked', facts: { 'instance.connectionMode': 'proxy' } } },
  { name: 'a cloud-native class with ComputingType Machine is a conflict and not enabled', given: { class: 'redis.shard.small.ce', computingType: 'Machine', engineVersion: '5.0' }, becomes: { standing: 'unknown', facts: { 'instance.deployment': { unknown: 'conflict' }, 'instance.connectionMode': 'absent' } } },
]);

describeCases('instance.architecture and instance.engine', [
  { name: 'cluster', becomes: { standing: 'eligible', facts: { 'instance.architecture': 'cluster', 'instance.engine': 'redis' } } },
  { name: 'standard', given: { class: 'redis.master.small.default' }, becomes: { standing: 'blocked', facts: { 'instance.architecture': 'standard' }, codes: ['InvalidConnType'] } },
  { name: 'zone disaster recovery with one shard is standard', given: { class: 'redis.logic.sharding.drredissdb1g.1db.0rodb.4proxy.default', architecture: 'standard' }, becomes: { standing: 'blocked', facts: { 'instance.architecture': 'standard' } } },
  { name: 'zone disaster recovery with one shard that is called a cluster is a conflict', given: { class: 'redis.logic.sharding.drredissdb1g.1db.0rodb.4proxy.default', architecture: 'cluster' }, becomes: { standing: 'unknown', facts: { 'instance.architecture': { unknown: 'conflict' } } } },
  { name: 'rwsplit', given: { class: 'redis.logic.splitrw.sharding2g.2db.1rodb.4proxy.default' }, becomes: { standing: 'blocked', facts: { 'instance.architecture': 'rwsplit' } } },
  { name: 'a class with read replicas that is called a cluster is a conflict', given: { class: 'redis.logic.sharding.2g.8db.3rodb.8proxy.default', architecture: 'cluster' }, becomes: { standing: 'unknown', facts: { 'instance.architecture': { unknown: 'conflict' } } } },
  { name: 'SplitRW is the old word for rwsplit', given: { class: 'redis.logic.splitrw.sharding2g.2db.1rodb.4proxy.default', architecture: 'SplitRW' }, becomes: { standing: 'blocked', facts: { 'instance.architecture': 'rwsplit' } } },
  { name: 'missing in the list it is healed', given: inList({ ArchitectureType: null }), becomes: { standing: 'eligible', facts: { 'instance.architecture': 'cluster' } } },
  { name: 'NULL in the list is missing', given: inList({ ArchitectureType: 'NULL' }), becomes: { standing: 'eligible', facts: { 'instance.architecture': 'cluster' } } },
  { name: 'missing everywhere it is not taken from the class', given: inBoth({ ArchitectureType: null }), becomes: { standing: 'unknown', facts: { 'instance.architecture': { unknown: 'not-returned' } }, verdicts: { 'cluster-architecture': 'unknown', 'ssl-disabled': 'unknown' } } },
  { name: 'a word of no list is unrecognised and not healed', given: inList({ ArchitectureType: 'sharded' }), becomes: { standing: 'unknown', facts: { 'instance.architecture': { unknown: 'unrecognised' } }, details: { 'instance.architecture': '"sharded"' } } },
  { name: 'two replies that disagree are a conflict', given: { class: 'redis.sharding.basic.16xlarge.default', ...inAttribute({ ArchitectureType: 'standard', InstanceClass: 'redis.master.small.default' }) }, becomes: { standing: 'unknown', facts: { 'instance.architecture': { unknown: 'conflict' } } } },
  { name: 'Memcache is no Redis', given: { engine: 'memcache' }, becomes: { standing: 'blocked', facts: { 'instance.engine': 'memcache' }, verdicts: { 'cluster-architecture': 'fail' } } },
  { name: 'Tair is Redis', given: inBoth({ InstanceType: 'Tair' }), becomes: { standing: 'eligible', facts: { 'instance.engine': 'redis' } } },
  { name: 'Tair is Redis, also where DescribeEngineVersion says it', given: { class: AMBER, ...inEngine({ Engine: 'tair' }) }, becomes: { standing: 'eligible', facts: { 'instance.engine': 'redis' } } },
  { name: 'two engines are a conflict', given: inEngine({ Engine: 'memcache' }), becomes: { standing: 'unknown', facts: { 'instance.engine': { unknown: 'conflict' } } } },
  { name: 'an engine of no list is unrecognised', given: inList({ InstanceType: 'Valkey' }), becomes: { standing: 'unknown', facts: { 'instance.engine': { unknown: 'unrecognised' } } } },
]);

describeCases('instance.status', [
  ...['Creating', 'Changing', 'Inactive', 'Flushing', 'Released', 'Transforming', 'Unavailable', 'Error', 'Migrating', 'BackupRecovering', 'MinorVersionUpgrading', 'NetworkModifying', 'SSLModifying', 'MajorVersionUpgrading', 'Rebooting']
    .map((status): Case => ({ name: `${status} is a known status that is not Normal`, given: { status }, becomes: { standing: 'blocked', facts: { 'instance.status': status }, verdicts: { 'instance-normal': 'fail' }, codes: ['InstanceStatus.NotSupport'] } })),
  { name: 'a status of no list is unrecognised', given: { status: 'Hibernating' }, becomes: { standing: 'unknown', facts: { 'instance.status': { unknown: 'unrecognised' } }, details: { 'instance.status': '"Hibernating"' }, verdicts: { 'instance-normal': 'unknown' } } },
  { name: 'a status in another case is another word', given: { status: 'normal' }, becomes: { standing: 'unknown', facts: { 'instance.status': { unknown: 'unrecognised' } } } },
  { name: 'the later read wins: it has begun to change', given: inAttribute({ InstanceStatus: 'Changing' }), becomes: { standing: 'blocked', facts: { 'instance.status': 'Changing' } } },
  { name: 'the later read wins: it has become Normal', given: inList({ InstanceStatus: 'Changing' }), becomes: { standing: 'eligible', facts: { 'instance.status': 'Normal' } } },
  { name: 'a later read that nobody knows is not healed by the earlier', given: inAttribute({ InstanceStatus: 'Hibernating' }), becomes: { standing: 'unknown', facts: { 'instance.status': { unknown: 'unrecognised' } } } },
  { name: 'missing in the list it is healed', given: inList({ InstanceStatus: null }), becomes: { standing: 'eligible', facts: { 'instance.status': 'Normal' } } },
  { name: 'missing everywhere it is not returned', given: inBoth({ InstanceStatus: null }), becomes: { standing: 'unknown', facts: { 'instance.status': { unknown: 'not-returned' } } } },
]);

describeCases('orders, tags and what absence means', [
  { name: 'IsOrderCompleted false is an order in progress', given: { orderCompleted: false }, becomes: { standing: 'blocked', facts: { 'instance.orderInProgress': true }, codes: ['InstanceStatus.NotSupport', 'TaskHasExist'] } },
  { name: 'a text is taken for the boolean it spells', given: inAttribute({ IsOrderCompleted: 'true' }), becomes: { standing: 'eligible', facts: { 'instance.orderInProgress': false } } },
  { name: 'no IsOrderCompleted is not "completed"', given: inAttribute({ IsOrderCompleted: null }), becomes: { standing: 'unknown', facts: { 'instance.orderInProgress': { unknown: 'not-returned' } } } },
  { name: 'an IsOrderCompleted that is neither is not "completed"', given: inAttribute({ IsOrderCompleted: 'perhaps' }), becomes: { standing: 'unknown', facts: { 'instance.orderInProgress': { unknown: 'unrecognised' } } } },
  { name: 'a booked change is advice', given: { renewalChangeBooked: true }, becomes: { standing: 'eligible', facts: { 'instance.renewalChangeBooked': true }, verdicts: { 'no-scheduled-task': 'fail' } } },
  { name: 'no GlobalInstanceId is none', given: inBoth({ GlobalInstanceId: null }), becomes: { standing: 'eligible', facts: { 'instance.globalInstanceId': '' }, verdicts: { 'not-in-global-cache': 'pass' } } },
  { name: 'a GlobalInstanceId that says NULL is none', given: inBoth({ GlobalInstanceId: 'NULL' }), becomes: { standing: 'eligible', facts: { 'instance.globalInstanceId': '' } } },
  { name: 'a GlobalInstanceId is told', given: { globalInstance: 'gr-1' }, becomes: { standing: 'eligible', facts: { 'instance.globalInstanceId': 'gr-1' }, verdicts: { 'not-in-global-cache': 'fail' } } },
  { name: 'a GlobalInstanceId of another type is malformed', given: inBoth({ GlobalInstanceId: { id: 'gr-1' } }), becomes: { standing: 'eligible', facts: { 'instance.globalInstanceId': { unknown: 'malformed' } } } },
  { name: 'no Tags are none', given: inBoth({ Tags: null }), becomes: { standing: 'eligible', facts: { 'instance.tags': {} } } },
  { name: 'Tags without Tag are none', given: inBoth({ Tags: {} }), becomes: { standing: 'eligible', facts: { 'instance.tags': {} } } },
  { name: 'tags are told', given: { tags: { team: 'cache', stage: '' } }, becomes: { standing: 'eligible', facts: { 'instance.tags': { team: 'cache', stage: '' } } } },
  { name: 'the same tags in another order are the same', given: { tags: { a: '1', b: '2' }, ...inAttribute({ Tags: { Tag: [{ Key: 'b', Value: '2' }, { Key: 'a', Value: '1' }] } }) }, becomes: { standing: 'eligible', facts: { 'instance.tags': { a: '1', b: '2' } } } },
  { name: 'other tags in the other reply are a conflict', given: { tags: { a: '1' }, ...inAttribute({ Tags: { Tag: [{ Key: 'a', Value: '2' }] } }) }, becomes: { standing: 'eligible', facts: { 'instance.tags': { unknown: 'conflict' } } } },
  { name: 'a tag without a key is malformed', given: inBoth({ Tags: { Tag: [{ Value: 'x' }] } }), becomes: { standing: 'eligible', facts: { 'instance.tags': { unknown: 'malformed' } } } },
  { name: 'the time it expires is UTC ISO', given: { chargeType: 'PrePaid', expiresAt: '2027-01-02T03:04:05+08:00' }, becomes: { facts: { 'instance.expiresAt': '2027-01-01T19:04:05.000Z', 'instance.chargeType': 'PrePaid' } } },
  { name: 'a time that is none is malformed', given: inBoth({ EndTime: 'soon' }), becomes: { standing: 'eligible', facts: { 'instance.expiresAt': { unknown: 'malformed' } } } },
  { name: 'password-free access', given: { passwordFree: true }, becomes: { facts: { 'instance.passwordFree': true } } },
  { name: 'a name of digits stays a text', given: inBoth({ InstanceName: 12345 }), becomes: { facts: { 'instance.name': '12345' } } },
]);
