/** True for the service's throttling codes: the request was not carried out. */
export function isThrottling(code: string | null): boolean {
  return code !== null && code.startsWith('Throttling');
}
