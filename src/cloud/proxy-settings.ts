import { UsageError } from '../model/faults.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads HTTPS_PROXY and NO_PROXY (lower case wins, as with curl) and answers for each https URL which proxy to use.
 * Plain http goes straight: only an endpoint of one's own is http. Throws a UsageError for a proxy address that is none.
 */
export function readProxySettings(env: Env): (url: string) => URL | null {
  const value = env['https_proxy'] || env['HTTPS_PROXY'] || '';
  if (value.trim() === '') return () => null;
  const proxy = toProxy(value.trim());
  const exceptions = exceptionsOf(env);
  return (url) => {
    const { protocol, hostname, port } = new URL(url);
    if (protocol !== 'https:') return null;
    return exceptions.some((entry) => isException(entry, hostname.toLowerCase(), port || '443')) ? null : proxy;
  };
}

/** The proxy that is set, without the login in it, and the names that go straight; null where none is set. Throws a UsageError for an address that is none. */
export function shownProxy(env: Env): { readonly host: string; readonly exceptions: readonly string[] } | null {
  const value = (env['https_proxy'] || env['HTTPS_PROXY'] || '').trim();
  return value === '' ? null : { host: toProxy(value).host, exceptions: exceptionsOf(env) };
}

function exceptionsOf(env: Env): string[] {
  return (env['no_proxy'] || env['NO_PROXY'] || '').toLowerCase().split(/[\s,]+/).filter((entry) => entry !== '');
}

function toProxy(value: string): URL {
  const address = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '' || !isDecodable(url.username) || !isDecodable(url.password)) {
    throw new UsageError('HTTPS_PROXY is expected to be an http or https address such as http://proxy.example:3128, but it is not; correct or unset it.');
  }
  return url;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch (fault) {
    if (fault instanceof URIError) return false;
    throw fault;
  }
}

/** An entry is `*`, a host (its subdomains included), `.domain` or `*.domain`, each with an optional port. */
function isException(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, name = entry, wantedPort] = /^([^:]+|\[.+\]):(\d+)$/.exec(entry) ?? [];
  if (wantedPort !== undefined && wantedPort !== port) return false;
  const domain = name.replace(/^\*?\./, '');
  return host === domain || host === `[${domain}]` || host.endsWith(`.${domain}`);
}
