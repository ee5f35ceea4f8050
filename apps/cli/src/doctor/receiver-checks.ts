// Whether a receiver of webhooks is there, trusts and is trusted, and tells right from wrong.
import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { causeOf } from '../api/api-error.js';
import { Forwarder, type Forwarded } from '../listen/forwarder.js';
import { isAccepted } from '../listen/reports.js';
import { failure, ok, warning, type Check } from './check.js';

export type Receiver = {
  readonly url: URL;
  /** What it verifies with; undefined if only the server knows. */
  readonly secret: string | undefined;
};

const tlsTimeoutMs = 10_000;
const soonDays = 14;
/** A delivery that takes longer than this is likely to time out some day. */
const slowMs = 5_000;
const dayMs = 86_400_000;

export async function* receiverChecks(
  { url, secret }: Receiver,
  nowMs: () => number,
): AsyncGenerator<Check> {
  const found = await dnsCheck(url);
  yield found;
  if (found.status === 'failure') return;
  const secured = await tlsCheck(url, nowMs());
  yield secured;
  if (secured.status === 'failure') return;
  if (secret !== undefined) yield genuineCheck(url, await probe(url, secret, nowMs));
  const anySecret = `whsec_${randomBytes(32).toString('base64')}`;
  yield forgedCheck(url, await probe(url, anySecret, nowMs));
}

const named = (url: URL, what: string): string => `${url.host} ${what}`;

/** An IPv6 address without its brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

async function dnsCheck(url: URL): Promise<Check> {
  const name = named(url, 'address');
  try {
    const found = await lookup(hostOf(url), { all: true });
    return ok(name, found.map(({ address }) => address).join(', '));
  } catch (error) {
    return failure(name, causeOf(error));
  }
}

async function tlsCheck(url: URL, nowMs: number): Promise<Check> {
  const name = named(url, 'TLS');
  const isLocal = /^(localhost|127\.|\[::1\])/.test(url.hostname);
  if (url.protocol === 'http:')
    return isLocal
      ? ok(name, 'none, on this machine')
      : warning(name, 'none: anybody on the way reads what is sent');
  try {
    const socket = await handshake(url);
    const { valid_to: until } = socket.getPeerCertificate();
    const reason = socket.authorized ? undefined : causeOf({ code: socket.authorizationError });
    socket.destroy();
    if (reason !== undefined) return failure(name, reason);
    const days = Math.floor((Date.parse(until) - nowMs) / dayMs);
    const left = `its certificate is valid for ${days} more days`;
    return days < soonDays ? warning(name, left) : ok(name, left);
  } catch (error) {
    return failure(name, causeOf(error));
  }
}

function handshake(url: URL): Promise<TLSSocket> {
  const host = hostOf(url);
  return new Promise((done, fail) => {
    const socket = connect({
      host,
      port: Number(url.port || 443),
      // Names only: certificates of addresses are chosen without.
      ...(isIP(host) === 0 && { servername: host }),
      // The certificate is looked at, whatever it is.
      rejectUnauthorized: false,
      timeout: tlsTimeoutMs,
    });
    socket.once('secureConnect', () => done(socket));
    socket.once('error', fail);
    socket.once('timeout', () => socket.destroy(new Error('no TLS handshake in time')));
  });
}

/** An event of a type that no handler knows: whoever takes it does nothing. */
async function probe(url: URL, secret: string, nowMs: () => number): Promise<Forwarded> {
  const forwarder = new Forwarder({
    target: url,
    secret,
    headers: [],
    skipVerify: false,
    retry: false,
    signal: new AbortController().signal,
    pause: async () => {},
    nowMs,
    onDown: () => {},
  });
  const event = {
    id: 'evt_ledgerway_doctor',
    object: 'event',
    type: 'ledgerway.doctor',
    created: Math.floor(nowMs() / 1000),
    livemode: false,
    data: { object: {} },
  };
  return (await forwarder.forward(event)) as Forwarded;
}

function genuineCheck(url: URL, answer: Forwarded): Check {
  const name = named(url, 'delivery');
  const { status, durationMs, body } = answer;
  if (status === undefined) return failure(name, body);
  if (status >= 300 && status < 400) return failure(name, redirects(status));
  if (!isAccepted(answer))
    return failure(name, `a signed event was answered ${status}: ${firstLine(body)}`);
  if (durationMs > slowMs) return warning(name, `accepted, but only after ${durationMs} ms`);
  return ok(name, `a signed event was accepted in ${durationMs} ms`);
}

function forgedCheck(url: URL, answer: Forwarded): Check {
  const name = named(url, 'signature');
  const { status, body } = answer;
  if (status === undefined) return failure(name, body);
  if (status >= 300 && status < 400) return failure(name, redirects(status));
  if (status >= 500) return warning(name, `a forged event was answered ${status}, not 400`);
  if (isAccepted(answer)) return warning(name, 'a forged event was accepted: nobody looks at it');
  return ok(name, `a forged event was refused with ${status}`);
}

const redirects = (status: number): string =>
  `it redirects (${status}), and deliveries do not follow: use the final address`;

const firstLine = (text: string): string => text.trim().split('\n')[0]!.slice(0, 200) || 'no text';
