import { sandboxCard } from '../sandbox-cards.js';
import { renderAccount } from './account.js';
import { publicAmount } from './amount.js';
import { renderBalance, renderBalanceTransaction } from './balance-transaction.js';
import { renderEvent } from './event.js';
import { renderList } from './list.js';
import { renderToken } from './token.js';
import { renderWebhookEndpoint } from './webhook-endpoint.js';

describe('a balance transaction', () => {
  const row = {
    id: 'txn_1',
    amount: '2000',
    fee: '0',
    tax: '0',
    net: '2000',
    currency: 'hkd',
    type: 'charge',
    source: 'ch_1',
    description: null,
    exchangeRate: null,
    status: 'pending',
    created: 1767607200,
    availableOn: 1768212000,
  } as const;

  it('shows amounts as integers, and no fee if there is none', () =>
    expect(renderBalanceTransaction(row)).toMatchObject({
      object: 'balance_transaction',
      amount: 2000,
      fee: 0,
      fee_details: [],
      net: 2000,
      available_on: 1768212000,
      reporting_category: 'charge',
    }));
  it('itemises its fee, and the tax on it', () =>
    expect(renderBalanceTransaction({ ...row, fee: '88', tax: '8', net: '1912' })).toMatchObject({
      fee: 88,
      fee_details: [
        { amount: 80, currency: 'hkd', type: 'stripe_fee' },
        { amount: 8, currency: 'hkd', type: 'tax' },
      ],
      net: 1912,
    }));
  it('is a dispute’s or a conversion’s if it is an adjustment', () => {
    const categoryOf = (source: string) =>
      renderBalanceTransaction({ ...row, type: 'adjustment', source }).reporting_category;
    expect(categoryOf('du_1')).toBe('dispute');
    expect(categoryOf('fx_1')).toBe('fx_conversion');
  });
  it('has the rate of what was converted, as a number', () => {
    expect(renderBalanceTransaction({ ...row, exchangeRate: '7.8000000000' }).exchange_rate).toBe(
      7.8,
    );
    expect(renderBalanceTransaction(row).exchange_rate).toBeNull();
  });
});

it('shows a balance with one line for each currency', () =>
  expect(
    renderBalance(
      {
        available: [{ amount: '-5', currency: 'hkd' }],
        pending: [{ amount: '7', currency: 'usd' }],
      },
      true,
    ),
  ).toEqual({
    object: 'balance',
    available: [{ amount: -5, currency: 'hkd', source_types: { card: -5 } }],
    livemode: true,
    pending: [{ amount: 7, currency: 'usd', source_types: { card: 7 } }],
  }));

describe('an event', () => {
  const event = {
    id: 'evt_1',
    type: 'charge.updated',
    object: { id: 'ch_1' },
    created: 1767607200,
    livemode: false,
    apiVersion: null,
    pendingWebhooks: 2,
    request: { id: 'req_1', idempotencyKey: 'key-1' },
  };
  it('carries its resource and its request', () =>
    expect(renderEvent(event)).toEqual({
      id: 'evt_1',
      object: 'event',
      api_version: null,
      created: 1767607200,
      data: { object: { id: 'ch_1' } },
      livemode: false,
      pending_webhooks: 2,
      request: { id: 'req_1', idempotency_key: 'key-1' },
      type: 'charge.updated',
    }));
  it('says what was before, if anything was', () =>
    expect(renderEvent({ ...event, previousAttributes: { description: null } }).data).toEqual({
      object: { id: 'ch_1' },
      previous_attributes: { description: null },
    }));
});

describe('a webhook endpoint', () => {
  const endpoint = {
    id: 'we_1',
    url: 'https://example.com/hook',
    enabledEvents: ['*'],
    apiVersion: null,
    description: null,
    metadata: {},
    status: 'enabled',
    livemode: false,
    created: 1767607200,
    delivery: {
      ...{ ordering: 'none', poison: 'skip', ratePerSecond: null, timeoutMs: null },
      ...{ retryDelaysS: [5], customHeaders: ['authorization'] },
    },
  } as const;
  it('names its headers without their values', () =>
    expect(renderWebhookEndpoint(endpoint).delivery).toMatchObject({
      custom_headers: { authorization: '[hidden]' },
      retry_delays: [5],
    }));
  it('shows its secret only in the answer that made it', () => {
    expect(renderWebhookEndpoint({ ...endpoint, secret: 'whsec_1' })).toMatchObject({
      object: 'webhook_endpoint',
      secret: 'whsec_1',
    });
    expect(renderWebhookEndpoint(endpoint)).not.toHaveProperty('secret');
  });
});

it('shows an account that can charge', () =>
  expect(
    renderAccount({
      id: 'acct_1',
      country: 'HK',
      defaultCurrency: 'hkd',
      email: null,
      businessName: 'A shop',
      created: 1767607200,
      feeSchedule: {
        methods: { card: { percentBps: 340, fixed: 235n } },
        taxBps: 800,
      },
      payoutSchedule: { interval: 'weekly', weeklyAnchor: 1 },
    }),
  ).toMatchObject({
    object: 'account',
    fee_schedule: { card: { percent_bps: 340, fixed: 235 }, tax_bps: 800 },
    settings: {
      payouts: { schedule: { delay_days: 7, interval: 'weekly', weekly_anchor: 'monday' } },
    },
    business_profile: { name: 'A shop' },
    charges_enabled: true,
    country: 'HK',
    default_currency: 'hkd',
    email: null,
    settings: { dashboard: { display_name: 'A shop' } },
  }));

describe('a token', () => {
  const token = {
    id: 'tok_1',
    livemode: false,
    type: 'card' as const,
    card: sandboxCard('tok_visa')!,
    billing: null,
    cvcGiven: false,
    clientIp: null,
    createdAtMs: 1999,
    used: false,
  };
  it('shows its card, whose checks nobody has made', () =>
    expect(renderToken(token)).toMatchObject({
      object: 'token',
      card: { object: 'card', last4: '4242', cvc_check: null, address_zip: null },
      created: 1,
      type: 'card',
      used: false,
    }));
  it('shows what was given with the card as unchecked', () => {
    const address = { postal_code: '123456', line1: null };
    const billing = { address, email: null, name: 'Jo', phone: null, taxId: null };
    expect(renderToken({ ...token, billing, cvcGiven: true }).card).toMatchObject({
      cvc_check: 'unchecked',
      address_zip: '123456',
      address_zip_check: 'unchecked',
      address_line1: null,
      address_line1_check: null,
    });
  });
  it('of no card has none', () =>
    expect(renderToken({ ...token, type: 'pii', card: null })).not.toHaveProperty('card'));
});

it('shows a list with the address of its next page', () =>
  expect(renderList('/v1/charges', [1, 2], true)).toEqual({
    object: 'list',
    data: [1, 2],
    has_more: true,
    url: '/v1/charges',
  }));

it('never shows an amount that JSON readers would round', () => {
  expect(publicAmount('9007199254740991')).toBe(9007199254740991);
  expect(() => publicAmount(9007199254740993n)).toThrow('exact');
});
