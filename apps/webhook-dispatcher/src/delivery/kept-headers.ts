// What is kept of headers, for the owner of an endpoint to look at later.

export type KeptHeaders = Readonly<Record<string, string>>;

const maxHeaders = 64;
const maxValueLength = 1_024;
const maxTotalLength = 8_192;
const masked = '[masked]';

/** Sessions and credentials of the merchant's server, which are nobody's business here. */
const secretNames = new Set(['set-cookie', 'authorization', 'proxy-authorization', 'cookie']);

/** Of an answer: names, and values that are cut off where they are long; secrets are masked. */
export function keptHeaders(headers: Record<string, string | string[] | undefined>): KeptHeaders {
  const kept: [string, string][] = [];
  let room = maxTotalLength;
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || kept.length === maxHeaders) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    const shown = secretNames.has(name) ? masked : printable(text).slice(0, maxValueLength);
    room -= name.length + shown.length;
    if (room < 0) break;
    kept.push([printable(name), shown]);
  }
  return Object.fromEntries(kept);
}

/**
 * Of a request.
 * @param ours names and values in turn; signatures say nothing without the secret
 * @param custom names only: the values may be secrets of the merchant
 */
export function requestHeaders(
  ours: readonly string[],
  custom: readonly string[],
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (let i = 0; i < ours.length; i += 2) kept[ours[i]!] = ours[i + 1]!;
  for (let i = 0; i < custom.length; i += 2) kept[custom[i]!] = masked;
  return kept;
}

// JSON in the database holds no NUL, and control characters have no business in a page either.
const printable = (text: string) => text.replace(/[^\x20-\x7e\xa0-\xff]/g, '?');
