/*
 * The SDK's packages, each loaded when it is first needed: together they take a second and a hundred megabytes.
 * They are CommonJS; this is the one place that knows how their exports appear to us.
 */

export const loadCredentials = async () => exportsOf(await import('@alicloud/credentials'));
export const loadCore = async () => exportsOf(await import('@alicloud/openapi-core'));
export const loadKvstore = async () => exportsOf(await import('@alicloud/r-kvstore20150101'));
export const loadVpc = async () => exportsOf(await import('@alicloud/vpc20160428'));
export const loadRuntime = async () => exportsOf(await import('@darabonba/typescript'));

/** Node puts all exports into `default`; other loaders of modules (test runners, bundlers) may spread them out. */
function exportsOf<Exports extends object>(loaded: { readonly default: Exports }): Exports {
  return '__esModule' in loaded.default ? loaded.default : (loaded as unknown as Exports);
}
