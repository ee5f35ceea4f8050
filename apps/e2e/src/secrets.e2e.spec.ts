// Card numbers, security codes and keys: sent in every way there is, and then looked for in every
// place where they could have been left.
import { eventually, HttpSink } from '@ledgerway/testing';
import type Stripe from 'stripe';
import { Deployment } from './deployment/deployment.js';
import { codes, numbers, sendCards, wrongCode, wrongNumbers } from './leaks/card-traffic.js';
import { needlesOf, needlesOfCode, needlesOfNumber, NeedleSearch } from './leaks/needles.js';
import { filesOf, tablesOf, type Place } from './leaks/places.js';

const marker = 'found-wherever-texts-are-kept';
/** In words of its own a merchant may write what it likes: that is kept, but no log shows it. */
const numberInWords = '2223003122003222';

describe('what nobody may see', () => {
  let deployment: Deployment;
  let sink: HttpSink;
  /** Everything that could have kept something, read when all was sent. */
  let places: Place[];
  /** Secrets that were made and shown once. */
  const secrets: Record<string, string> = {};
  let mentioned: string;

  beforeAll(async () => {
    sink = await HttpSink.start();
    deployment = await Deployment.start('embedded', { LEDGERWAY_LOG_LEVEL: 'debug' });
    secrets['webhook secret'] = await made('/v1/webhook_endpoints', webhookTo(sink), 'secret');
    const answers = await sendCards(deployment);
    await makeSecrets();
    mentioned = await made('/v1/charges', `${sale}&description=${marker}+${numberInWords}`, 'id');
    await get(`/v1/charges/ch_${marker}`);
    await rotateVault();
    places = [...(await placesInUse(answers)), ...(await tablesOf(deployment))];
    await deployment.stop();
    const { log } = deployment;
    places.push({ name: 'output', content: Buffer.from(log) }, ...filesOf(deployment));
  }, 180_000);
  afterAll(async () => {
    await deployment?.destroy();
    await sink?.close();
  }, 60_000);

  const sale = 'amount=2000&currency=hkd&source=tok_visa';
  const webhookTo = (receiver: HttpSink) =>
    `enabled_events[]=*&url=${encodeURIComponent(receiver.url('/hooks'))}`;
  const get = (path: string) => deployment.request('GET', path);

  /** A field of the answer to a POST that must succeed. */
  async function made(path: string, body: string, field: string, key?: string): Promise<string> {
    const { status, text, json } = await deployment.request('POST', path, { body, key });
    expect({ path, status, text }).toMatchObject({ status: 200 });
    return json[field] as string;
  }

  async function makeSecrets(): Promise<void> {
    const { account: _account, api_base: _base, ...keys } = deployment.credentials;
    const secret = Object.entries(keys).filter(([name]) => !name.includes('publishable'));
    Object.assign(secrets, Object.fromEntries(secret));
    const restricted = 'type=restricted&name=leaks&permissions[charge]=write';
    secrets['restricted key'] = await made('/v1/api_keys', restricted, 'secret');
    secrets['client secret'] = await made(
      '/v1/payment_intents',
      'amount=2000&currency=hkd',
      'client_secret',
    );
    const { json } = await deployment.request('POST', '/v1/oauth_clients', {
      body: 'scopes[]=charge:write',
    });
    const client = json as { client_id: string; client_secret: string };
    secrets['OAuth client secret'] = client.client_secret;
    secrets['access token'] = await made(
      '/oauth/token',
      new URLSearchParams({ grant_type: 'client_credentials', ...client }).toString(),
      'access_token',
    );
    const own = { headers: { authorization: `Bearer ${secrets['access token']}` } };
    await deployment.request('POST', '/v1/charges', { body: sale, ...own });
  }

  async function rotateVault(): Promise<void> {
    const { code, output } = await deployment.ledgerway('vault', 'rotate');
    expect({ code, output }).toMatchObject({ code: 0 });
    await made('/v1/charges', sale, 'id');
  }

  /** What the running server tells: its API, its metrics, its webhooks. */
  async function placesInUse(answers: readonly { text: string; headers: Headers }[]) {
    await sink.waitFor(({ body }) => body.includes(mentioned), { deadlineMs: 30_000 });
    const told: [name: string, content: string][] = [
      ['answers', answers.map(({ text, headers }) => text + inWords(headers)).join('\n')],
      ['metrics', await (await fetch(`${deployment.base}/metrics`)).text()],
      ['webhooks', sink.requests.map(({ body }) => body.toString()).join('\n')],
      ['events', await everyPage('/v1/events')],
      ['request log', await eventually(wholeRequestLog)],
    ];
    return told.map(([name, text]) => ({ name, content: Buffer.from(text) }));
  }

  const inWords = (headers: Headers) => JSON.stringify([...headers]);

  /** The log is written a moment after the answers. */
  async function wholeRequestLog(): Promise<string> {
    const log = await everyPage('/v1/request_logs');
    expect(log).toContain(`/v1/charges/ch_${marker}`);
    return log;
  }

  async function everyPage(path: string): Promise<string> {
    const pages: string[] = [];
    for (let cursor = '', more = true; more;) {
      const { text, json } = await get(`${path}?limit=100${cursor}`);
      const { data, has_more } = json as unknown as Stripe.ApiList<{ id: string }>;
      pages.push(text);
      cursor = `&starting_after=${data.at(-1)?.id}`;
      more = has_more;
    }
    return pages.join('\n');
  }

  function findings(needles: ReturnType<typeof needlesOf>, among = places): string[] {
    const search = new NeedleSearch(needles);
    return among.flatMap(({ name, content }) =>
      search.foundIn(content).map((found) => `${name}: ${found}`),
    );
  }

  const placesWith = (text: string) =>
    findings(needlesOf('it', text)).map((found) => found.split(':')[0] ?? '');

  it('a text that may be kept is found wherever it is, so nothing hides from the search', () => {
    const found = placesWith(marker);
    expect(found).toEqual(
      expect.arrayContaining([
        'events',
        'webhooks',
        'request log',
        'table message_log.records',
        expect.stringMatching(/^table payments\.events/),
        expect.stringMatching(/^file .*base\/\d+\/\d+$/),
        expect.stringMatching(/^file .*pg_wal\//),
      ]),
    );
    expect(placesWith(deployment.credentials.account)).toContain('output');
    expect(placesWith('ledgerway_payments_events_total')).toContain('metrics');
    expect(placesWith('tok_')).toContain('answers');
  });

  it('a card number is nowhere, however it is spelled', () => {
    const all = Object.entries({ ...numbers, ...wrongNumbers });
    expect(findings(all.flatMap(([name, digits]) => needlesOfNumber(name, digits)))).toEqual([]);
  });

  it('a security code is nowhere', () => {
    const named = Object.entries(codes).flatMap(([name, code]) => needlesOfCode(name, code));
    expect(findings([...named, ...needlesOf('a wrong one', wrongCode)])).toEqual([]);
  });

  it('a key or a secret is nowhere but in credentials.json', () => {
    const all = Object.entries(secrets);
    expect(all).toHaveLength(8);
    for (const [, secret] of all) expect(secret).toMatch(/[\w+/]{20}/);
    const random = all.map(([name, secret]) => [name, secret.split('_').at(-1) ?? ''] as const);
    expect(findings(random.flatMap(([name, secret]) => needlesOf(name, secret)))).toEqual([]);
  });

  it('a number in a merchant’s own words is the merchant’s, and in no log', () => {
    const found = findings(needlesOfNumber('it', numberInWords));
    expect(found).toContain('events: it in plain');
    for (const log of ['request log', 'output', 'metrics'])
      expect(found.filter((finding) => finding.startsWith(log))).toEqual([]);
  });
});
