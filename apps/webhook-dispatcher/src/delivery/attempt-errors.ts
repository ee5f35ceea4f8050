// Why an attempt failed, in words that a merchant can act on.

export const attemptErrors = [
  'dns_error',
  'connect_refused',
  'connect_timeout',
  'tls_error',
  'timeout',
  'reset',
  'bad_response',
  'blocked_ip',
  'redirect',
  'http_4xx',
  'http_5xx',
] as const;
export type AttemptError = (typeof attemptErrors)[number];

const codes: Readonly<Record<string, AttemptError>> = {
  BLOCKED_ADDRESS: 'blocked_ip',
  ENOTFOUND: 'dns_error',
  ENODATA: 'dns_error',
  EAI_AGAIN: 'dns_error',
  ETIMEOUT: 'dns_error',
  ESERVFAIL: 'dns_error',
  EREFUSED: 'dns_error',
  ECONNREFUSED: 'connect_refused',
  EHOSTUNREACH: 'connect_refused',
  ENETUNREACH: 'connect_refused',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  ETIMEDOUT: 'connect_timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  EPROTO: 'tls_error',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_error',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_error',
  HOSTNAME_MISMATCH: 'tls_error',
};

// Ours, not the merchant's: out of file descriptors, ports or memory, or stopped by ourselves.
const ownFailures = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EADDRNOTAVAIL',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
]);

/** @returns the merchant-side reason, or null if the attempt failed for a reason of our own. */
export function attemptErrorOf(error: unknown): AttemptError | null {
  const { code = '', errors } = error as { code?: string; errors?: readonly unknown[] };
  // Several addresses were tried: what the first of them said stands for all.
  if (errors !== undefined && errors.length > 0) return attemptErrorOf(errors[0]);
  if (ownFailures.has(code)) return null;
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_)/.test(code)) return 'tls_error';
  return codes[code] ?? 'bad_response';
}
