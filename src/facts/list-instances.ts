import type { NoReply, Parameters, Reader, ReadResult } from '../cloud/types.ts';
import { isCredentialCode } from '../model/codes.ts';
import type { Unread } from '../model/fleet.ts';
import { unknown } from '../model/known.ts';
import type { Unknown } from '../model/known.ts';
import { listField, unusable } from './field.ts';
import type { Item } from './field.ts';
import { announcedTotal, isLastPage } from './is-last-page.ts';

/** What of a region is asked for. An empty list of ids means all instances. */
export interface Scope {
  readonly ids: readonly string[];
  readonly vpcId: string | null;
  readonly vSwitchId: string | null;
  readonly resourceGroupId: string | null;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** How one region answered DescribeInstances. */
export interface RegionList {
  readonly region: string;
  readonly items: readonly Item[];
  readonly failure: Unread | null;
  /** The region said that it does not offer the service. */
  readonly withoutService: boolean;
  /** The service does not know our key or does not accept our signature. */
  readonly credentialsFault: string | null;
}

const PAGE_SIZE = 50;
const IDS_A_CALL = 30;
/** Codes that say that a region does not offer the service, or is none; ServiceUnavailable and the like say nothing of the kind. */
const NO_SERVICE = /region.*(not.?support|unsupport|not.?found|not.?exist|not.?available|invalid|malformed)|(unsupported|invalid|unknown|no.?such|not.?support(ed)?)region|service.*not.?(support|open)/i;

/** All instances of a region that are in scope: pages of 50 one after another, ids in batches of 30. */
export async function listInstances(reader: Reader, region: string, scope: Scope): Promise<RegionList> {
  const batches = scope.ids.length === 0 ? [[]] : chunk(scope.ids, IDS_A_CALL);
  const lists = await Promise.all(batches.map((ids) => listBatch(reader, region, scope, ids)));
  const failed = lists.find((list) => list.failure !== null || list.withoutService);
  return {
    region,
    items: lists.flatMap((list) => list.items),
    failure: failed?.failure ?? null,
    withoutService: failed?.withoutService ?? false,
    credentialsFault: failed?.credentialsFault ?? null,
  };
}

async function listBatch(reader: Reader, region: string, scope: Scope, ids: readonly string[]): Promise<RegionList> {
  const parameters = { RegionId: region, ...filters(scope), ...(ids.length > 0 ? { InstanceIds: ids.join(',') } : {}) };
  const list = await readPages(reader, region, parameters);
  if (list.malformedIds && ids.length > 1) {
    const singles = await Promise.all(ids.map((id) => listBatch(reader, region, scope, [id])));
    const failed = singles.find((single) => single.failure !== null);
    return { region, items: singles.flatMap((single) => single.items), failure: failed?.failure ?? null, withoutService: false, credentialsFault: failed?.credentialsFault ?? null };
  }
  return list.malformedIds ? { ...list, failure: null } : list;
}

/** The parameters that narrow a list to a scope; ids are given by themselves. */
export function filters(scope: Scope): Parameters {
  const tags = scope.tags.flatMap((tag, at) => [[`Tag.${at + 1}.Key`, tag.key], [`Tag.${at + 1}.Value`, tag.value]] as const);
  return {
    ...(scope.vpcId === null ? {} : { VpcId: scope.vpcId }),
    ...(scope.vSwitchId === null ? {} : { VSwitchId: scope.vSwitchId }),
    ...(scope.resourceGroupId === null ? {} : { ResourceGroupId: scope.resourceGroupId }),
    ...Object.fromEntries(tags),
  };
}

/** Reads page after page until the announced total is there; a page that brings nothing new ends it as incomplete. */
async function readPages(reader: Reader, region: string, parameters: Parameters): Promise<RegionList & { readonly malformedIds: boolean }> {
  const items = new Map<string, Item>();
  const end = { region, withoutService: false, credentialsFault: null, malformedIds: false };
  for (let page = 1; ; page++) {
    const result = await reader.read('DescribeInstances', region, { ...parameters, PageSize: PAGE_SIZE, PageNumber: page });
    if (result.kind === 'no-reply') return { ...end, ...failedList(region, result), items: [...items.values()] };
    const reply: Item = toItem(result);
    const entries = listField(reply, 'Instances', 'KVStoreInstance');
    if (entries.kind === 'unknown') return { ...end, items: [...items.values()], failure: toUnread(region, entries.reason, entries.detail, result) };
    const before = items.size;
    const nameless = entries.value.filter((entry) => !addById(items, entry));
    if (nameless.length > 0) return { ...end, items: [...items.values()], failure: toUnread(region, 'malformed', `${nameless.length} entries of DescribeInstances carry no InstanceId.`, result) };
    const total = result.body['TotalCount'];
    if (isLastPage({ total, seen: items.size, came: entries.value.length, size: PAGE_SIZE })) return { ...end, items: [...items.values()], failure: null };
    if (items.size === before) {
      const detail = `DescribeInstances announced ${announcedTotal(total) ?? 'more'} instances in ${region} and returned ${items.size}.`;
      return { ...end, items: [...items.values()], failure: toUnread(region, 'not-returned', detail, result) };
    }
  }
}

function addById(items: Map<string, Item>, entry: Item): boolean {
  const id = entry.fields['InstanceId'];
  if (typeof id !== 'string' || id === '') return false;
  items.set(id, entry);
  return true;
}

/** True of a code by which a region says that it does not offer the service, or is none. */
export function saysNoService(code: string): boolean {
  return NO_SERVICE.test(code);
}

function failedList(region: string, result: NoReply): Pick<RegionList, 'failure' | 'withoutService' | 'credentialsFault'> & { readonly malformedIds: boolean } {
  const code = result.code ?? '';
  return {
    failure: NO_SERVICE.test(code) ? null : toUnread(region, result.reason, result.detail, result),
    withoutService: saysNoService(code),
    credentialsFault: isCredentialsFault(code) ? result.detail : null,
    malformedIds: /^Invalid(Db)?InstanceIds?\.(Malformed|NotFound)/i.test(code),
  };
}

/** True for a code that says that the service does not know our key or does not accept our signature. */
export function isCredentialsFault(code: string | null): boolean {
  return code !== null && isCredentialCode(code);
}

function toUnread(region: string | null, reason: Unread['reason'], detail: string, result: ReadResult): Unread {
  return {
    what: { accountId: null, region, operation: result.operation },
    reason,
    detail,
    requestId: result.requestId,
    ramAction: result.kind === 'no-reply' ? result.ramAction : null,
  };
}

/** The body of a reply with the evidence that its fields carry. */
export function toItem(result: Extract<ReadResult, { kind: 'reply' }>): Item {
  return { fields: result.body, evidence: { operation: result.operation, requestId: result.requestId, readAt: result.readAt } };
}

/** A read that brought nothing, as the unknown that its facts become. */
export function toUnknown(result: NoReply): Unknown {
  const { operation, requestId, ramAction, readAt } = result;
  return unknown(result.reason, result.detail, { operation, requestId, ramAction, readAt, isUnread: true });
}

/** How DescribeInstanceAttribute answers for an id that no list returned. */
export type SingleAnswer =
  | { readonly kind: 'found'; readonly item: Item; readonly result: ReadResult }
  | { readonly kind: 'not-found'; readonly result: NoReply }
  | { readonly kind: 'unread'; readonly unknown: Unknown };

/** Asks for one id by itself. Only an explicit NotFound says that it does not exist. */
export async function askById(reader: Reader, region: string, instanceId: string): Promise<SingleAnswer> {
  const result = await reader.read('DescribeInstanceAttribute', region, { InstanceId: instanceId });
  if (result.kind === 'no-reply') {
    const gone = result.reason === 'not-found' && /^Invalid(Db)?InstanceId\.NotFound$/i.test(result.code ?? '');
    return gone ? { kind: 'not-found', result } : { kind: 'unread', unknown: toUnknown(result) };
  }
  const entry = attributeItem(result);
  if ('fields' in entry) return { kind: 'found', item: entry, result };
  if (entry.reason !== 'not-returned') return { kind: 'unread', unknown: entry };
  return { kind: 'unread', unknown: { ...entry, detail: `DescribeInstanceAttribute answered for ${instanceId} in ${region} without an instance and without NotFound.` } };
}

/** Instances.DBInstanceAttribute[0] of a reply; unknown where there is none. */
export function attributeItem(result: Extract<ReadResult, { kind: 'reply' }>): Item | Unknown {
  const reply = toItem(result);
  const list = listField(reply, 'Instances', 'DBInstanceAttribute');
  if (list.kind === 'unknown') return list;
  return list.value[0] ?? unusable(reply, 'not-returned', 'DescribeInstanceAttribute returned no instance.');
}

/** The list in parts of at most so many. */
export function chunk<T>(list: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size));
  return chunks;
}
