import { UsageError } from '../model/faults.ts';
import type { CloudOptions } from './types.ts';

export type Product = 'kvstore' | 'vpc' | 'sts';

/** Where requests go: `host` with its port if it has one, as the SDK wants it. */
export interface Address {
  readonly protocol: 'http' | 'https';
  readonly host: string;
}

/** Says where a product is reached; null leaves it to the SDK's own map. */
export interface Endpoints {
  addressOf(product: Product, region: string): Address | null;
  /** Remembers what DescribeRegions said; anything that is not a plain host name is passed over. */
  learn(region: string, host: string): void;
}

const PRODUCTS = ['kvstore', 'vpc', 'sts'] as const satisfies readonly Product[];

/**
 * The user's own addresses (option, then environment) win over what DescribeRegions said, which wins over the SDK's map.
 * In network "vpc" nothing is learnt: DescribeRegions names public hosts. Throws a UsageError with every address that is none.
 */
export function readEndpoints(options: Pick<CloudOptions, 'endpoints' | 'network' | 'env'>): Endpoints {
  const templates = new Map<Product, string>();
  const faults: string[] = [];
  for (const product of PRODUCTS) {
    const variable = `TAIR_PREFLIGHT_ENDPOINT_${product.toUpperCase()}`;
    const given = options.endpoints[product];
    const template = given ?? options.env[variable];
    if (template === undefined || (given === undefined && template.trim() === '')) continue;
    const source = given === undefined ? variable : `--endpoint ${product}`;
    if (toAddress(template, 'cn-hangzhou') === null) {
      faults.push(`${source} is expected to be an http or https address without path, user or parameters, such as https://r-kvstore.{region}.aliyuncs.com, but it is not.`);
    }
    templates.set(product, template);
  }
  if (faults.length > 0) throw new UsageError(faults);
  const learnt = new Map<string, string>();
  return {
    addressOf(product, region) {
      const template = templates.get(product);
      if (template !== undefined) return toAddress(template, region);
      const host = product === 'kvstore' ? learnt.get(region) : undefined;
      return host === undefined ? null : { protocol: 'https', host };
    },
    learn(region, host) {
      if (options.network === 'public' && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(host)) learnt.set(region, host);
    },
  };
}

function toAddress(template: string, region: string): Address | null {
  const text = template.trim().replaceAll('{region}', region);
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return null;
  const { protocol, host, pathname, search, hash, username, password } = new URL(text);
  const bare = pathname === '/' && search === '' && hash === '' && username === '' && password === '' && !/[{}%]/.test(host);
  return bare ? { protocol: protocol === 'http:' ? 'http' : 'https', host } : null;
}
