import type OpenApi from '@alicloud/openapi-core';
import type { $OpenApiUtil } from '@alicloud/openapi-core';
import type { Account } from './credentials.ts';
import type { Address, Endpoints, Product } from './endpoints.ts';
import { loadCore, loadCredentials, loadKvstore, loadRuntime, loadVpc } from './load-sdk.ts';
import type { Parameters } from './types.ts';

/** The SDK: each call makes one HTTP request; what it makes of the reply is of no interest, see through-proxy.ts. */
export interface Sdk {
  read(product: Product, region: string, action: string, parameters: Parameters): Promise<() => Promise<unknown>>;
  allocate(region: string, request: { readonly instanceId: string; readonly connectionString?: string; readonly port?: string }): Promise<() => Promise<unknown>>;
  release(region: string, request: { readonly instanceId: string }): Promise<() => Promise<unknown>>;
  /** Where requests for a product and region go. */
  addressOf(product: Product, region: string): Promise<Address>;
}

export interface SdkOptions {
  readonly account: Pick<Account, 'provider'>;
  readonly endpoints: Endpoints;
  readonly network: 'public' | 'vpc';
  /** For connect and for read, in milliseconds. */
  readonly timeout: number;
  readonly version: string;
}

const VERSIONS = { kvstore: '2015-01-01', vpc: '2016-04-28', sts: '2015-04-01' } as const satisfies Record<Product, string>;
const HOST_NAMES = { kvstore: 'r-kvstore', vpc: 'vpc', sts: 'sts' } as const satisfies Record<Product, string>;

/** Makes the door's SDK clients: a package is loaded when it is first needed, one client serves each product and host. */
export function createSdk(options: SdkOptions): Sdk {
  const clients = new Map<string, OpenApi.default>();

  async function clientOf<C extends OpenApi.default>(product: Product, region: string, make: (config: $OpenApiUtil.Config) => C): Promise<C> {
    const config = await configFor(options, product, region);
    const client = make(config);
    const { _endpoint: host } = client;
    const key = `${product} ${config.protocol} ${host}`;
    const same = clients.get(key);
    if (same !== undefined) return same as C;
    clients.set(key, client);
    return client;
  }

  async function productClient(product: Product, region: string): Promise<OpenApi.default> {
    if (product === 'kvstore') return kvstoreClient(region);
    if (product === 'vpc') {
      const vpc = await loadVpc();
      return clientOf(product, region, (config) => new vpc.default(config));
    }
    const core = await loadCore();
    return clientOf(product, region, (config) => new core.default(config));
  }

  async function kvstoreClient(region: string) {
    const kvstore = await loadKvstore();
    return clientOf('kvstore', region, (config) => new kvstore.default(config));
  }

  return {
    async addressOf(product, region) {
      const { _endpoint: host } = await productClient(product, region);
      return { protocol: options.endpoints.addressOf(product, region)?.protocol ?? 'https', host };
    },
    async read(product, region, action, parameters) {
      const client = await productClient(product, region);
      const core = await loadCore();
      const dara = await loadRuntime();
      const params = new core.$OpenApiUtil.Params({
        action, version: VERSIONS[product], protocol: 'HTTPS', pathname: '/', method: 'POST', authType: 'AK', style: 'RPC', reqBodyType: 'formData', bodyType: 'string',
      });
      const request = new core.$OpenApiUtil.OpenApiRequest({ query: core.OpenApiUtil.query({ ...parameters }) });
      return () => client.callApi(params, request, new dara.RuntimeOptions({}));
    },
    async allocate(region, request) {
      const client = await kvstoreClient(region);
      const kvstore = await loadKvstore();
      const dara = await loadRuntime();
      const model = new kvstore.AllocateDirectConnectionRequest({ ...request });
      return () => client.allocateDirectConnectionWithOptions(model, new dara.RuntimeOptions({}));
    },
    async release(region, request) {
      const client = await kvstoreClient(region);
      const kvstore = await loadKvstore();
      const dara = await loadRuntime();
      const model = new kvstore.ReleaseDirectConnectionRequest({ ...request });
      return () => client.releaseDirectConnectionWithOptions(model, new dara.RuntimeOptions({}));
    },
  };
}

/** No retry options: the SDK then sends once, which the mutating call must be able to rely on. */
async function configFor(options: SdkOptions, product: Product, region: string): Promise<$OpenApiUtil.Config> {
  const core = await loadCore();
  const credentials = await loadCredentials();
  const address = options.endpoints.addressOf(product, region);
  // The SDK's map of hosts ignores `network`, and it has none for STS; both follow the rule of names instead.
  const byRule = options.network === 'vpc' || product === 'sts'
    ? core.OpenApiUtil.getEndpointRules(HOST_NAMES[product], region, 'regional', options.network, '')
    : undefined;
  return new core.$OpenApiUtil.Config({
    credential: new credentials.default(null, options.account.provider),
    regionId: region,
    network: options.network,
    protocol: address?.protocol ?? 'https',
    endpoint: address?.host ?? byRule,
    connectTimeout: options.timeout,
    readTimeout: options.timeout,
    userAgent: `tair-preflight/${options.version}`,
  });
}
