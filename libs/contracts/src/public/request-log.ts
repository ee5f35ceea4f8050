import type { Tenant } from '../queries/page.js';

/** One request of an account, as its log keeps it: without secrets. */
export type LoggedRequest = {
  /** The request id. */
  readonly id: string;
  readonly tenant: Tenant;
  readonly createdAtMs: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  readonly keyLast4: string;
  readonly idempotencyKey: string | null;
  readonly apiVersion: string;
  readonly ip: string;
  /** JSON, or the beginning of it. */
  readonly requestBody: string | null;
  readonly responseBody: string | null;
};

type AnsweredError = { readonly type?: string; readonly code?: string; readonly message?: string };

/**
 * The `request_log` object. Its error has no field named `error`: SDKs take any body with such a
 * field for a failed call.
 */
export function renderRequestLog(logged: LoggedRequest) {
  const error = errorIn(logged.responseBody);
  return {
    id: logged.id,
    object: 'request_log' as const,
    api_key_last4: logged.keyLast4,
    api_version: logged.apiVersion,
    created: Math.floor(logged.createdAtMs / 1000),
    duration_ms: Math.round(logged.durationMs),
    error_code: error?.code ?? null,
    error_message: error?.message ?? null,
    error_type: error?.type ?? null,
    idempotency_key: logged.idempotencyKey,
    ip_address: logged.ip,
    livemode: logged.tenant.livemode,
    method: logged.method,
    path: logged.path,
    request_body: logged.requestBody,
    response_body: logged.responseBody,
    status: logged.status,
  };
}

/** A body that was cut is no JSON any more; but errors are short. */
function errorIn(body: string | null): AnsweredError | undefined {
  if (body === null || !body.startsWith('{"error":')) return undefined;
  try {
    return (JSON.parse(body) as { error: AnsweredError }).error;
  } catch {
    return undefined;
  }
}
