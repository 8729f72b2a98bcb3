import type { RawReply } from './through-proxy.ts';

/** What a reply's text says of itself, before it is judged. */
export interface Body {
  /** The JSON object, or null where the text is anything else. */
  readonly object: Readonly<Record<string, unknown>> | null;
  /** A non-empty `Code`, as a string; null where there is none. */
  readonly code: string | null;
  readonly message: string;
  /** A non-empty `RequestId`; null where there is none. */
  readonly requestId: string | null;
  /** The action that permission is missing for, where the service says. */
  readonly deniedAction: string | null;
}

/** Reads a reply's text as far as it can be read. */
export function readBody(reply: RawReply): Body {
  const object = toObject(reply.text);
  const detail = object?.['AccessDeniedDetail'];
  return {
    object,
    code: nonEmpty(object?.['Code']) ?? nonEmpty(object?.['code']),
    message: nonEmpty(object?.['Message']) ?? nonEmpty(object?.['message']) ?? '',
    requestId: nonEmpty(object?.['RequestId']) ?? (reply.status >= 400 ? nonEmpty(object?.['requestId']) : null),
    deniedAction: isObject(detail) ? nonEmpty(detail['AuthAction']) : null,
  };
}

function toObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
    return isObject(value) ? value : null;
  } catch (fault) {
    if (fault instanceof SyntaxError) return null;
    throw fault;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nonEmpty(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
