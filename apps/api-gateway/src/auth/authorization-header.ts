/**
 * The key of an `Authorization` header: `Bearer <key>`, or Basic with the key as the user name and
 * any password. Empty text if there is none.
 */
export function keyFromHeader(header: string | undefined): string {
  if (header === undefined) return '';
  const space = header.indexOf(' ');
  const scheme = header.slice(0, Math.max(space, 0)).toLowerCase();
  const credentials = header.slice(space + 1).trim();
  if (scheme === 'bearer') return credentials;
  if (scheme !== 'basic') return '';
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? pair : pair.slice(0, colon);
}
