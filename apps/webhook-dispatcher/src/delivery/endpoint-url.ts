// What a webhook URL may be. Refused here are the mistakes that can be told at once; what a name
// points to is judged again at every connect.
import { isIP } from 'node:net';
import type { AddressGuard } from './address-guard.js';

const maxLength = 2_048;

/** The host as sockets take it: without the brackets that a URL puts around IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

/** @returns why the URL is refused, as a sentence for the merchant; null if it is not. */
export async function refuseUrl(
  text: string,
  livemode: boolean,
  guard: AddressGuard,
): Promise<string | null> {
  if (text.length > maxLength) return `Invalid URL: it is longer than ${maxLength} characters.`;
  if (!URL.canParse(text))
    return 'Invalid URL: an explicit scheme (such as https) must be provided.';
  const url = new URL(text);
  return refuseParts(url) ?? (await refuseHost(url, livemode, guard));
}

function refuseParts(url: URL): string | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'Invalid URL: the scheme must be https or http.';
  if (url.username !== '' || url.password !== '')
    return 'Invalid URL: it must not contain a user name or a password.';
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (port !== 80 && port !== 443 && port < 1024)
    return 'Invalid URL: the port must be 80, 443 or at least 1024.';
  return null;
}

async function refuseHost(
  url: URL,
  livemode: boolean,
  guard: AddressGuard,
): Promise<string | null> {
  const host = hostOf(url);
  // A name that has no address now may get one later: it is judged then.
  const addresses = await guard.addressesOf(host).catch((): string[] => []);
  if (addresses.length > 0 && !addresses.some((address) => guard.permits(address)))
    return 'Invalid URL: it must be publicly accessible.';
  if (isIP(host) === 0 && host.length > 253) return 'Invalid URL: the host name is too long.';
  const vouchedFor = addresses.length > 0 && addresses.every((address) => guard.isAllowed(address));
  if (livemode && url.protocol === 'http:' && !vouchedFor)
    return 'Invalid URL: live mode endpoints must use https.';
  return null;
}
