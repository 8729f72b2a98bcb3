/** The keys, token, clock or signature were not accepted: no permission can help. */
export function isCredentialCode(code: string): boolean {
  return /^(InvalidAccessKeyId|InvalidAccessKey|InvalidAccessSecret|MissingAccessKeyId|InactiveAccessKey|Forbidden\.AccessKey|SignatureDoesNotMatch|IncompleteSignature|InvalidSignature|UnsupportedSignature|InvalidSecurityToken|MissingSecurityToken|MalformedSecurityToken|SecurityTokenExpired|InvalidTimeStamp|IllegalTimestamp|InvalidCredentials)/i.test(code);
}

/** The account is known, but may not do this. */
export function isPermissionCode(code: string): boolean {
  return /^(Forbidden|NoPermission|AccessDenied|Unauthorized|NotAuthorized|UnauthorizedOperation|ImplicitDeny|ExplicitDeny)/i.test(code);
}

/** The request was not carried out, for there were too many. */
export function isThrottlingCode(code: string): boolean {
  return /Throttling/i.test(code);
}

/** The operation does not serve this instance (API reference, DescribeInstanceSSL) or is not known to this endpoint. */
export function isUnsupportedCode(code: string): boolean {
  return /^(IncorrectEngineVersion|InvalidRedisVersionPattern|IncorrectCharacterType|InvalidAction|InvalidApi|Unsupported)/i.test(code) || /NotSupport/i.test(code);
}

/** One request arrived twice: something on the way sends again by itself, so the first may have been carried out. */
export function isReplayCode(code: string): boolean {
  return /^SignatureNonceUsed/i.test(code);
}
