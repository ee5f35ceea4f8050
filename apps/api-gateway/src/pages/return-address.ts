import type { PageIntent, PageState } from './page-intents.js';

/** Addresses that a browser would run or read locally instead of going there. */
const unsafeProtocols = ['blob:', 'data:', 'file:', 'javascript:', 'vbscript:'];

/** What the merchant's page is told, in the words of the ecosystem. */
const redirectStatus: Readonly<Record<Exclude<PageState, 'waiting'>, string>> = {
  done: 'succeeded',
  processing: 'pending',
  failed: 'failed',
  expired: 'failed',
  canceled: 'failed',
};

/** Where the payer goes next; undefined while there is something to do here, or nowhere to go. */
export function returnAddress(intent: PageIntent): URL | undefined {
  const address = merchantAddress(intent);
  if (address === undefined || intent.state === 'waiting') return undefined;
  address.searchParams.set(`${intent.kind}_intent`, intent.id);
  address.searchParams.set('redirect_status', redirectStatus[intent.state]);
  return address;
}

/**
 * The same with the client secret, for the payer who has just acted. A page that merely shows how
 * things stand must not hand it to everyone who knows the intent's id.
 */
export function returnAddressWithSecret(intent: PageIntent): URL | undefined {
  const address = returnAddress(intent);
  address?.searchParams.set(`${intent.kind}_intent_client_secret`, intent.clientSecret);
  return address;
}

/** Where a form may lead, as a source of a content security policy; browsers check redirects too. */
export function formTargets(intent: PageIntent | undefined): string {
  const address = intent && merchantAddress(intent);
  if (address === undefined) return "'self'";
  // Neither an app's own protocol nor an IPv6 address can be said more exactly.
  const named = /^https?:$/.test(address.protocol) && !address.hostname.startsWith('[');
  return `'self' ${named ? address.origin : address.protocol}`;
}

function merchantAddress({ returnUrl }: PageIntent): URL | undefined {
  if (returnUrl === null || !URL.canParse(returnUrl)) return undefined;
  const address = new URL(returnUrl);
  return unsafeProtocols.includes(address.protocol) ? undefined : address;
}
