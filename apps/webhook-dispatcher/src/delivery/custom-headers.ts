// Headers that merchants add to their deliveries, such as a token that their gateway asks for. They
// never take the place of ours, and never say anything about the connection.

const maxHeaders = 20;
const maxLength = 4_096;

const reservedNames = new Set([
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'stripe-signature',
  'te',
  'traceparent',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
]);
const reservedPrefixes = ['webhook-', 'ledgerway-'];

// RFC 9110, 5.1 and 5.5: a token, and visible characters with blanks between them.
const namePattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const valuePattern = /^[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?$/;

/** @returns why the headers are refused, as a sentence for the merchant; null if they are not. */
export function refuseCustomHeaders(headers: Readonly<Record<string, string>>): string | null {
  const entries = Object.entries(headers);
  if (entries.length > maxHeaders) return `There may be no more than ${maxHeaders} custom headers.`;
  const length = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (length > maxLength) return `Custom headers may not be longer than ${maxLength} characters.`;
  const names = new Set(entries.map(([name]) => name.toLowerCase()));
  if (names.size < entries.length) return 'A custom header is there twice.';
  for (const [name, value] of entries) {
    if (!namePattern.test(name)) return `The custom header "${name}" has no valid name.`;
    if (isReserved(name)) return `The custom header "${name}" is reserved.`;
    if (!valuePattern.test(value)) return `The custom header "${name}" has no valid value.`;
  }
  return null;
}

/** Names and values in turn, without any that may not be sent. */
export const customHeaderList = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).flatMap(([name, value]) =>
    refuseCustomHeaders({ [name]: value }) === null ? [name.toLowerCase(), value] : [],
  );

function isReserved(name: string): boolean {
  const lower = name.toLowerCase();
  return reservedNames.has(lower) || reservedPrefixes.some((prefix) => lower.startsWith(prefix));
}
