import { eventually } from '@ledgerway/testing';
import { onTheWire, type Area, type Case } from '../case.js';
import type { Merchant } from '../merchant.js';
import { sale } from '../resources.js';

type Entry = { readonly id: string; readonly [name: string]: unknown };

/** The log is written beside the requests, so an entry may come a moment later. */
const entryOf = (merchant: Merchant, requestId: string | null) =>
  eventually(async () => {
    const { status, json } = await merchant.get('/v1/request_logs?limit=100');
    expect(status).toBe(200);
    const found = (json.data as Entry[]).filter((entry) =>
      JSON.stringify(entry).includes(requestId ?? '-'),
    );
    expect(found).toHaveLength(1);
    return found[0] as Entry;
  });

const cases: Case[] = [
  onTheWire('a request is there, with what it asked and what it got', async (merchant) => {
    const headers = { 'idempotency-key': 'logged' };
    const answer = await merchant.post('/v1/charges', sale, { headers });
    const entry = await entryOf(merchant, answer.headers.get('request-id'));
    expect(entry).toMatchObject({
      method: 'POST',
      path: '/v1/charges',
      status: 200,
      idempotency_key: 'logged',
    });
    const text = JSON.stringify(entry);
    expect(text).toContain(merchant.keys.secret.slice(-4));
    expect(text).not.toContain(merchant.keys.secret);
  }),
  onTheWire('a refusal is there, with its error', async (merchant) => {
    const answer = await merchant.get('/v1/charges/ch_nothing');
    const entry = await entryOf(merchant, answer.headers.get('request-id'));
    expect(entry).toMatchObject({ status: 404 });
    expect(JSON.stringify(entry)).toContain('resource_missing');
  }),
  onTheWire('no card number, code or secret is in it', async (merchant) => {
    const card = { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '737' };
    const token = await merchant.post('/v1/tokens', { card });
    const endpoint = await merchant.post('/v1/webhook_endpoints', {
      url: 'http://127.0.0.1:9999/',
      enabled_events: ['charge.failed'],
    });
    const entries = [
      await entryOf(merchant, token.headers.get('request-id')),
      await entryOf(merchant, endpoint.headers.get('request-id')),
    ];
    const text = JSON.stringify(entries);
    for (const secret of [card.number, '"737"', endpoint.json.secret])
      expect(text).not.toContain(secret);
  }),
  onTheWire('each account sees its own', async (merchant) => {
    const other = await merchant.another();
    const { headers } = await merchant.get('/v1/balance');
    await entryOf(merchant, headers.get('request-id'));
    const { text } = await other.get('/v1/request_logs?limit=100');
    expect(text).not.toContain(headers.get('request-id'));
  }),
];

export const requestLog: Area = { name: 'request log', cases };
