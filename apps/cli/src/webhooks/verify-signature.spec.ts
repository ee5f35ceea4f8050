import { randomBytes } from 'node:crypto';
import { ed25519Texts, signatureHeaders, signingSecret } from '@ledgerway/contracts';
import { verifySignature, type ReceivedDelivery } from './verify-signature.js';

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const secret = newSecret();
const listening = newSecret();
const timestampS = 1_795_402_976;
const event = {
  id: 'evt_1',
  api_version: '2026-10-28.endive',
  pending_webhooks: 1,
  data: { object: { id: 'ch_1', amount: 2000, description: 'Grüße, 港' } },
};
const sent = Buffer.from(JSON.stringify(event));

const headersBy = (by: string | string[] = secret): Map<string, string> => {
  const message = { id: 'evt_1', timestampS, body: sent };
  const flat = signatureHeaders([by].flat().map(signingSecret), message);
  return new Map(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]!]] : [])));
};
const withHeader = (name: string, value: string | undefined): Map<string, string> => {
  const headers = headersBy();
  if (value === undefined) headers.delete(name);
  else headers.set(name, value);
  return headers;
};

const verdicts = (delivery: Partial<ReceivedDelivery> = {}) =>
  verifySignature({
    headers: headersBy(),
    body: sent,
    secret,
    otherSecrets: [{ name: '`ledgerway listen`', secret: listening }],
    event: { ...event, pending_webhooks: 0 },
    nowS: timestampS + 10,
    toleranceS: 300,
    ...delivery,
  });
/** What both schemes say, if they say the same. */
const both = (delivery: Partial<ReceivedDelivery>) => {
  const said = verdicts(delivery);
  expect(said.map(({ scheme }) => scheme)).toEqual(['standard', 'stripe']);
  expect(said[0]).toMatchObject({ reason: said[1]!.reason });
  return said[0]!;
};
const scheme = (name: 'standard' | 'stripe', headers: Map<string, string>) =>
  verdicts({ headers }).find((one) => one.scheme === name);

describe('verifying a signature', () => {
  it('says that it is right, in both schemes', () => {
    expect(both({})).toMatchObject({ reason: 'ok' });
  });

  it.each([
    ['too_old', 301, '301 s old'],
    ['in_the_future', -301, 'clock of this machine is slow'],
  ])('%s', (reason, ageS, why) => {
    const verdict = both({ nowS: timestampS + ageS });
    expect(verdict).toMatchObject({ reason, why: expect.stringContaining(why) });
    expect(both({ nowS: timestampS + ageS, toleranceS: 0 }).reason).toBe('ok');
    expect(both({ nowS: timestampS + Math.sign(ageS) * 300 }).reason).toBe('ok');
  });

  it.each([
    ['another secret', newSecret(), 'of another endpoint'],
    ['an API key', 'sk_test_0123456789', 'begins with whsec_, and this with sk_test_'],
    ['an id', 'we_0123456789', 'and this with we_'],
    ['a line end', `${secret}\n`, 'blanks or quotes'],
    ['quotes', `"${secret}"`, 'blanks or quotes'],
    ['no prefix', secret.slice('whsec_'.length), 'whsec_ is part of it'],
  ])('wrong secret: %s', (_what, wrong, why) => {
    const verdict = both({ secret: wrong });
    expect(verdict).toMatchObject({ reason: 'wrong_secret', why: expect.stringContaining(why) });
    expect(verdict.why).not.toContain(wrong.slice(8, 16));
  });

  it('wrong secret: it was `ledgerway listen` that signed', () => {
    const verdict = both({ headers: headersBy(listening) });
    expect(verdict).toMatchObject({ reason: 'wrong_secret' });
    expect(verdict.why).toContain('`ledgerway listen`');
  });

  it.each([
    ['pretty JSON', JSON.stringify(event, null, 2), 'parsed and written again'],
    ['a line end', `${sent.toString()}\n`, 'added around it'],
    ['a byte order mark', `\uFEFF${sent.toString()}`, 'byte order mark'],
    ['JSON in JSON', JSON.stringify(sent.toString()), 'written as JSON twice'],
    ['nothing', '', 'empty'],
    ['a form', 'id=evt_1', 'no JSON'],
    ['another amount', sent.toString().replace('2000', '9000'), 'data.object.amount is 9000'],
  ])('body changed: %s', (_what, body, why) => {
    const verdict = both({ body: Buffer.from(body) });
    expect(verdict.reason).toBe('body_changed');
    expect(verdict.why).toContain(why);
  });

  it('body changed: it belongs to other headers', () => {
    const other = Buffer.from(sent.toString().replace('evt_1', 'evt_2'));
    expect(verdicts({ body: other })[0]).toMatchObject({
      reason: 'body_changed',
      why: 'The headers are those of evt_1, and the body is of evt_2.',
    });
  });

  it('cannot tell a wrong secret from a changed body without the event', () => {
    const verdict = both({ secret: newSecret(), event: undefined });
    expect(verdict.reason).toBe('wrong_secret_or_body_changed');
  });

  it('missing headers', () => {
    expect(verdicts({ headers: new Map() })).toMatchObject([
      { scheme: null, reason: 'missing_header' },
    ]);
    expect(scheme('standard', withHeader('webhook-timestamp', undefined))).toMatchObject({
      reason: 'missing_header',
      why: 'There is no webhook-timestamp.',
    });
    expect(scheme('stripe', withHeader('stripe-signature', undefined))).toBeUndefined();
  });

  it.each([
    ['standard', 'webhook-timestamp', '1795402976000', 'malformed_header', 'not milliseconds'],
    ['standard', 'webhook-timestamp', 'now', 'malformed_header', 'unix seconds'],
    ['standard', 'webhook-signature', 'v1,c2hvcnQ=', 'malformed_header', '44 characters'],
    ['standard', 'webhook-signature', 'v1a,c2hvcnQ=', 'malformed_header', '88 of them'],
    ['standard', 'webhook-signature', 't=1795402976,v1=ab', 'wrong_scheme', 'Stripe-Signature'],
    ['stripe', 'stripe-signature', 'v1,c2lnbmVk', 'wrong_scheme', 'webhook-signature'],
    ['stripe', 'stripe-signature', 'v1=abc', 'malformed_header', 'no t='],
    ['stripe', 'stripe-signature', 't=1795402976,v0=abc', 'malformed_header', '64 hexadecimal'],
  ] as const)('%s: %s: %s is a %s', (name, header, value, reason, why) => {
    const verdict = scheme(name, withHeader(header, value));
    expect(verdict).toMatchObject({ reason, why: expect.stringContaining(why) });
  });

  it('takes any of several signatures while a secret is replaced', () => {
    expect(both({ headers: headersBy([newSecret(), secret]) }).reason).toBe('ok');
  });
});

describe('verifying with a public key', () => {
  const { secret: own, publicKey } = ed25519Texts(randomBytes(32));
  const verdict = (delivery: Partial<ReceivedDelivery> = {}) => {
    const said = verdicts({ headers: headersBy(own), secret: publicKey, ...delivery });
    expect(said).toHaveLength(1);
    return said[0]!;
  };

  it('says that it is right, also beside a shared secret', () => {
    expect(verdict()).toMatchObject({ scheme: 'standard', reason: 'ok' });
    const headers = headersBy([own, secret]);
    expect(verdict({ headers })).toMatchObject({ scheme: 'standard', reason: 'ok' });
    expect(both({ headers }).reason).toBe('ok');
  });

  it.each<[string, Partial<ReceivedDelivery>, string, string]>([
    [
      'of another endpoint',
      { secret: ed25519Texts(randomBytes(32)).publicKey },
      'wrong_secret',
      'another endpoint',
    ],
    ['with a line end', { secret: `${publicKey}\n` }, 'wrong_secret', 'blanks or quotes'],
    ['cut off', { secret: publicKey.slice(0, 20) }, 'wrong_secret', 'another endpoint'],
    [
      'for a changed body',
      { body: Buffer.from(sent.toString().replace('2000', '9000')) },
      'body_changed',
      'amount',
    ],
    ['for an old delivery', { nowS: timestampS + 301 }, 'too_old', '301 s'],
    [
      'where a shared secret signs',
      { headers: headersBy() },
      'wrong_scheme',
      'a public key cannot',
    ],
  ])('%s', (_what, delivery, reason, why) =>
    expect(verdict(delivery)).toMatchObject({ reason, why: expect.stringContaining(why) }),
  );

  it('is not done with Stripe-Signature', () => {
    const headers = new Map([['stripe-signature', headersBy().get('stripe-signature')!]]);
    expect(verdict({ headers })).toMatchObject({ scheme: 'stripe', reason: 'wrong_scheme' });
  });

  it('is what it takes where nothing else signs', () => {
    expect(verdicts({ headers: headersBy(own) })).toMatchObject([
      { scheme: 'standard', reason: 'wrong_scheme', why: expect.stringContaining('whpk_') },
    ]);
  });
});
