import type { CodeTexts } from '../../model/service-codes.ts';
import type { ALLOCATE_CODES } from './allocate-codes.ts';
import type { COMMON_CODES, READ_CODES } from './common-codes.ts';

/** Every code that is known by itself, by name. */
export type KnownCode = (typeof ALLOCATE_CODES | typeof COMMON_CODES | typeof READ_CODES)[number]['code'];

const CHECK_KEY = '请确认使用的是哪个 AccessKey：环境变量优先于 aliyun CLI 的配置，--profile 可指定其中一个配置。';
const WHO_DENIES = '拒绝信息会指出被拒绝的操作以及由哪一类策略拒绝：显式拒绝或资源目录管控策略的拒绝只能在相应策略处解除，授权无法解除。';
const GRANT = '请授予所指出的操作权限：`tair-preflight ram-policy --for check`（或 apply、release）可生成完整的权限策略。';
const LATER = '请稍后重新运行。';
const WHOLE_POLICY = '请授予所指出的操作权限：`tair-preflight ram-policy --for check`（或 apply、release）可生成完整的权限策略；加上 --format table 可查看缺少该权限时哪些规则为 unknown。';
const RESUME_FIRST = '如果是变更类调用，其结果未知：`tair-preflight resume JOURNAL` 会先读取实际结果，然后才会再次发送请求。';

/** Meaning and advice in Chinese. A code without them does not compile. */
export const CODES_ZH: Readonly<Record<KnownCode, CodeTexts>> = {
  DirectConnectionAlreadyExists: {
    meaning: '该实例已有直连地址，而一个实例只能有一个直连地址。',
    advice: ['如果现有的直连地址即可使用，则无需任何操作：`tair-preflight check INSTANCE` 会在事实 network.endpoints 中列出它。', '如果需要其他前缀或端口，请在控制台修改现有地址；或先用 `tair-preflight release` 释放它，其客户端连接会随之断开。'],
  },
  NetTypeExists: {
    meaning: '所申请类型的连接地址已存在。对本调用而言就是直连地址，因此与 DirectConnectionAlreadyExists 含义相同。',
    advice: ['请确认已有哪些连接地址：`tair-preflight check INSTANCE` 会读取它们。如果其中已有直连地址，则无需任何操作。'],
  },
  InvalidConnType: {
    meaning: '该类型的实例不支持直连地址。API 页面没有给出说明；最可能的原因是实例不是集群架构，或属于云原生版。',
    advice: ['请查看架构和部署方式：`tair-preflight explain INSTANCE cluster-architecture` 和 `… classic-deployment`。', '两者都无法在原实例上变更：请创建 Redis 5.0 的经典版集群实例，或直连模式的云原生集群实例，然后迁移数据。'],
  },
  TaskHasExist: {
    meaning: '该实例上有其他任务正在执行或排队。',
    advice: ['请等待任务结束后重新运行：`tair-preflight explain INSTANCE no-active-task` 会指出该任务。', '如果已预约在可维护时间段内切换，请立即执行或取消它。'],
  },
  ConnectionStringAlreadyExists: {
    meaning: '该前缀已被使用。名称由所有账号以及云上其他数据库服务共用，因此不一定是被您自己的实例占用，事先也无从得知。',
    advice: ['请换用其他 --prefix，或使用带 {id} 的 --prefix-template，这样的名称不易与他人重复。', '也可以不指定前缀，由服务端根据实例 ID 生成。'],
  },
  InvalidConnectionString: {
    meaning: '前缀格式不符合要求：应为 8 至 40 个小写字母或数字，且以字母开头。',
    advice: ['请换用符合该格式的 --prefix；`tair-preflight check INSTANCE --prefix …` 无需发出变更调用即可判定。'],
  },
  'InvalidConnectionString.Format': {
    meaning: '服务端不接受这种写法的前缀。',
    advice: ['请换用其他 --prefix：8 至 40 个小写字母或数字，且以字母开头。'],
  },
  InvalidVPCParamGroup: {
    meaning: '实例的 VPC 与交换机不满足本调用的要求。API 页面没有给出说明；最可能的原因是实例位于经典网络，或其交换机不可用、地址不足。',
    advice: ['请查看网络：`tair-preflight explain INSTANCE vpc-network`、`… vswitch-available` 和 `… vswitch-has-addresses`。', '位于经典网络的实例需先用 SwitchNetwork 切换到 VPC，该操作不可撤销。'],
  },
  UnsupportedEngineVersion: {
    meaning: '该大版本不支持直连地址：API 参考列出的是社区版 4.0、5.0 和企业版 5.0，现行用户指南只列出 5.0。',
    advice: ['较低版本请用 ModifyInstanceMajorVersion 升级到 5.0，该操作不可撤销；`tair-preflight explain INSTANCE supported-engine-version` 会显示读取到的内容。', '6.0 或 7.0 无法降级：请创建 5.0 的经典版集群实例，然后迁移数据。'],
  },
  IncorrectMinorVersion: {
    meaning: '实例的小版本过低，不支持本调用。',
    advice: ['请用 ModifyInstanceMinorVersion 升级到最新小版本（建议在可维护时间段内进行），然后重新运行。', '集群各分片的小版本可能不同，以最低者为准；`tair-preflight explain INSTANCE latest-minor-version` 会显示服务端的说法。'],
  },
  'InstanceStatus.NotSupport': {
    meaning: '实例当前状态不允许本调用；已知只有 Normal 状态允许。',
    advice: ['请等待实例恢复为 Normal 后重新运行：`tair-preflight explain INSTANCE instance-normal` 会显示其状态。', '状态为 Inactive 的实例已过期：请续费，等待无济于事。'],
  },
  'InvalidDbInstanceId.NotFound': {
    meaning: '该地域没有这个实例，或当前凭证属于其他账号。',
    advice: ['请检查实例 ID、地域和账号；`tair-preflight check INSTANCE --all-regions` 会在所有地域查找。'],
  },
  NetTypeNotExists: {
    meaning: '该实例没有可释放的直连地址。',
    advice: ['无需任何操作。如果本应有直连地址，请检查实例 ID，并确认是谁释放了它。'],
  },
  Throttling: {
    meaning: '请求数超过了该账号在该地域对此操作的限额；账号下所有 RAM 用户共用这一限额。',
    advice: ['请稍后重新运行，或降低 --concurrency。读取会在限度内自动重试；被限流的调用没有执行，可以再次发送。'],
  },
  'Throttling.User': {
    meaning: '该账号在该地域对此操作的请求限额已用尽；账号下所有 RAM 用户共用这一限额。',
    advice: ['请稍后重新运行，或降低 --concurrency，并确认还有谁在调用同一操作。'],
  },
  'Throttling.Api': { meaning: '该操作的请求总数超过了服务能力，未必由本账号引起。', advice: [LATER] },
  'Throttling.DeepPageSkip': { meaning: '跳过前面的页，直接请求了列表中靠后的页。', advice: ['请稍后重新运行并反馈此问题：本工具按顺序读取各页，不应出现这一错误。'] },
  Forbidden: { meaning: '调用者身份已知，但无权执行此操作。', advice: [GRANT, WHO_DENIES] },
  'Forbidden.RAM': { meaning: 'RAM 用户或角色身份已知，但无权执行此操作：没有策略允许对该资源执行此操作，或有策略予以拒绝。', advice: [WHOLE_POLICY, WHO_DENIES] },
  NoPermission: { meaning: '调用者身份已知，但无权执行此操作；与 Forbidden.RAM 含义相同。', advice: [GRANT, WHO_DENIES] },
  InvalidAccessKeyId: { meaning: '服务端不接受该 AccessKey ID。', advice: [CHECK_KEY, '请在 RAM 控制台确认该 AccessKey 存在且已启用。'] },
  'InvalidAccessKeyId.NotFound': { meaning: '服务端没有这个 AccessKey ID：可能输入有误、已被删除，或属于另一个站点（中国站与国际站相互独立）。', advice: [CHECK_KEY, '临时 AccessKey 以 STS. 开头，必须同时提供其安全令牌。'] },
  'InvalidAccessKeyId.Inactive': { meaning: '该 AccessKey 存在，但已被禁用。', advice: ['请在 RAM 控制台启用它，或换用其他 AccessKey。', CHECK_KEY] },
  SignatureDoesNotMatch: { meaning: '签名所用的 AccessKey Secret 与 AccessKey ID 不匹配，或请求在途中被改动。', advice: ['请确认 AccessKey ID 与 Secret 相互匹配，首尾没有多余空格。', '如果匹配，请排查是否有改写请求的代理。'] },
  IncompleteSignature: { meaning: '请求到达时缺少签名的一部分。', advice: ['请排查是否有去除请求头或参数的代理。'] },
  SignatureNonceUsed: {
    meaning: '同一个已签名的请求到达了两次。本工具从不重复发送同一请求，因此是途中某处重发的，而第一次可能已经执行。',
    advice: ['请排查是否有重发请求的代理。', '如果是变更类调用，请先读取实际结果：`tair-preflight resume JOURNAL` 会这样做。'],
  },
  InvalidTimeStamp: { meaning: '服务端不接受请求中的时间。', advice: ['请校准本机时钟（NTP）。'] },
  'InvalidTimeStamp.Expired': { meaning: '请求中的时间与服务端相差超过 15 分钟：本机时钟有误，或请求在途中耽搁过久。', advice: ['请校准本机时钟（NTP），然后重新运行。'] },
  InvalidSecurityToken: { meaning: '服务端不接受临时凭证的令牌。', advice: ['请重新获取临时凭证，三个部分缺一不可：AccessKey ID、AccessKey Secret 和安全令牌。'] },
  'InvalidSecurityToken.Expired': { meaning: '临时凭证已过期。', advice: ['请重新获取，有效期应长于运行所需的时间。'] },
  MissingParameter: { meaning: '缺少该操作必需的参数。', advice: ['本工具会发送所有必需参数：请附上版本号反馈此问题，或排查是否有丢弃参数的代理。'] },
  InvalidParameter: { meaning: '某个参数的值不被该操作接受，错误信息会指出是哪一个。', advice: ['请检查给出的实例 ID、地域、前缀或端口；如果都正确，请附上版本号反馈此问题。'] },
  'InvalidAction.NotFound': { meaning: '该接入点没有这个操作：它属于其他产品或较旧的版本。', advice: ['请检查 --endpoint 及相应的环境变量。'] },
  InvalidRegionId: { meaning: '没有这个地域，或该地域不提供此服务。', advice: ['请检查地域名称，或使用 --all-regions。'] },
  ServiceUnavailable: { meaning: '服务暂时无法应答。', advice: ['请稍后重新运行；读取会自动重试。', RESUME_FIRST] },
  InternalError: { meaning: '服务端内部出错。', advice: ['请稍后重新运行；如果仍然如此，请将请求 ID 提供给阿里云。', RESUME_FIRST] },
  InternalFailure: { meaning: '服务端内部出错；与 InternalError 含义相同。', advice: ['请稍后重新运行；如果仍然如此，请将请求 ID 提供给阿里云。'] },
  'InvalidInstanceId.NotFound': { meaning: '某次读取在该地域找不到这个实例；对读取而言，它相当于变更调用的 InvalidDbInstanceId.NotFound。', advice: ['请检查实例 ID、地域和账号；`tair-preflight check INSTANCE --all-regions` 会在所有地域查找。'] },
  'InvalidInstanceIds.Malformed': { meaning: '服务端不接受这组实例 ID：其中有一个不可能是实例 ID。', advice: ['请检查给出的实例 ID。'] },
  IncorrectEngineVersion: { meaning: '该引擎版本没有可供查询的 SSL 设置；此时 ssl.enabled 为 unknown。', advice: ['请在控制台查看该设置。', '如果有更新的小版本，请升级到最新小版本后重新运行。'] },
  InvalidRedisVersionPattern: { meaning: '分片与代理的版本不匹配，因此无法查询 SSL；此时 ssl.enabled 为 unknown。', advice: ['请升级到最新小版本后重新运行。'] },
  IncorrectCharacterType: { meaning: '该类型的实例没有可供查询的 SSL 设置；此时 ssl.enabled 为 unknown。', advice: ['请在控制台查看该设置。'] },
  'InvalidVSwitchId.NotFound': { meaning: '当前凭证看不到这个交换机。由其他账号共享的交换机可能对其不可见。', advice: ['请向交换机的所有者确认空闲地址数，或改用所属账号的凭证查看。'] },
};
