import * as http from 'node:http';
import * as https from 'node:https';
import * as tls from 'node:tls';
import type { Duplex } from 'node:stream';

/** The sockets of one door: an agent for each kind of road, and one way to close them all. */
export interface Agents {
  /** The agent that carries requests to this URL, through a proxy where one is set. */
  agentFor(url: string): http.Agent;
  /** Ends every socket, those of half-built tunnels included. */
  destroy(): void;
}

export interface AgentsOptions {
  /** False for the mutating call: a socket that was idle may be dead, and its reset would look like a lost call. */
  readonly keepAlive: boolean;
  /** For each step of building a connection, in milliseconds. */
  readonly timeout: number;
  /** The proxy to use for a URL, or null for none. */
  readonly proxyFor: (url: string) => URL | null;
  /** Told when a connection stands (TLS included): from here on a request may reach the other side. */
  readonly onOpen?: () => void;
}

/** The proxy answered, but did not open the way; `status` is what it said. Nothing was sent to the service. */
export class ProxyRefusal extends Error {
  override readonly name = 'ProxyRefusal';
  readonly status: number;

  constructor(status: number) {
    super(`The proxy refused to connect (HTTP ${status}).`);
    this.status = status;
  }
}

/** The proxy itself could not be reached; `code` says why. Nothing was sent to the service. */
export class ProxyUnreachable extends Error {
  override readonly name = 'ProxyUnreachable';
  readonly code: string;

  constructor(code: string) {
    super(`The proxy could not be reached (${code}).`);
    this.code = code;
  }
}

/** Makes the agents; sockets are opened as they are needed. */
export function createAgents(options: AgentsOptions): Agents {
  const made = new Map<string, http.Agent>();
  const once = (key: string, make: () => http.Agent): http.Agent => {
    const agent = made.get(key) ?? make();
    made.set(key, agent);
    return agent;
  };
  const pool = { keepAlive: options.keepAlive, maxFreeSockets: 64 };
  return {
    agentFor(url) {
      if (url.startsWith('http:')) return once('http', () => new PlainAgent(pool, options));
      const proxy = options.proxyFor(url);
      return proxy === null
        ? once('https', () => new DirectAgent(pool, options))
        : once(proxy.href, () => new TunnelAgent(pool, options, proxy));
    },
    destroy() {
      for (const agent of made.values()) agent.destroy();
      made.clear();
    },
  };
}

type Created = (error: Error | null, stream: Duplex) => void;

class PlainAgent extends http.Agent {
  readonly #onOpen: () => void;

  constructor(pool: http.AgentOptions, options: AgentsOptions) {
    super(pool);
    this.#onOpen = options.onOpen ?? (() => undefined);
  }

  override createConnection(options: http.ClientRequestArgs, created?: Created): Duplex | null | undefined {
    const socket = super.createConnection(options, created);
    socket?.once('connect', this.#onOpen);
    return socket;
  }
}

class DirectAgent extends https.Agent {
  readonly #onOpen: () => void;

  constructor(pool: https.AgentOptions, options: AgentsOptions) {
    super(pool);
    this.#onOpen = options.onOpen ?? (() => undefined);
  }

  override createConnection(options: https.RequestOptions, created?: Created): Duplex | null | undefined {
    const socket = super.createConnection(options, created);
    socket?.once('secureConnect', this.#onOpen);
    return socket;
  }
}

/**
 * Builds each connection through a CONNECT proxy. Written here because a refusal of the proxy must not pass for an
 * answer of the service, and because `destroy` must also end tunnels that are still being built.
 */
class TunnelAgent extends https.Agent {
  readonly #options: AgentsOptions;
  readonly #proxy: URL;
  readonly #building = new Set<http.ClientRequest>();

  constructor(pool: https.AgentOptions, options: AgentsOptions, proxy: URL) {
    super(pool);
    this.#options = options;
    this.#proxy = proxy;
  }

  override createConnection(options: https.RequestOptions, created?: Created): undefined {
    const request = this.#connect(`${bracketed(String(options.host))}:${options.port ?? 443}`);
    const fail = (error: Error): void => {
      this.#building.delete(request);
      // The stream is absent on failure, which the callback's type does not know.
      (created as ((error: Error) => void) | undefined)?.(error);
    };
    this.#building.add(request);
    request.once('timeout', () => request.destroy(new ProxyUnreachable('ETIMEDOUT')));
    request.once('error', (error) => fail(error instanceof ProxyUnreachable ? error : new ProxyUnreachable(codeOf(error))));
    request.once('connect', (response: http.IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#building.delete(request);
      if (response.statusCode !== 200) {
        socket.destroy();
        return fail(new ProxyRefusal(response.statusCode ?? 0));
      }
      if (head.length > 0) socket.unshift(head);
      const secure = tls.connect({ ...(options as tls.ConnectionOptions), socket });
      secure.once('secureConnect', this.#options.onOpen ?? (() => undefined));
      created?.(null, secure);
    });
    request.end();
    return undefined;
  }

  override destroy(): void {
    for (const request of this.#building) request.destroy();
    super.destroy();
  }

  #connect(target: string): http.ClientRequest {
    const { protocol, hostname, port, username, password } = this.#proxy;
    const secure = protocol === 'https:';
    const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return (secure ? https : http).request({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? 443 : 80) : Number(port),
      method: 'CONNECT',
      path: target,
      agent: false,
      timeout: this.#options.timeout,
      headers: { host: target, ...(login === ':' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }) },
    });
  }
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no code';
}
