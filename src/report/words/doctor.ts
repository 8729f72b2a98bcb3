import type { DoctorCheck, DoctorSaw, DoctorStatus, ProbeStep } from '../../model/doctor.ts';
import type { Language } from '../../model/language.ts';
import { whatToDo } from '../../model/reason-words.ts';

/** What is said of a finding: what was seen, and what to do about it (null: nothing). */
export interface DoctorSentences {
  readonly message: string;
  readonly advice: string | null;
}

type Sentences = { readonly [Kind in DoctorSaw['kind']]: (saw: Extract<DoctorSaw, { readonly kind: Kind }>, status: DoctorStatus, because: DoctorCheck | null) => DoctorSentences };

/** The words of the page of doctor. */
export interface DoctorWords {
  readonly check: Readonly<Record<DoctorCheck, string>>;
  readonly status: Readonly<Record<DoctorStatus, string>>;
  readonly sentences: Sentences;
  /** Several endpoints, or several operations, of which all is well. */
  answered(hosts: string): string;
  allowed(operations: string, instanceId: string | null): string;
  notTried(operations: string, because: DoctorCheck | null): DoctorSentences;
  summary(counts: Readonly<Record<DoctorStatus, number>>): string;
}

const said = (message: string, advice: string | null = null): DoctorSentences => ({ message, advice });
const minutes = (seconds: number): number => Math.round(Math.abs(seconds) / 60);

const EN_SOURCES: Readonly<Record<string, string>> = {
  environment: 'the environment (ALIBABA_CLOUD_ACCESS_KEY_ID)', oidc: 'an OIDC role (ALIBABA_CLOUD_ROLE_ARN)', profile: 'a profile of the aliyun CLI', file: 'the credentials file',
  'ecs-role': 'the RAM role of the ECS instance', uri: 'ALIBABA_CLOUD_CREDENTIALS_URI',
};
const EN_STEPS: Readonly<Record<ProbeStep, string>> = {
  name: 'its name could not be resolved', connection: 'no connection came about', proxy: 'the proxy did not open the way', tls: 'TLS was not agreed on', answer: 'no answer came',
};
const EN_ENDPOINT_ADVICE: Readonly<Record<ProbeStep, string>> = {
  name: 'Check the region, the DNS of this machine and --endpoint.',
  connection: 'Check the firewall, or name a proxy in HTTPS_PROXY, or use --network vpc inside a VPC.',
  proxy: 'Check HTTPS_PROXY and NO_PROXY with whoever runs the proxy.',
  tls: 'Something between here and the service may open TLS; trust its authority with NODE_EXTRA_CA_CERTS, and check --endpoint.',
  answer: 'Run again, or with a longer --request-timeout; then check proxy and firewall.',
};

const EN: Sentences = {
  node: ({ version, wanted }, status) => said(`Node ${version}.`, status === 'ok' ? null : `Install Node ${wanted} or newer.`),
  configuration: ({ file }) => said(file === null ? 'No configuration file was found; the command line says all.' : `Configuration: ${file}.`),
  proxy: ({ host, exceptions }) => said(host === null ? 'No proxy is set (HTTPS_PROXY).' : `HTTPS goes through ${host}${exceptions.length === 0 ? '' : `, but not to ${exceptions.join(', ')} (NO_PROXY)`}.`),
  refused: ({ said: sentences }) => said(sentences.join(' ')),
  regions: ({ regions }) => said(`${regions.length === 1 ? 'Region' : 'Regions'}: ${regions.join(', ')}.`),
  'region-without-service': ({ region }) => said(`${region} offers no ApsaraDB for Redis, or is not the name of a region.`, 'Check how it is written; --all-regions looks in every region that there is.'),
  'no-region': ({ tried }) => said(`No region is known; ${tried} was tried.`, 'Name one with --region, or use --all-regions, or set ALIBABA_CLOUD_REGION_ID, or set a region in the profile.'),
  'regions-unread': ({ reason, said: detail }) => said(detail, whatToDo({ reason, ramAction: reason === 'denied' ? 'kvstore:DescribeRegions' : null, facts: [] }, 'en')),
  endpoint: ({ product, region, host, failure }) => (failure === null
    ? said(`${product} in ${region}: ${host} answers.`)
    : said(`${product} in ${region}: ${host} does not answer: ${EN_STEPS[failure.step]} (${failure.said}).`, EN_ENDPOINT_ADVICE[failure.step])),
  clock: ({ ahead }, status, because) => {
    if (ahead === null) return said(because === null ? 'No service told its time.' : 'The clock was not compared: no endpoint answered.', because === null ? 'Compare the clock of this machine by hand: more than 15 minutes off, signatures are refused.' : null);
    if (status === 'ok') return said('The clock is less than 5 minutes off.');
    return said(`The clock is ${minutes(ahead)} minutes ${ahead > 0 ? 'ahead of' : 'behind'} the service's; more than 15 minutes off, signatures are refused.`, 'Set the clock of this machine, for example with NTP.');
  },
  credentials: ({ source, profile, keyId }) => said(`Credentials come from ${EN_SOURCES[source] ?? source}${profile === null ? '' : ` ("${profile}")`}; the key begins with ${keyId}`),
  account: ({ accountId }) => said(`The credentials are accepted. Account ${accountId}.`),
  'not-accepted': ({ said: detail }) => said(detail, 'Check the access key, its secret and this machine\'s clock.'),
  operation: (saw, _status, because) => enOperation(saw, because),
  'left-out': (_saw, _status, because) => said(`Not looked at: ${because === null ? 'something else' : `"${because}"`} stands in the way.`),
};

function enOperation({ operation, region, instanceId, ramAction, answer, reason, said: detail, purpose, rules, sometimes }: Extract<DoctorSaw, { kind: 'operation' }>, because: DoctorCheck | null): DoctorSentences {
  if (answer === 'allowed') return said(`${operation} is allowed${instanceId === null ? '' : ` (tried on ${instanceId})`}.`);
  const lost = [
    ...(rules.length === 0 ? [] : [`Unknown without it: ${rules.join(', ')}.`]),
    ...(sometimes.length === 0 ? [] : [`Unknown for some instances: ${sometimes.join(', ')}.`]),
    ...(purpose === null ? [] : [purpose]),
  ];
  if (answer === 'denied') return said([`${operation} was denied${region === null ? '' : ` in ${region}`}.`, ...lost].join(' '), `Grant ${ramAction} and run again.`);
  if (answer === 'not-tried') return enNotTried(operation, because);
  return said([detail ?? `${operation} brought no answer.`, ...lost].join(' '), whatToDo({ reason: reason ?? '', ramAction: null, facts: [] }, 'en'));
}

function enNotTried(operations: string, because: DoctorCheck | null): DoctorSentences {
  if (because === 'endpoints') return said(`Not tried, since the endpoint does not answer: ${operations}.`);
  return said(`Not tried, since there is no instance to try it on: ${operations}.`, because === null ? 'Name an instance, or a region that has one.' : null);
}

const ZH_SOURCES: Readonly<Record<string, string>> = {
  environment: '环境变量（ALIBABA_CLOUD_ACCESS_KEY_ID）', oidc: 'OIDC 角色（ALIBABA_CLOUD_ROLE_ARN）', profile: 'aliyun CLI 的配置', file: '凭证文件',
  'ecs-role': 'ECS 实例的 RAM 角色', uri: 'ALIBABA_CLOUD_CREDENTIALS_URI',
};
const ZH_STEPS: Readonly<Record<ProbeStep, string>> = { name: '域名无法解析', connection: '无法建立连接', proxy: '代理未放行', tls: 'TLS 协商失败', answer: '没有应答' };
const ZH_ENDPOINT_ADVICE: Readonly<Record<ProbeStep, string>> = {
  name: '请检查地域、本机 DNS 与 --endpoint。',
  connection: '请检查防火墙，或在 HTTPS_PROXY 中指定代理，或在专有网络内使用 --network vpc。',
  proxy: '请与代理的管理员一起检查 HTTPS_PROXY 与 NO_PROXY。',
  tls: '本机与服务之间可能有设备解开了 TLS：请通过 NODE_EXTRA_CA_CERTS 信任其证书，并检查 --endpoint。',
  answer: '请重新运行，或加大 --request-timeout；再检查代理与防火墙。',
};
const ZH_CHECKS: Readonly<Record<DoctorCheck, string>> = {
  node: '运行环境', configuration: '配置文件', proxy: '代理', scope: '范围', endpoints: '接入点', clock: '时钟', credentials: '凭证', account: '账号', permissions: '权限',
};

const ZH: Sentences = {
  node: ({ version, wanted }, status) => said(`Node ${version}。`, status === 'ok' ? null : `请安装 Node ${wanted} 或更新的版本。`),
  configuration: ({ file }) => said(file === null ? '没有找到配置文件，以命令行为准。' : `配置文件：${file}。`),
  proxy: ({ host, exceptions }) => said(host === null ? '没有设置代理（HTTPS_PROXY）。' : `HTTPS 经由 ${host}${exceptions.length === 0 ? '' : `，但 ${exceptions.join('、')} 除外（NO_PROXY）`}。`),
  refused: ({ said: sentences }) => said(sentences.join(' ')),
  regions: ({ regions }) => said(`地域：${regions.join('、')}。`),
  'region-without-service': ({ region }) => said(`${region} 未提供 ApsaraDB for Redis，或不是地域名称。`, '请检查拼写；--all-regions 会查询所有地域。'),
  'no-region': ({ tried }) => said(`不知道是哪个地域；已尝试 ${tried}。`, '请用 --region 指定，或使用 --all-regions，或设置 ALIBABA_CLOUD_REGION_ID，或在配置中设置地域。'),
  'regions-unread': ({ reason }) => said('无法获知有哪些地域。', whatToDo({ reason, ramAction: reason === 'denied' ? 'kvstore:DescribeRegions' : null, facts: [] }, 'zh')),
  endpoint: ({ product, region, host, failure }) => (failure === null
    ? said(`${product}（${region}）：${host} 有应答。`)
    : said(`${product}（${region}）：${host} 没有应答：${ZH_STEPS[failure.step]}。`, ZH_ENDPOINT_ADVICE[failure.step])),
  clock: ({ ahead }, status, because) => {
    if (ahead === null) return said(because === null ? '没有服务给出时间。' : '未比较时钟：没有接入点应答。', because === null ? '请人工核对本机时钟：偏差超过 15 分钟时，签名会被拒绝。' : null);
    if (status === 'ok') return said('时钟偏差小于 5 分钟。');
    return said(`本机时钟比服务端${ahead > 0 ? '快' : '慢'} ${minutes(ahead)} 分钟；偏差超过 15 分钟时，签名会被拒绝。`, '请校准本机时钟，例如使用 NTP。');
  },
  credentials: ({ source, profile, keyId }) => said(`凭证来自${ZH_SOURCES[source] ?? source}${profile === null ? '' : `（“${profile}”）`}；密钥 ID 以 ${keyId} 开头`),
  account: ({ accountId }) => said(`凭证有效。账号 ${accountId}。`),
  'not-accepted': ({ code }) => said(`凭证未被接受${code === null ? '' : `（${code}）`}。`, '请检查访问密钥及本机时钟。'),
  operation: (saw, _status, because) => zhOperation(saw, because),
  'left-out': (_saw, _status, because) => said(`未检查：受“${because === null ? '其他问题' : ZH_CHECKS[because]}”影响。`),
};

function zhOperation({ operation, region, instanceId, ramAction, answer, reason, rules, sometimes }: Extract<DoctorSaw, { kind: 'operation' }>, because: DoctorCheck | null): DoctorSentences {
  if (answer === 'allowed') return said(`${operation} 已获授权${instanceId === null ? '' : `（以 ${instanceId} 尝试）`}。`);
  const lost = [
    ...(rules.length === 0 ? [] : [`没有它则无法判定：${rules.join('、')}。`]),
    ...(sometimes.length === 0 ? [] : [`对部分实例无法判定：${sometimes.join('、')}。`]),
  ].join('');
  if (answer === 'denied') return said(`${operation} 被拒绝${region === null ? '' : `（${region}）`}。${lost}`, `请授予 ${ramAction} 权限后重新运行。`);
  if (answer === 'not-tried') return zhNotTried(operation, because);
  return said(`${operation} 没有得到应答${reason === null ? '' : `（${reason}）`}。${lost}`, whatToDo({ reason: reason ?? '', ramAction: null, facts: [] }, 'zh'));
}

function zhNotTried(operations: string, because: DoctorCheck | null): DoctorSentences {
  if (because === 'endpoints') return said(`因接入点没有应答而未尝试：${operations}。`);
  return said(`因没有可供尝试的实例而未尝试：${operations}。`, because === null ? '请指定一个实例，或一个有实例的地域。' : null);
}

export const DOCTOR_WORDS: Readonly<Record<Language, DoctorWords>> = {
  en: {
    check: { node: 'Node', configuration: 'configuration', proxy: 'proxy', scope: 'scope', endpoints: 'endpoints', clock: 'clock', credentials: 'credentials', account: 'account', permissions: 'permissions' },
    status: { ok: 'ok', warning: 'warning', problem: 'problem', unknown: 'unknown' },
    sentences: EN,
    answered: (hosts) => `These answer: ${hosts}.`,
    allowed: (operations, instanceId) => `These reads are allowed${instanceId === null ? '' : ` (tried on ${instanceId})`}: ${operations}.`,
    notTried: enNotTried,
    summary: ({ ok, warning, problem, unknown }) => `${ok} ok, ${warning} ${warning === 1 ? 'warning' : 'warnings'}, ${problem} ${problem === 1 ? 'problem' : 'problems'}, ${unknown} unknown. Nothing was changed.`,
  },
  zh: {
    check: ZH_CHECKS,
    status: { ok: '正常', warning: '警告', problem: '问题', unknown: '未知' },
    sentences: ZH,
    answered: (hosts) => `以下接入点有应答：${hosts}。`,
    allowed: (operations, instanceId) => `以下读取操作已获授权${instanceId === null ? '' : `（以 ${instanceId} 尝试）`}：${operations}。`,
    notTried: zhNotTried,
    summary: ({ ok, warning, problem, unknown }) => `正常 ${ok} 项，警告 ${warning} 项，问题 ${problem} 项，未知 ${unknown} 项。未作任何更改。`,
  },
};
