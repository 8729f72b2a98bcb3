import type { FactName, FactValue } from '../../src/model/facts.ts';

type Facts = Readonly<Partial<Record<FactName, FactValue>>>;

/** Attempts to turn facts that were not read into a pass. */
export interface Assault {
  /** The facts that are unread, each with a value with which every expression passes where it is read. */
  readonly good: Facts;
  /** Values with which a sound rule of the kind would not pass. */
  readonly bad: Facts;
  readonly expressions: readonly string[];
}

const RUNNING = [{ id: '1', type: 'HaSwitch', status: 'Running' }];

/** By what the fact is: yes or no, a number, a text, a version, a map, a list, a time, one's own, several. */
export const ASSAULTS: readonly Assault[] = [
  {
    good: { 'ssl.enabled': false },
    bad: { 'ssl.enabled': true },
    expressions: [
      // by itself, compared with itself, negated
      'ssl.enabled == false', '!ssl.enabled', 'ssl.enabled != true', 'ssl.enabled == ssl.enabled', '!(ssl.enabled != ssl.enabled)', '(ssl.enabled == ssl.enabled) == true', '(ssl.enabled == true) == false', 'ssl.enabled == (1 > 2)', '(!ssl.enabled) == true', '!(!(!ssl.enabled))',
      // tautologies, De Morgan, the neutral side of "and" and "or"
      'ssl.enabled || !ssl.enabled', '!ssl.enabled || ssl.enabled', '!(ssl.enabled && !ssl.enabled)', '!(!ssl.enabled && ssl.enabled)', 'true && !ssl.enabled', '!ssl.enabled && true', 'false || !ssl.enabled', '!ssl.enabled || false', '!(ssl.enabled || false)', '!(false || ssl.enabled)', '!(ssl.enabled && true)', '!(true && ssl.enabled)',
      '(ssl.enabled && ssl.enabled) == false', '(ssl.enabled || ssl.enabled) == false', '(ssl.enabled && false) == ssl.enabled', '(!ssl.enabled || false) && (true || ssl.enabled)',
      // conditions whose arms are equal, or that choose the healthy arm
      'ssl.enabled ? true : true', 'ssl.enabled ? false : true', '!(ssl.enabled ? true : false)', '(ssl.enabled ? "on" : "off") == "off"', '(ssl.enabled ? "same" : "same") == "same"', '(ssl.enabled ? 1 : 1) == 1', '(ssl.enabled ? [] : []) == []', 'true ? !ssl.enabled : true', 'false ? true : !ssl.enabled', '(ssl.enabled ? false : true) ? true : false', 'ssl.enabled == ssl.enabled ? true : true',
      // errors that might swallow what is unknown
      '(1 / 0 > 0) || !ssl.enabled', '!ssl.enabled || 1 / 0 > 0', '!(1 / 0 > 0 && ssl.enabled)', '!(ssl.enabled && 1 % 0 == 0)', '[1][5] == 1 || !ssl.enabled', '!(timestamp("x") == request.now && ssl.enabled)', '!(int("x") == 1 && ssl.enabled)', '{"a": 1}["b"] == 1 || !ssl.enabled',
      // conversions
      'dyn(ssl.enabled) == false', 'dyn(ssl.enabled) != null', '!(dyn(ssl.enabled) == null)', 'dyn(dyn(ssl.enabled)) == dyn(false)', 'string(ssl.enabled) == "false"', 'string(ssl.enabled) != ""', 'string(ssl.enabled).size() > 0', '!bool(string(ssl.enabled))', 'string(ssl.enabled).startsWith("f")', 'string(ssl.enabled).matches("")', 'matches(string(ssl.enabled), ".*")', 'string(ssl.enabled).contains("")', 'string(ssl.enabled) in ["false", "true"]',
      // lists and maps made of it
      'ssl.enabled in [false]', 'ssl.enabled in [true, false]', '!(ssl.enabled in [true])', '!(ssl.enabled in [])', 'ssl.enabled in {false: 1, true: 1}', '{false: true, true: true}[ssl.enabled]', '{false: true, true: false}[ssl.enabled]', '[ssl.enabled] == [false]', '[ssl.enabled] == [ssl.enabled]', 'size([ssl.enabled]) > 0', '[ssl.enabled] != []', '!([ssl.enabled] == [])', '[true, ssl.enabled][0]', '[ssl.enabled, true][1]', '[[ssl.enabled]][0].size() == 1', '([ssl.enabled] + [true])[1]',
      '{"a": true, "b": ssl.enabled}.a', '{"a": ssl.enabled}.size() == 1', '"a" in {"a": ssl.enabled}', '{ssl.enabled: 1}.size() == 1', '{string(ssl.enabled): 1}.size() == 1', '{"a": ssl.enabled} == {"a": false}',
      // macros over it
      '[ssl.enabled].all(s, !s)', '[ssl.enabled].all(s, true)', '[ssl.enabled].exists(s, !s)', '[ssl.enabled].exists(s, true)', '[true, ssl.enabled].exists(s, s)', '[false, ssl.enabled].exists(s, !s)', '[ssl.enabled].exists_one(s, !s)', '[ssl.enabled].filter(s, s) == []', '[ssl.enabled].map(s, true)[0]', '[ssl.enabled].map(s, s, 1) == []', '![ssl.enabled].exists(s, s)', '!([true, ssl.enabled].all(s, s))',
      // macros in whose bodies it stands
      '[1].map(n, ssl.enabled) == [false]', '[1, 2].map(n, ssl.enabled).size() == 2', '[1, 2].filter(n, ssl.enabled) == []', '[1, 2].map(n, ssl.enabled, n).size() == 0', '[1].all(n, !ssl.enabled)', '[1, 2, 3].all(n, n > 2 || !ssl.enabled)', '[1, 2].exists(n, n > 1 && !ssl.enabled)', '[1, 2].exists_one(n, n == 2 || ssl.enabled)', '[1].exists_one(n, !ssl.enabled)', '![1].exists(n, ssl.enabled)', '![1, 2].all(n, ssl.enabled)', '{"k": 1}.all(k, !ssl.enabled)', '{"k": 1}.exists(k, !ssl.enabled)', '[[1], []].exists(l, l.all(n, !ssl.enabled) && size(l) == 1)', '[].all(n, ssl.enabled) == !ssl.enabled',
      // names bound to it, and names that hide others
      'cel.bind(s, ssl.enabled, true)', 'cel.bind(s, ssl.enabled, !s)', 'cel.bind(s, ssl.enabled, s == s)', 'cel.bind(s, ssl.enabled, cel.bind(s, false, !s))', 'cel.bind(s, false, cel.bind(s, ssl.enabled, !s))', 'cel.bind(s, false, s == ssl.enabled)', 'cel.bind(ok, !ssl.enabled, ok || ok)', 'cel.bind(x, false, x == ssl.enabled)', '[false].exists(x, x == ssl.enabled)', 'cel.bind(enabled, true, enabled && !ssl.enabled)', 'cel.bind(size, ssl.enabled, !size)',
    ],
  },
  {
    good: { 'instance.shardCount': 8 },
    bad: { 'instance.shardCount': 16 },
    expressions: [
      'instance.shardCount == 8', 'instance.shardCount * 0 == 0', '0 * instance.shardCount == 0', 'instance.shardCount - instance.shardCount == 0', 'instance.shardCount / instance.shardCount == 1', 'instance.shardCount % 1 == 0', '-instance.shardCount < 0', 'instance.shardCount >= instance.shardCount', 'instance.shardCount < 9223372036854775807', '!(instance.shardCount < 0)', '!(instance.shardCount > 8)', 'instance.shardCount < 9 || instance.shardCount >= 9', 'instance.shardCount == 8 || instance.shardCount != 8',
      'instance.shardCount in [1, 2, 4, 8]', '!(instance.shardCount in [16])', '8 in [instance.shardCount]', '!(0 in [instance.shardCount])', '{8: true}[instance.shardCount]', '[true, true, true, true, true, true, true, true, true][instance.shardCount]', '"aaaaaaaaa".substring(0, instance.shardCount) != "b"', '"a,b".split(",", instance.shardCount).size() == 2', '"abcdefghij".indexOf("j", instance.shardCount) == 9',
      'string(instance.shardCount) == "8"', 'int(string(instance.shardCount)) == 8', 'double(instance.shardCount) == double(instance.shardCount)', '0.0 * double(instance.shardCount) == 0.0', '1.0 / double(instance.shardCount) < 1.0', 'dyn(instance.shardCount) != null', 'dyn(instance.shardCount) == 8.0', '[instance.shardCount].filter(n, n > 100).size() == 0', '([instance.shardCount] + [1]).size() == 2', '[1, 2].all(n, n < instance.shardCount)', '[100].exists(n, n > instance.shardCount)', 'cel.bind(n, instance.shardCount * 0, n == 0)',
      'timestamp(instance.shardCount) < request.now', 'duration(string(instance.shardCount) + "s") > duration("0s")', 'request.now + duration(string(instance.shardCount) + "h") > request.now', '(instance.shardCount > 4 ? 1 : 2) < 3', 'vswitch.availableAddresses - instance.shardCount * 0 == vswitch.availableAddresses', 'vswitch.availableAddresses > instance.shardCount + 1',
    ],
  },
  {
    good: { 'instance.status': 'Normal' },
    bad: { 'instance.status': 'Changing' },
    expressions: [
      'instance.status == "Normal"', 'instance.status != ""', 'instance.status + "" == "Normal"', 'instance.status >= ""', 'instance.status.size() >= 0', 'instance.status.matches("")', 'instance.status.matches("^(Normal)?$")', '!instance.status.matches("^Changing$")', 'instance.status.startsWith("")', 'instance.status.endsWith("")', 'instance.status.contains("")', '!instance.status.contains("Chang")', '"Normal, Changing".contains(instance.status)', '"Normal".startsWith(instance.status)', '"Normal".indexOf(instance.status) == 0', 'instance.status.indexOf("Chang") == -1', 'instance.status.lastIndexOf("z") < 0', 'instance.status.substring(0, 0) == ""', 'instance.status.lowerAscii() == "normal"', 'instance.status.upperAscii() != "CHANGING"', 'instance.status.trim() != ""',
      'instance.status.split("").size() > 0', 'instance.status.split("x", 0) == []', '[instance.status].join("") == "Normal"', '[instance.status, ""].join() != ""', '"a".split(instance.status).size() == 1', '["a", "b"].join(instance.status).size() > 1', 'instance.status in ["Normal", ""]', '!(instance.status in ["Changing"])', 'instance.status in {"Normal": 1}', '!(instance.status in {"Changing": 1})', '{"Normal": true}[instance.status]', 'dyn(instance.status) == "Normal"', 'dyn(instance.status) == 1 || instance.status == "Normal"',
      '[instance.status].all(s, s != "Changing")', '["Changing", "Released"].all(s, s != instance.status)', '!["Changing", "Released"].exists(s, s == instance.status)', '["Changing"].filter(s, s == instance.status).size() == 0', '["Normal", "Changing"].exists_one(s, s == instance.status)', 'cel.bind(s, instance.status, s != "Changing")', '(instance.status == "Changing" ? false : true)', 'instance.status == "Normal" || instance.status != "Normal"', 'instance.status < "Z" || instance.status >= "Z"',
    ],
  },
  {
    good: { 'instance.engineVersion': '5.0' },
    bad: { 'instance.engineVersion': '4.0' },
    expressions: ['versionAtLeast(instance.engineVersion, "0")', 'versionAtLeast(instance.engineVersion, "5.0")', '!versionAtLeast(instance.engineVersion, "6.0")', 'versionAtLeast("999", instance.engineVersion)', 'versionAtLeast(instance.engineVersion, instance.engineVersion)', 'versionAtLeast(instance.engineVersion + ".0", "5")', 'versionAtLeast("5.0", "0") && versionAtLeast(instance.engineVersion, "5.0")', 'int(instance.engineVersion.split(".")[0]) >= 5', 'double(instance.engineVersion) != 0.0', 'versionAtLeast(instance.engineVersion, "5.0") || !versionAtLeast(instance.engineVersion, "5.0")', '["4.0", "5.0"].exists(v, versionAtLeast(instance.engineVersion, v))'],
  },
  {
    good: { 'instance.tags': { team: 'cache' } },
    bad: { 'instance.tags': { owner: 'x' } },
    expressions: [
      'instance.tags == instance.tags', 'instance.tags != {}', 'size(instance.tags) >= 0', '"team" in instance.tags', '!("owner" in instance.tags)', '!("__proto__" in instance.tags)', '!("constructor" in instance.tags)', 'has(instance.tags.team)', '!has(instance.tags.owner)', '!has(instance.tags.toString)', 'has(instance.tags.team) ? true : true', 'has(instance.tags.team) || !has(instance.tags.team)', '!has(instance.tags.owner) || instance.tags.owner == "x"', 'instance.tags.team == "cache"', 'instance.tags["team"] != ""', 'instance.tags.all(k, k != "owner")', 'instance.tags.all(k, true)', 'instance.tags.exists(k, true)', '!instance.tags.exists(k, k == "owner")', 'instance.tags.exists_one(k, k == "team")',
      'instance.tags.filter(k, false).size() == 0', 'instance.tags.map(k, instance.tags[k])[0] == "cache"', 'instance.tags.map(k, false, k) == []', 'cel.bind(t, instance.tags, !("owner" in t))', 'cel.bind(t, instance.tags, has(t.team))', '[instance.tags].all(t, size(t) >= 0)', '{"a": instance.tags}.size() == 1', 'dyn(instance.tags) != null', 'dyn(instance.tags).team == "cache"', '!(instance.tags in [{}])',
    ],
  },
  {
    good: { 'tasks.active': [] },
    bad: { 'tasks.active': RUNNING },
    expressions: [
      'tasks.active == []', 'tasks.active == tasks.active', 'size(tasks.active) == 0', '!(size(tasks.active) > 0)', 'tasks.active.all(t, t.status != "Running")', 'tasks.active.all(t, false)', 'tasks.active.all(t, 1 / 0 == 0)', '!tasks.active.exists(t, t.status == "Running")', '!tasks.active.exists(t, true)', '!tasks.active.exists_one(t, true)', 'tasks.active.filter(t, true) == []', 'tasks.active.filter(t, t.status == "Running").size() == 0', 'tasks.active.map(t, t.id) == []', 'tasks.active.map(t, true, t.id).size() == 0', 'tasks.active.map(t, t.id).join(",") == ""', 'tasks.active + [] == []', '!("1" in tasks.active.map(t, t.id))', 'tasks.active.all(a, tasks.active.all(b, a.id == b.id))',
      'cel.bind(t, tasks.active, t == [])', 'cel.bind(t, tasks.active, t.all(i, false))', '[tasks.active] == [[]]', '[tasks.active].size() == 1', '[tasks.active].all(l, l == [])', 'dyn(tasks.active) != null', 'size(dyn(tasks.active)) == 0', 'tasks.active == [] || tasks.active != []', '[1, 2].all(n, tasks.active.all(t, t.status != "Running"))', '![1].exists(n, tasks.active.exists(t, true))', '[].all(n, false) && tasks.active.all(t, false)', 'tasks.active.all(t, has(t.status) && false)',
    ],
  },
  {
    good: { 'access.whitelist': ['10.0.0.0/8'] },
    bad: { 'access.whitelist': ['0.0.0.0/0', ''] },
    expressions: ['access.whitelist != []', '"10.0.0.0/8" in access.whitelist', '!("0.0.0.0/0" in access.whitelist)', 'access.whitelist[0] != ""', 'access.whitelist.join("") != ""', 'access.whitelist.exists_one(a, true)', '!access.whitelist.exists(a, a == "0.0.0.0/0")', 'access.whitelist + ["x"] != ["x"]', '["10.0.0.0/8"].all(a, a in access.whitelist)', '!["0.0.0.0/0"].exists(a, a in access.whitelist)', 'access.whitelist.map(a, size(a)).all(n, n > 0)', 'access.whitelist in [["10.0.0.0/8"]]'],
  },
  {
    good: { 'instance.expiresAt': '2027-11-24T00:00:00Z' },
    bad: { 'instance.expiresAt': '2026-01-01T00:00:00Z' },
    expressions: ['instance.expiresAt > request.now', 'instance.expiresAt == instance.expiresAt', '!(instance.expiresAt < request.now)', 'instance.expiresAt - request.now > duration("0s")', 'instance.expiresAt - instance.expiresAt == duration("0s")', 'instance.expiresAt + duration("0s") > request.now', 'instance.expiresAt > timestamp(0)', 'instance.expiresAt.getFullYear() >= 2027', 'instance.expiresAt.getMonth() < 12', '(instance.expiresAt - request.now).getHours() > 0', '[instance.expiresAt, request.now].size() == 2', 'cel.bind(t, instance.expiresAt, t > request.now)', 'dyn(instance.expiresAt) != null', '!(instance.expiresAt in [timestamp(0)])', '[duration("1h")].all(d, request.now + d < instance.expiresAt)'],
  },
  {
    good: { 'request.now': '2026-11-24T00:00:00Z' },
    bad: { 'request.now': '2028-01-01T00:00:00Z' },
    expressions: ['request.now < instance.expiresAt', 'request.now - request.now == duration("0s")', 'request.now.getHours() in [0, 1, 2, 3]', '!(request.now > instance.expiresAt)'],
  },
  {
    good: { 'x.owner': 'alice', 'x.limit': 5, 'x.tested': true, 'x.teams': ['a'], 'x.labels': { team: 'a' } },
    bad: { 'x.owner': 'bob', 'x.limit': 0, 'x.tested': false, 'x.teams': [], 'x.labels': {} },
    expressions: [
      'x.tested', 'x.tested == true', 'x.tested ? true : true', 'x.tested || !x.tested', 'x.tested != null && x.tested', '!(x.tested == false)', 'x.owner != "bob"', 'x.owner != null', 'x.owner == null || x.owner == "alice"', 'x.owner == 1 || x.owner == "alice"', 'x.owner == x.owner', 'size(x.owner) >= 0', 'x.owner in ["alice"]', '!(x.owner in ["bob"])', 'dyn(x.owner) == "alice"', 'string(x.owner) != ""', 'x.limit * 0 == 0', 'x.limit - x.limit == 0', 'x.limit >= 0 || x.limit < 0', 'has(x.labels.team)', '!has(x.labels.owner)', 'x.labels != {}', '!("owner" in x.labels)', 'x.labels.all(k, true)', 'x.teams.exists(t, t == "a")', 'x.teams.all(t, true)', '!("b" in x.teams)', 'x.teams != []', '[x.tested].all(t, t)', '[1].all(x, x == 1) && x.tested', 'cel.bind(x, true, x) && x.tested', 'cel.bind(v, x.owner, true)', '{"a": x.owner}.size() == 1', 'x.owner.matches("^(alice)?")',
    ],
  },
  {
    good: { 'ssl.enabled': false, 'tasks.active': [], 'instance.shardCount': 8, 'x.tested': true },
    bad: { 'ssl.enabled': true, 'tasks.active': RUNNING, 'instance.shardCount': 16, 'x.tested': false },
    expressions: [
      'ssl.enabled == (size(tasks.active) > 0)', 'ssl.enabled != (tasks.active == [])', '!(ssl.enabled || size(tasks.active) > 0)', '!(ssl.enabled && instance.shardCount > 8) && tasks.active == []', 'ssl.enabled || tasks.active == [] || x.tested', '(ssl.enabled ? tasks.active : tasks.active) == []', 'tasks.active.all(t, ssl.enabled)', '[ssl.enabled].all(s, !s && tasks.active.all(t, false))', 'cel.bind(a, ssl.enabled, cel.bind(b, tasks.active, true))', 'ssl.enabled ? x.tested : instance.shardCount == 8', 'x.tested != ssl.enabled', '(x.tested ? instance.shardCount : 0) - instance.shardCount == 0', '[1, 2].exists(n, n == 1 ? !ssl.enabled : x.tested)', '!(ssl.enabled && x.tested) || 1 / 0 == 0', 'instance.shardCount / (instance.shardCount - 8) == 0 || !ssl.enabled', '(ssl.enabled || x.tested) && (!ssl.enabled || !x.tested)',
    ],
  },
];

/** Attempts that a rule file is refused for when it is loaded. */
export const REFUSED: readonly string[] = [
  // a fact is never absent, and has no default
  'has(instance.status)', '!has(instance.status)', '!has(ssl.enabled) || !ssl.enabled', 'has(tasks.active) ? tasks.active == [] : true', 'has(x.tested) ? x.tested : true', 'has(dyn(x).tested)', 'ssl.?enabled.orValue(false) == false', '!ssl.?enabled.hasValue()', 'ssl[?"enabled"] == optional.none()', 'tasks.active[?0].orValue({"status": "x"}).status == "x"', 'instance.tags.?team == optional.none()', 'optional.of(ssl.enabled).hasValue()', 'optional.ofNonZeroValue(ssl.enabled).orValue(true)', 'optional.none().orValue(true)', 'ssl.enabled.orValue(false) == false', 'ssl.enabled ?? true', 'ssl?.enabled == false',
  'default(ssl.enabled, false) == false', 'coalesce(ssl.enabled, true)', 'try(ssl.enabled, true)', 'isUnknown(ssl.enabled)', 'isError(ssl.enabled) || true', 'unknown(ssl.enabled)', 'ssl.enabled.isKnown() || true', 'ssl.enabled.kind == "unknown"', 'ssl.enabled.value == false', 'ssl.enabled.reason != ""',
  // what type it has, and what it is not
  'type(ssl.enabled) == bool', 'type(dyn(ssl.enabled)) != null_type', 'ssl.enabled == ""', 'ssl.enabled == 0', 'ssl.enabled != 0', 'instance.status == false', '!instance.status', '!(!instance.status)', 'instance.shardCount || true', 'true || instance.shardCount', 'ssl.enabled in "false"', 'ssl.enabled == unknown', 'ssl.enabled == undefined', 'ssl.enabled === false', 'ssl.enabled <> true', 'not ssl.enabled', 'ssl.enabled is false', 'ssl.enabled = false', 'ssl.enabled; true', 'ssl.enabled, true',
  // what the checker of types takes for nonsense
  'has({"a": ssl.enabled}.a)', '!has({"a": ssl.enabled}.b)', 'has({"a": instance.tags}.a)', '!has({"a": instance.tags}.b)', 'has({instance.status: 1}.Normal)', '!has({instance.status: 1}.Changing)', 'has(dyn(instance.tags).team)', 'timestamp(instance.expiresAt) > request.now', '{"a": ssl.enabled, "b": tasks.active}.size() == 2', '[x.tested, !ssl.enabled].all(b, b)',
  // a group of facts is not a map
  'ssl == {}', '"enabled" in ssl', '!("enabled" in ssl)', 'ssl.all(k, true)', 'size(ssl) >= 0', 'ssl["enabled"] == false', 'dyn(ssl).enabled == false', 'x == {}', 'x.all(k, true)', 'x["tested"]', '!("tested" in x)', '{"ssl": ssl}.size() == 1', '[ssl].size() == 1',
  // names that would hide the facts, or only look like theirs
  'cel.bind(ssl, {"enabled": false}, !ssl.enabled)', '[{"enabled": false}].all(ssl, !ssl.enabled)', '[{"enabled": false}].exists(ssl, !ssl.enabled)', '[{"status": "Normal"}].exists_one(instance, instance.status == "Normal")', '[{"now": 1}].map(request, request.now) == [1]', '[{"active": []}].filter(tasks, tasks.active == []).size() == 1', 'cel.bind(cel, true, cel)', '\u0455sl.enabled == false', 'ssl.en\u0430bled == false', 'ssl\u200B.enabled == false', 'ssl.enabled\u2060 == false', '\uFF53sl.enabled == false', '\u202Essl.enabled == false', 'SSL.enabled == false', 'ssl.Enabled == false', 'ssl.__proto__ == null', 'ssl.constructor != null', '__proto__.enabled', 'constructor.name != ""', 'ssl.enabled.constructor != null', 'ssl.enabled.toString() != ""', 'this.enabled',
];
