/** What a denied call tells about the missing permission. */
export interface AccessDeniedDetail {
  readonly AuthAction: string;
  readonly AuthPrincipalDisplayName: string;
  readonly AuthPrincipalOwnerId: string;
  readonly AuthPrincipalType: string;
  readonly NoPermissionType: string;
  readonly PolicyType: string;
  readonly EncodedDiagnosticMessage: string;
}

/** An answer with an error code, as the service gives it. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly status: number;
  readonly code: string;
  readonly accessDeniedDetail: AccessDeniedDetail | null;

  constructor(status: number, code: string, message: string, accessDeniedDetail: AccessDeniedDetail | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.accessDeniedDetail = accessDeniedDetail;
  }
}

/** The answer to a call that RAM does not allow. `role`: whose temporary keys they are that called; null: a user's own. */
export function forbidden(ramAction: string, accountId: string, caller: { readonly id: string; readonly role: { readonly name: string; readonly session: string } | null }): ServiceError {
  return new ServiceError(403, 'Forbidden.RAM', 'The caller is not authorized to perform this operation on this resource.', {
    AuthAction: ramAction,
    AuthPrincipalDisplayName: caller.role === null ? caller.id : `${caller.role.name}:${caller.role.session}`,
    AuthPrincipalOwnerId: accountId,
    AuthPrincipalType: caller.role === null ? 'SubUser' : 'AssumedRoleUser',
    NoPermissionType: 'ImplicitDeny',
    PolicyType: 'AccountLevelIdentityBasedPolicy',
    EncodedDiagnosticMessage: 'emulated',
  });
}
