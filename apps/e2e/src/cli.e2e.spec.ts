// The command line that developers live with, against a server that it did not start.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publicEventTypes } from '@ledgerway/contracts';
import { eventually, HttpSink, type ReceivedRequest } from '@ledgerway/testing';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { CliProcess } from './cli/cli-process.js';
import { Deployment } from './deployment/deployment.js';

let deployment: Deployment;
let sink: HttpSink;
beforeAll(async () => {
  deployment = await Deployment.start('embedded');
}, 120_000);
afterAll(() => deployment?.destroy(), 60_000);
beforeEach(async () => {
  sink = await HttpSink.start();
});
afterEach(() => sink.close());

const start = (...args: string[]) => CliProcess.start(deployment.directory, args);
const run = (...args: string[]) => start(...args).end();

async function listening(...args: string[]): Promise<CliProcess> {
  const listener = start('listen', '--forward-to', `127.0.0.1:${sink.port}/hook`, ...args);
  await listener.said('Ready');
  return listener;
}

const charge = () =>
  deployment.sdk().charges.create({ amount: 2000, currency: 'hkd', source: 'tok_visa' });
async function charges(count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) await charge();
}

type Event = { readonly id: string; readonly type: string; readonly created: number };
type Endpoint = { readonly id: string; readonly delivery: { readonly public_key: string } };
const eventOf = ({ body }: ReceivedRequest) => JSON.parse(body.toString()) as Event;
const idsOf = (requests: readonly ReceivedRequest[]) => requests.map((one) => eventOf(one).id);
const headersOf = ({ headers }: ReceivedRequest): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

describe('ledgerway listen', () => {
  it('forwards what both official libraries verify with the secret that it prints', async () => {
    const { out } = await run('listen', '--print-secret');
    const secret = out.trim();
    const listener = await listening();
    expect(listener.err).toContain(secret);
    const { id } = await charge();
    const [request] = await sink.waitFor(1);
    const headers = headersOf(request!);
    expect(new Webhook(secret).verify(request!.body, headers)).toMatchObject({
      type: 'charge.succeeded',
    });
    const { webhooks } = new Stripe('sk_test_unused');
    const event = webhooks.constructEvent(request!.body, headers['stripe-signature']!, secret);
    expect(event.data.object).toMatchObject({ id });
    const ended = await listener.interrupt();
    expect(ended.code).toBe(0);
    expect(ended.out).toContain(`--> charge.succeeded [${event.id}]`);
    expect(ended.out).toContain(`<-- [200] POST ${sink.url('/hook')} [${event.id}]`);
    expect(ended.err).toContain(`ledgerway listen --since ${event.id}`);
  }, 60_000);

  it('loses nothing and doubles nothing while server and receiver come and go', async () => {
    const listener = await listening('--format', 'json');
    await charges(5);
    await sink.waitFor(5);
    await deployment.kill();
    await listener.said('Waiting for it');
    await deployment.start();
    await charges(5);
    await sink.waitFor(10, { deadlineMs: 30_000 });
    const { port, requests: early } = sink;
    await sink.close();
    await charges(3);
    await listener.said('connection refused; trying again');
    sink = await HttpSink.start({ port });
    await sink.waitFor(3, { deadlineMs: 30_000 });
    await charges(1);
    await sink.waitFor(4);
    expect((await listener.interrupt()).code).toBe(0);
    const forwarded = [...early, ...sink.requests].map(eventOf);
    const { data } = await deployment.sdk().events.list({ limit: 14, type: 'charge.succeeded' });
    expect(forwarded.map(({ id }) => id)).toEqual(data.map(({ id }) => id).reverse());
  }, 120_000);

  it('tells a build with its exit code whether the receiver took the event', async () => {
    sink.on('/hook', { status: 500 }, { status: 204 });
    for (const [status, code] of [
      [500, 1],
      [204, 0],
    ]) {
      const listener = await listening('--once', '--exit-code', '--events', 'charge.*');
      await charge();
      expect(await listener.end()).toMatchObject({
        code,
        out: expect.stringContaining(`[${status}]`),
      });
    }
    const waiting = ['--once', '--events', 'charge.dispute.*', '--timeout', '200ms'];
    expect(await run('listen', ...waiting)).toMatchObject({ code: 4 });
  }, 60_000);

  it('begins in the past, keeps what came, and sends it again', async () => {
    const kept = mkdtempSync(join(tmpdir(), 'ledgerway recorded '));
    try {
      const { data } = await deployment.sdk().events.list({ limit: 3 });
      const [last, middle, first] = data as [Stripe.Event, Stripe.Event, Stripe.Event];
      const to = `127.0.0.1:${sink.port}/hook`;
      const since = ['--since', first.id, '--limit', '2', '--record', kept];
      expect(await run('listen', '-f', to, ...since)).toMatchObject({ code: 0 });
      expect(readdirSync(kept)).toHaveLength(2);
      expect(await run('listen', '-f', to, '--replay', kept)).toMatchObject({ code: 0 });
      const twice = [middle.id, last.id, middle.id, last.id];
      expect(idsOf(sink.requests)).toEqual(twice);
      expect(await run('listen', '--since', '1h', '--limit', '5')).toMatchObject({ code: 0 });
    } finally {
      rmSync(kept, { recursive: true });
    }
  }, 60_000);
});

describe('ledgerway webhooks verify-signature', () => {
  it('says why a delivery does not verify', async () => {
    const listener = await listening('--once');
    await charge();
    const [request] = await sink.waitFor(1);
    await listener.end();
    const body = request!.body.toString();
    const headers = Object.entries(headersOf(request!)).flatMap(([name, value]) =>
      /^(webhook-|stripe-)/.test(name) ? ['-H', `${name}: ${value}`] : [],
    );
    const explain = async (text: string, ...args: string[]) => {
      const command = ['webhooks', 'verify-signature', '--json', ...headers, ...args];
      const { code, out } = await CliProcess.start(deployment.directory, command, text).end();
      const { verdicts } = JSON.parse(out) as { verdicts: { reason: string; why: string }[] };
      return { code, reasons: verdicts.map(({ reason }) => reason), why: verdicts[0]!.why };
    };
    const twice = (reason: string) => [reason, reason];
    expect(await explain(body)).toMatchObject({ code: 0, reasons: twice('ok') });
    expect(await explain(JSON.stringify(JSON.parse(body), null, 2))).toMatchObject({
      code: 1,
      reasons: twice('body_changed'),
      why: expect.stringContaining('parsed and written again'),
    });
    expect(await explain(body.replace('2000', '1'))).toMatchObject({
      reasons: twice('body_changed'),
      why: expect.stringContaining('data.object.amount is 1'),
    });
    const other = `whsec_${Buffer.alloc(32, 'x').toString('base64')}`;
    expect(await explain(body, '--secret', other)).toMatchObject({
      reasons: twice('wrong_secret'),
      why: expect.stringContaining('`ledgerway listen`'),
    });
  }, 60_000);
});

/** What takes days of failures of somebody's server. */
const notToTrigger = [
  'balance.available',
  'webhook_endpoint.disabled',
  'webhook_endpoint.disabling_soon',
];

describe('ledgerway webhooks', () => {
  it('signs to an endpoint with a key, and verifies with its public half', async () => {
    const create = ['create', '--url', sink.url('/keyed'), '--secret-type', 'ed25519'];
    const made = await run('webhooks', 'endpoints', ...create, '--json');
    const { id, delivery } = JSON.parse(made.out) as Endpoint;
    await run('webhooks', 'test', id);
    const [request] = await sink.waitFor(1);
    const headers = Object.entries(headersOf(request!)).flatMap(([name, value]) =>
      name.startsWith('webhook-') ? ['-H', `${name}: ${value}`] : [],
    );
    const verify = ['webhooks', 'verify-signature', '--json', ...headers, '--secret'];
    const verified = (secret: string) =>
      CliProcess.start(deployment.directory, [...verify, secret], request!.body.toString()).end();
    expect(await verified(delivery.public_key)).toMatchObject({ code: 0 });
    const rolled = await run('webhooks', 'endpoints', 'roll-secret', id, '--json');
    const { public_key: other } = (JSON.parse(rolled.out) as Endpoint).delivery;
    expect(await verified(other)).toMatchObject({
      code: 1,
      out: expect.stringContaining('wrong_secret'),
    });
    await run('webhooks', 'endpoints', 'delete', id);
  }, 60_000);

  it('gives up a delivery that holds its line', async () => {
    const refused = { status: 500 };
    sink.on('/line', refused, refused, { status: 200 });
    const line = ['ordering]=fifo', 'poison]=block', 'retry_delays][]=1'];
    const settings = line.flatMap((one) => ['-d', `delivery[${one}`]);
    const create = ['create', '--url', sink.url('/line'), '--events', 'charge.succeeded'];
    const made = await run('webhooks', 'endpoints', ...create, ...settings, '--json');
    const { id } = JSON.parse(made.out) as Endpoint;
    await charges(2);
    const blocked = await eventually(
      async () => {
        const { out } = await run('webhooks', 'deliveries', 'list', id, '--status', 'pending');
        expect(out).toContain(' blocked ');
        expect(out).toContain(' in_line ');
        return /blocked .*(whd_\d+)$/m.exec(out)![1]!;
      },
      { deadlineMs: 20_000 },
    );
    const canceled = await run('webhooks', 'deliveries', 'cancel', blocked);
    expect(canceled.out).toContain('"cancelled"');
    await sink.waitFor(3);
    await run('webhooks', 'endpoints', 'delete', id);
  }, 60_000);
});

describe('ledgerway fixtures', () => {
  it('makes the calls of a file, each with what earlier ones were answered', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'fixtures-')), 'dispute.json');
    const sale = { amount: 2000, currency: 'hkd', source: 'tok_createDispute' };
    const declining = { ...sale, source: 'tok_chargeDeclined' };
    const ofCharge = { method: 'get', params: { charge: '${charge:id}' }, until: 'data.0.id' };
    const fixtures = [
      { name: 'charge', path: '/v1/charges', params: sale },
      { name: 'dispute', path: '/v1/disputes', ...ofCharge },
      { name: 'no', path: '/v1/charges', params: declining, expected_error_type: 'card_error' },
    ];
    writeFileSync(file, JSON.stringify({ fixtures }));
    const { code, out } = await run('fixtures', 'run', file, '--override', 'charge:amount=5100');
    rmSync(dirname(file), { recursive: true });
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^charge +ch_\w+\ndispute +(dp|du)_\w+\nno +ch_\w+\n$/),
    });
    const id = /ch_\w+/.exec(out)![0];
    expect(await deployment.sdk().charges.retrieve(id)).toMatchObject({ amount: 5100 });
  }, 60_000);
});

describe('ledgerway trigger', () => {
  it.each(notToTrigger)('%s says why it cannot', async (type) => {
    const { code, err } = await run('trigger', type);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('cannot be triggered') });
  });

  it.each(publicEventTypes.filter((type) => !notToTrigger.includes(type)))(
    '%s',
    async (type) => {
      const { code, out, err } = await run('trigger', type);
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
      const event = await deployment.sdk().events.retrieve(out.trim());
      expect(event.type).toBe(type);
    },
    60_000,
  );

  it('puts something else into it', async () => {
    const override = ['--override', 'charge:amount=5100', '--override', 'charge:metadata.order=7'];
    const { out } = await run('trigger', 'charge.succeeded', ...override, '--json');
    const { event } = JSON.parse(out) as { event: string };
    expect((await deployment.sdk().events.retrieve(event)).data.object).toMatchObject({
      amount: 5100,
      metadata: { order: '7' },
    });
  });
});

describe('ledgerway', () => {
  it('has a command for every route that the server describes', async () => {
    const amount = ['--amount', '1234', '--currency', 'hkd', '--source', 'tok_visa'];
    const made = await run('charges', 'create', ...amount, '-d', 'metadata[a]=b', '--json');
    const { id } = JSON.parse(made.out) as { id: string };
    const read = await run('charges', 'retrieve', id, '--json');
    expect(JSON.parse(read.out)).toMatchObject({ id, amount: 1234, metadata: { a: 'b' } });
    const got = await run('get', `charges/${id}`, '--json');
    expect(got.out).toBe(read.out);
  }, 30_000);

  it('shows the requests of the account, and not its own asking', async () => {
    await run('get', 'charges/ch_nothing');
    // The log is written a moment after the answer.
    const line = await eventually(async () => {
      const { out } = await run('logs', 'tail', '--status', '4xx', '--limit', '1');
      expect(out).toContain('/v1/charges/ch_nothing');
      return out;
    });
    expect(line).toMatch(/ {2}404 {2}GET +\/v1\/charges\/ch_nothing .*resource_missing/);
  }, 30_000);

  it('manages endpoints, and looks whether they are well', async () => {
    const create = [
      'create',
      '--url',
      sink.url('/hook'),
      '--events',
      'charge.failed,refund.created',
    ];
    const made = await run('webhooks', 'endpoints', ...create, '--json');
    const { id, secret } = JSON.parse(made.out) as { id: string; secret: string };
    expect((await run('webhooks', 'endpoints', 'list')).out).toContain(id);
    const looked = await run('doctor', '--endpoint', id, '--secret', secret);
    expect(looked).toMatchObject({ code: 0, out: expect.stringContaining('nobody looks at it') });
    sink.on('/hook', { redirectTo: sink.url('/new') });
    expect(await run('doctor')).toMatchObject({
      code: 1,
      out: expect.stringContaining('it redirects (302)'),
    });
    expect((await run('webhooks', 'endpoints', 'disable', id)).out).toContain('"disabled"');
    expect((await run('webhooks', 'endpoints', 'delete', id)).out).toContain('"deleted": true');
  }, 60_000);

  it.each([
    ['a refusal', 3, ['get', 'charges/ch_nothing'], /^404 resource_missing: No such charge/],
    ['no such command', 2, ['chargez'], /^error: unknown command 'chargez'/],
    ['no such option', 2, ['listen', '--forwardto', 'x'], /Did you mean --forward-to/],
    ['no such event', 2, ['trigger', 'charge.exploded'], /^There is no event 'charge.exploded'/],
    ['no such address', 2, ['listen', '-f', 'ftp://x'], /^'ftp:\/\/x' is no address/],
    ['no server', 2, ['events', 'list', '--api-base', 'http://127.0.0.1:1'], /No key for/],
  ])('%s ends with exit code %i and a readable line', async (_what, code, args, line) => {
    const ended = await run(...args);
    expect(ended).toMatchObject({ code, err: expect.stringMatching(line) });
    expect(ended.err).not.toContain('    at ');
  });
});
