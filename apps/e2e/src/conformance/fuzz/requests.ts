// Random requests over all routes. The same seed, number and ids make the same request.
import { Random } from '../../crash/random.js';
import type { Belongings } from '../belongings.js';
import type { Keys } from '../merchant.js';
import { filled, kinds, routes, type Route } from '../routes.js';
import { isTidy, valueFor, wrongId, wrongName, type Mood } from './values.js';

export type FuzzRequest = {
  readonly number: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

/** Whose ids and keys may stand in a request. */
export type Cast = {
  readonly own: Belongings;
  readonly strangers: Belongings;
  readonly strangersAccount: string;
  readonly keys: Keys;
};

const methods = ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS'];
const form = 'application/x-www-form-urlencoded';

export function requestOf(seed: number, number: number, cast: Cast): FuzzRequest {
  const random = new Random(seed * 1_000_003 + number);
  const mood: Mood = random.next() < 0.5 ? 'tidy' : 'wild';
  const route = random.pick(routes);
  const method = mood === 'tidy' || random.next() < 0.9 ? route.method : random.pick(methods);
  const path = pathOf(random, mood, route, cast);
  const params = paramsOf(random, mood, route, cast);
  const inQuery = method !== 'POST' && method !== 'PUT' && method !== 'PATCH';
  const headers = headersOf(random, mood, cast);
  if (inQuery) return { number, method, path: withQuery(path, params), headers, body: undefined };
  const { type, body } = bodyOf(random, params);
  return { number, method, path, headers: { ...headers, 'content-type': type }, body };
}

function pathOf(random: Random, mood: Mood, route: Route, { own, strangers }: Cast): string {
  if (mood === 'tidy') return filled(route.path, (kind) => own[kind]);
  if (random.next() < 0.02)
    return random.pick(['/v1/nothing', '/v1', '/', '/v2/core/events', '//']);
  return filled(route.path, (kind) => {
    const chance = random.next();
    if (chance < 0.4) return own[kind];
    if (chance < 0.7) return strangers[kind];
    return chance < 0.9 ? random.pick([own, strangers])[random.pick(kinds)] : wrongId(random);
  });
}

function paramsOf(random: Random, mood: Mood, route: Route, { own, strangers }: Cast): string[] {
  const ids = [...Object.values(own), ...Object.values(strangers)];
  const value = (name: string) => valueFor(random, mood, name, ids);
  const isOwn = () => mood === 'tidy' || random.next() < 0.5;
  const references = Object.entries(route.references)
    .filter(() => random.next() < 0.5)
    .map(([name, kind]) => `${name}=${isOwn() ? own[kind] : value(name)}`);
  const others = route.params
    .filter((name) => (mood === 'tidy' ? isTidy(name) && random.next() < 0.8 : random.next() < 0.5))
    .map((name) => `${name}=${value(name)}`);
  const params = [...references, ...others];
  if (mood === 'tidy') return params;
  if (random.next() < 0.1) params.push(`${wrongName(random)}=${value('')}`);
  if (random.next() < 0.04 && params.length > 0) params.push(random.pick(params));
  return params;
}

const withQuery = (path: string, params: readonly string[]): string =>
  params.length === 0 ? path : `${path}?${params.join('&')}`;

function bodyOf(random: Random, params: readonly string[]): { type: string; body: string } {
  const body = params.join('&');
  const chance = random.next();
  if (chance < 0.9) return { type: form, body };
  if (chance < 0.93) return { type: `${form};charset=UTF-8`, body };
  if (chance < 0.97) return { type: 'application/json', body: jsonOf(random, params) };
  return { type: random.pick(['application/xml', 'text/plain', '', 'nonsense']), body };
}

function jsonOf(random: Random, params: readonly string[]): string {
  const pairs = params.map((pair) => pair.split('=', 2) as [string, string]);
  const whole = JSON.stringify(Object.fromEntries(pairs));
  return random.next() < 0.8 ? whole : whole.slice(0, random.between(0, whole.length));
}

function headersOf(
  random: Random,
  mood: Mood,
  { keys, strangersAccount }: Cast,
): Record<string, string> {
  if (mood === 'tidy') return { authorization: `Bearer ${keys.secret}` };
  const headers: Record<string, string> = { authorization: authorizationOf(random, keys) };
  if (random.next() < 0.2) headers['idempotency-key'] = keyOf(random);
  if (random.next() < 0.1)
    headers['stripe-version'] = random.pick(['2026-10-28.endive', '2020-08-27', 'yesterday', '']);
  if (random.next() < 0.02) headers['stripe-account'] = strangersAccount;
  if (random.next() < 0.02) headers['x-stripe-client-user-agent'] = '{"lang":';
  if (random.next() < 0.01) headers['content-encoding'] = random.pick(['gzip', 'br', 'identity']);
  return headers;
}

/** Few, so that they are used again for other requests. */
const keyOf = (random: Random): string =>
  random.next() < 0.9 ? `fuzz-${random.between(1, 50)}` : random.pick(['', 'k'.repeat(300), ' ']);

function authorizationOf(random: Random, keys: Keys): string {
  const chance = random.next();
  if (chance < 0.9) return `Bearer ${keys.secret}`;
  if (chance < 0.94) return `Bearer ${keys.publishable}`;
  if (chance < 0.96) return `Bearer ${keys.live_secret}`;
  if (chance < 0.98) return `Basic ${Buffer.from(`${keys.secret}:`).toString('base64')}`;
  return random.pick(['', 'Bearer', 'Bearer sk_test_wrong', 'Basic !!!', 'Digest a="b"']);
}
