import type { CommandHabit, DataPlaneCheck, FailureKind } from '../../model/data-plane.ts';

/** The checks of the data plane, named in Chinese. */
export const CHECKS_ZH: Readonly<Record<DataPlaneCheck, string>> = {
  'direct-endpoint': '直连地址', reachable: '可连接性', authentication: '登录', 'slots-covered': '槽位覆盖', 'shards-answer': '分片应答', 'primaries-match-shards': '主节点数',
  'cluster-state': '集群状态', 'native-client': '原生客户端读取', latency: '时延', 'command-habits': '命令使用习惯',
};

/** What it means that a check is ok. */
export const OK_ZH: Readonly<Record<DataPlaneCheck, string>> = {
  'direct-endpoint': '存在。',
  reachable: '可从本机连接，且应答 Redis 协议。',
  authentication: '登录成功。',
  'slots-covered': '全部 16,384 个槽均有主节点。',
  'shards-answer': '所有分片均应答 PING。',
  'primaries-match-shards': '每个分片都有主节点。',
  'cluster-state': '所有分片都认为集群状态为 ok。',
  'native-client': '原生集群客户端可按自身路由在每个主节点上读取键。',
  latency: '已测得，数值见下表。',
  'command-habits': '没有统计到在原生客户端上表现不同的命令；由代理自行应答的命令不会到达分片，因此看不到。',
};

interface ReasonWords {
  readonly saw: string;
  readonly advice: string;
}

const SAME_VPC = '请在同一 VPC 内的机器上运行';

/** What a failure is, and what to do about it. */
export const REASONS_ZH: Readonly<Record<FailureKind, ReasonWords>> = {
  'name-not-found': { saw: '域名无法解析', advice: '请检查名称是否正确，以及本机能否解析 VPC 内的域名；内网地址供同一 VPC 内的机器使用。' },
  refused: { saw: '连接被拒绝', advice: `请检查端口；${SAME_VPC}，并确认其地址在白名单中。` },
  unreachable: { saw: '网络不可达', advice: `${SAME_VPC}：从外部无法路由到内网地址。请检查两者之间的安全组和网络 ACL。` },
  timeout: { saw: '连接或应答超时', advice: `${SAME_VPC}，检查两者之间的安全组和网络 ACL，并加大 --connect-timeout 后重试。` },
  closed: { saw: '连接建立后在首个应答之前被关闭', advice: '白名单不含本机地址时会如此，TLS、连接数上限或中间设备也可能导致。请先检查白名单，然后重试。' },
  'not-redis': { saw: '对端不是 Redis 协议', advice: '请检查端口，并确认 TLS 已关闭：直连模式要求关闭 TLS。' },
  whitelist: { saw: '本机地址不在白名单中', advice: '请将本机地址加入实例白名单（ModifySecurityIps），或在白名单内的机器上运行。' },
  'too-many-clients': { saw: '连接数已达上限', advice: '请关闭无人使用的连接，然后重试。' },
  denied: { saw: '对端不允许其他机器的客户端连接', advice: '该地址上的服务未对其他机器开放。请确认它是否为目标实例。' },
  'password-required': { saw: '需要密码', advice: '请设置 TAIR_PREFLIGHT_REDIS_PASSWORD（非默认用户还需 TAIR_PREFLIGHT_REDIS_USERNAME），或在终端上运行以便输入。' },
  'wrong-password': { saw: '密码错误', advice: '请将 TAIR_PREFLIGHT_REDIS_PASSWORD 设为实例的密码；如果是其他用户的密码，还需设置 TAIR_PREFLIGHT_REDIS_USERNAME。' },
  'password-not-needed': { saw: '给出了密码，而该地址没有密码', advice: '请不要给出密码，或确认免密访问是否符合预期。' },
  'username-not-supported': { saw: '该版本不支持用户名', advice: '请去掉 TAIR_PREFLIGHT_REDIS_USERNAME，或按部分版本的要求在 TAIR_PREFLIGHT_REDIS_PASSWORD 中以 USER:PASSWORD 形式给出。' },
  'no-permission': { saw: '该用户没有权限', advice: '请使用可执行 PING、CLUSTER、INFO 和 TYPE 的用户登录。' },
  'not-a-cluster': { saw: '对端不是集群', advice: '请确认它是否为集群实例的直连地址：代理地址或单机 Redis 不支持集群协议。' },
  'cluster-down': { saw: '集群不可用', advice: '请等待集群恢复后重试；如果仍然如此，请提交工单。' },
  loading: { saw: '分片正在加载数据', advice: '请等待分片加载完数据后重试。' },
  malformed: { saw: '应答无法解读', advice: '请确认该地址上应答的是 Redis。如果是，请反馈该应答。' },
  'server-error': { saw: '服务端返回错误', advice: '请查询该错误；如果它会自行消失，请重试。' },
};

/** What a habit means for a native client, and what to do about it. */
export const HABITS_ZH: Readonly<Record<CommandHabit, { readonly meaning: string; readonly advice: string }>> = {
  database: { meaning: '对原生客户端而言，集群只有 0 号数据库；许多驱动会自行发送 SELECT 0，并无妨碍。', advice: '请检查客户端是否使用 0 号以外的数据库，并在改为直连前将其中的键移到各自的前缀下。' },
  'multi-key': { meaning: '在原生客户端上，只有全部键位于同一槽时才能执行；代理会拆分其中一部分。', advice: '请为相关的键使用相同的 {tag}，或一条命令只操作一个键。' },
  'maybe-multi-key': { meaning: '只带一个键时在任何地方都能执行；带多个键时，在原生客户端上只有全部键位于同一槽才能执行。', advice: '请检查客户端是否一次操作多个键；如果是，请为其使用相同的 {tag}，或一条命令只操作一个键。' },
  transaction: { meaning: '在原生客户端上，事务的全部键必须位于同一槽，且必须在同一连接上发送。', advice: '请为事务的键使用相同的 {tag}，并确认驱动支持集群上的事务。' },
  script: { meaning: '脚本的全部键必须作为键传入且位于同一槽；原生客户端会自行在每个分片上加载脚本。', advice: '请将脚本涉及的每个键作为键传入，并使用相同的 {tag}。' },
  'whole-keyspace': { meaning: '在原生客户端上只能看到一个分片，而代理可能代表所有分片应答。', advice: '请向每个主节点发送并合并结果，多数驱动都支持。' },
  'proxy-only': { meaning: '这些是代理自有的命令，直连地址上不存在。', advice: '请改为向各分片发送 INFO、SCAN 或 MONITOR。' },
};
