import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { errorAnswer, faultError, isCarriedOut, replyAnswer, spoil, type Answer } from './answer.ts';
import { advance, type Accepted } from './changes.ts';
import type { CloudState, KeyState } from './cloud-state.ts';
import type { Fault } from './fault-file.ts';
import { FaultInjector, type FaultTarget, type Strike } from './fault-injector.ts';
import { PRODUCTS, type Product } from './operations/products.ts';
import type { Operation } from './operations/operation.ts';
import { forbidden, ServiceError } from './service-error.ts';
import { NonceMemory } from './access.ts';
import { isQuerySigned, PROTOCOL_PARAMETERS, verifyQuerySignature } from './verify-query-signature.ts';
import { verifySignature } from './verify-signature.ts';

/** Who calls is told to everybody: STS has no permission for it. A rule that denies it by name stands for a network that lets nobody ask. */
const EVERYBODY = 'sts:GetCallerIdentity';

/** One request as the emulator saw it. */
export interface RequestRecord {
  readonly action: string;
  readonly instanceId: string | null;
  /** The parameters of the operation. */
  readonly query: Readonly<Record<string, string>>;
  /** When it arrived, UTC ISO. */
  readonly at: string;
  /** "ok", the error code it was answered with, "fault:KIND", or "waiting" while it is under way. */
  readonly outcome: string;
}

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request that was received: how long to wait (milliseconds), then what to answer. */
export interface Visit {
  readonly delay: number;
  readonly answer: () => Answer;
}

interface World {
  readonly now: () => Date;
  readonly random: () => number;
  readonly log: (line: string) => void;
}

interface Resolved {
  readonly parameters: ReadonlyMap<string, string>;
  readonly hostRegion: string | null;
  readonly key: KeyState;
  readonly product: Product;
  readonly action: string;
  readonly operation: Operation;
}

const MOST_RECORDS = 100_000;
const NOT_LOGGED = new Set([...PROTOCOL_PARAMETERS, 'AccessKeySecret', 'Password', 'NewPassword']);

/** The emulated service without its sockets: signature, permission, faults, operation, journal. */
export class EmulatedService {
  readonly #state: CloudState;
  readonly #world: World;
  readonly #nonces = new NonceMemory();
  #injector: FaultInjector;
  #records: { -readonly [Name in keyof RequestRecord]: RequestRecord[Name] }[] = [];
  readonly #accepted: Accepted[] = [];
  readonly #calls: Record<string, number> = Object.create(null);

  constructor(state: CloudState, world: World) {
    this.#state = state;
    this.#world = world;
    this.#injector = new FaultInjector([], world.random);
  }

  setFaults(faults: readonly Fault[]): void {
    this.#injector = new FaultInjector(faults, this.#world.random);
  }

  requests(): readonly RequestRecord[] {
    return this.#records.map((record) => ({ ...record }));
  }

  accepted(): readonly Accepted[] {
    return [...this.#accepted];
  }

  calls(): Readonly<Record<string, number>> {
    return { ...this.#calls };
  }

  /** Lets every accepted change take place that is due. */
  advance(): void {
    advance(this.#state, this.#world.now());
  }

  /** Takes a request in. Every request is counted and kept, also one that is refused. */
  receive(request: WireRequest): Visit {
    const requestId = randomUUID().toUpperCase();
    const host = String(request.headers.host ?? '');
    const sent = readParameters(request);
    const action = nameOf(sent.querySigned ? sent.parameters.get('Action') : (request.headers['x-acs-action'] ?? sent.parameters.get('Action')));
    const settle = this.#record(action, sent.parameters, requestId);
    try {
      const resolved = this.#resolve(request, sent, action);
      const strike = this.#injector.strike(this.#targetOf(resolved), this.#world.now().getTime());
      return { delay: strike.delay, answer: () => this.#answer(resolved, strike, { requestId, host, settle }) };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      settle(error.code);
      return { delay: 0, answer: () => errorAnswer(error, requestId, host) };
    }
  }

  #record(action: string, parameters: ReadonlyMap<string, string>, requestId: string): (outcome: string) => void {
    this.#calls[action] = (this.#calls[action] ?? 0) + 1;
    const query = Object.fromEntries([...parameters].filter(([name]) => !NOT_LOGGED.has(name)));
    const record = { action, instanceId: parameters.get('InstanceId') ?? null, query, at: this.#world.now().toISOString(), outcome: 'waiting' };
    if (this.#records.length >= 2 * MOST_RECORDS) this.#records = this.#records.slice(-MOST_RECORDS);
    this.#records.push(record);
    return (outcome) => {
      record.outcome = outcome;
      this.#world.log(`${record.at} ${action} ${plain(record.instanceId ?? '-')} ${outcome} ${requestId}`);
    };
  }

  #resolve(request: WireRequest, { query, form, parameters, querySigned }: Sent, action: string): Resolved {
    const path = request.url.split('?')[0] ?? '/';
    const verify = querySigned ? verifyQuerySignature : verifySignature;
    const access = { keys: this.#state.account.keys, nonces: this.#nonces, now: this.#world.now() };
    const key = verify({ method: request.method, path, query, form, headers: request.headers, body: request.body }, access);
    const product = PRODUCTS.get(querySigned ? (parameters.get('Version') ?? '') : String(request.headers['x-acs-version']));
    if (product === undefined) throw new ServiceError(400, 'InvalidVersion', 'There is no such API version.');
    const operation = product.operations.get(action);
    if (operation === undefined) throw new ServiceError(404, 'InvalidAction.NotFound', 'There is no such operation in this API.');
    return { parameters, hostRegion: this.#hostRegion(request.headers.host), key, product, action, operation };
  }

  #hostRegion(host: string | undefined): string | null {
    if (!this.#state.settings.regionalHosts) return null;
    return /^([a-z0-9-]+)\.localhost(?::\d+)?$/.exec(host ?? '')?.[1] ?? null;
  }

  #targetOf({ parameters, hostRegion, action }: Resolved): FaultTarget {
    const list = (name: string) => (parameters.get(name) ?? '').split(',').filter((id) => id !== '');
    const instanceIds = [...list('InstanceId'), ...list('InstanceIds'), ...list('InsName')];
    const vSwitchIds = list('VSwitchId');
    const first = this.#state.instances.get(instanceIds[0] ?? '') ?? this.#state.vSwitches.get(vSwitchIds[0] ?? '');
    return { action, instanceIds, vSwitchIds, region: parameters.get('RegionId') ?? hostRegion ?? first?.region ?? null };
  }

  #answer(resolved: Resolved, strike: Strike, reply: { readonly requestId: string; readonly host: string; readonly settle: (outcome: string) => void }): Answer {
    const { fault } = strike;
    const caller = { ram: resolved.operation.ram, accountId: this.#state.account.id, key: resolved.key };
    const carriedOut = fault === null || isCarriedOut(fault);
    const { answer, outcome } = carriedOut ? this.#carryOut(resolved, reply) : { answer: null, outcome: 'fault' };
    if (fault === null) {
      reply.settle(outcome);
      return answer ?? { kind: 'hang' };
    }
    reply.settle(`fault:${fault.kind}`);
    const error = faultError(fault, caller);
    if (error !== null) return errorAnswer(error, reply.requestId, reply.host);
    return spoil(fault, answer ?? replyAnswer({}, reply.requestId));
  }

  #carryOut(resolved: Resolved, reply: { readonly requestId: string; readonly host: string }): { readonly answer: Answer; readonly outcome: string } {
    try {
      this.advance();
      this.#assertAllowed(resolved);
      this.#assertServed(resolved);
      const { parameters, hostRegion, key, operation } = resolved;
      const accept = (accepted: Accepted) => this.#accepted.push(accepted);
      const body = operation.run({ state: this.#state, now: this.#world.now(), parameters, hostRegion, key, accept });
      return { answer: replyAnswer(body, reply.requestId), outcome: 'ok' };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return { answer: errorAnswer(error, reply.requestId, reply.host), outcome: error.code };
    }
  }

  #assertAllowed({ key, operation, parameters }: Resolved): void {
    const { ram } = operation;
    const allowed = key.allow === null || ram === EVERYBODY || key.allow.some((pattern) => covers(pattern, ram));
    const denied = this.#state.settings.accessRules.some((rule) => covers(rule.deny, ram)
      && (rule.instance === undefined || rule.instance === parameters.get('InstanceId')) && (rule.key === undefined || rule.key === key.id));
    if (!allowed || denied) throw forbidden(ram, this.#state.account.id, key);
  }

  #assertServed({ parameters, hostRegion, product, action }: Resolved): void {
    if (product.name === 'sts' || action === 'DescribeRegions') return;
    const id = parameters.get('RegionId') ?? hostRegion;
    if (id === null) return;
    const region = this.#state.regions.get(id);
    if (region === undefined || (hostRegion !== null && id !== hostRegion)) throw new ServiceError(404, 'InvalidRegionId.NotFound', 'There is no such region here.');
    if (!region.service && product.name === 'kvstore') {
      throw new ServiceError(404, 'InvalidRegionId.NotSupported', 'The region has no such service.');
    }
  }
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** The parameters of a request: those of the URL, those of a form, and both together. */
interface Sent {
  readonly query: Pairs;
  readonly form: Pairs;
  readonly parameters: ReadonlyMap<string, string>;
  /** Whether the signature is among them. */
  readonly querySigned: boolean;
}

function readParameters(request: WireRequest): Sent {
  const at = request.url.indexOf('?');
  const query = at < 0 ? [] : pairs(request.url.slice(at + 1));
  const isForm = String(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const form = isForm ? pairs(request.body.toString('utf8')) : [];
  const parameters = new Map([...query, ...form]);
  return { query, form, parameters, querySigned: isQuerySigned(request, parameters) };
}

function pairs(text: string): Pairs {
  return [...new URLSearchParams(text)];
}

/** An action as it may be counted and logged: letters and digits only. */
function nameOf(action: string | readonly string[] | undefined): string {
  return typeof action === 'string' && /^\w{1,80}$/.test(action) ? action : '(none)';
}

function plain(text: string): string {
  return text.replace(/[^\w.,-]/g, '?').slice(0, 80);
}

function covers(pattern: string, ram: string): boolean {
  return pattern.endsWith('*') ? ram.startsWith(pattern.slice(0, -1)) : pattern === ram;
}
