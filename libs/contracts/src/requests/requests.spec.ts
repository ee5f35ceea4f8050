import { refusalOf, valueOf } from '../testing/parsing.js';
import { UpdateAccountParams } from './account-settings.js';
import { IndexedList } from './indexed-list.js';
import { ListRequestLogsParams, statusBounds } from './request-logs.js';
import { CreateAccountParams } from './accounts.js';
import { CaptureChargeParams, UpdateChargeParams } from './charges.js';
import { ListBalanceTransactionsParams, ListEventsParams, pageOf } from './lists.js';
import type { RawParams } from './parse-params.js';
import { CreateRefundParams } from './refunds.js';
import { CreateWebhookEndpointParams, UpdateWebhookEndpointParams } from './webhook-endpoints.js';

describe('the parameters of changes', () => {
  it('clear what is empty, and leave what is absent', () => {
    expect(valueOf(UpdateChargeParams, { description: '', metadata: { a: '' } })).toEqual({
      description: null,
      metadata: { a: '' },
      expand: [],
    });
    expect(valueOf(UpdateChargeParams, { metadata: '' })).toEqual({ metadata: null, expand: [] });
    expect(valueOf(UpdateWebhookEndpointParams, { disabled: 'true' })).toEqual({
      disabled: true,
      expand: [],
    });
  });
  it('cannot change an amount', () =>
    expect(refusalOf(UpdateChargeParams, { amount: '1' })).toBe('parameter_unknown amount'));
  it('of a capture may name a smaller amount', () => {
    expect(valueOf(CaptureChargeParams, { amount: '1' }).amount).toBe(1n);
    expect(valueOf(CaptureChargeParams, {}).amount).toBeUndefined();
    expect(refusalOf(CaptureChargeParams, { amount: '9'.repeat(15) })).toBe('accepted');
    expect(refusalOf(CaptureChargeParams, { amount: '9'.repeat(16) })).toBe(
      'amount_too_large amount',
    );
    expect(refusalOf(CaptureChargeParams, { amount: '0' })).toBe(
      'parameter_invalid_integer amount',
    );
  });
});

describe('the parameters of a refund', () => {
  it.each([
    [{ charge: 'ch_1' }, 'accepted'],
    [{ charge: 'ch_1', amount: '1', reason: 'duplicate', instructions_email: 'a' }, 'accepted'],
    [{}, '400'],
    [{ charge: 'ch_1', payment_intent: 'pi_1' }, 'parameters_exclusive'],
    [{ charge: 'ch_1', amount: '0' }, 'parameter_invalid_integer amount'],
    [{ charge: 'ch_1', reason: 'whim' }, '400 reason'],
  ])('%j: %s', (raw, refusal) => expect(refusalOf(CreateRefundParams, raw)).toBe(refusal));
});

describe('the parameters of a list', () => {
  const list = (raw: RawParams) => refusalOf(ListBalanceTransactionsParams, raw);

  it('make a page', () => {
    const page = (raw: RawParams) => pageOf(valueOf(ListBalanceTransactionsParams, raw));
    expect(page({})).toEqual({ limit: 10 });
    expect(page({ limit: '3', starting_after: 'txn_1' })).toEqual({
      limit: 3,
      startingAfter: 'txn_1',
    });
    expect(page({ created: { gte: '5', lt: '9' } })).toEqual({
      limit: 10,
      created: { gte: 5, lt: 9 },
    });
    expect(page({ created: '5' }).created).toEqual({ gte: 5, lte: 5 });
  });
  it.each([
    [{ limit: '1' }, 'accepted'],
    [{ limit: '100' }, 'accepted'],
    [{ limit: '0' }, 'parameter_invalid_integer limit'],
    [{ limit: '101' }, 'parameter_invalid_integer limit'],
    [{ starting_after: 'a', ending_before: 'b' }, 'parameters_exclusive'],
    [{ created: { after: '1' } }, 'parameter_unknown created[after]'],
    [{ created: { gt: 'x' } }, 'parameter_invalid_integer created[gt]'],
    [{ created: 'yesterday' }, 'parameter_invalid_integer created'],
  ])('%j: %s', (raw, refusal) => expect(list(raw)).toBe(refusal));
  it('of events name one type or up to twenty', () => {
    expect(refusalOf(ListEventsParams, { type: 'charge.*' })).toBe('accepted');
    expect(refusalOf(ListEventsParams, { types: new Array(20).fill('a.b') })).toBe('accepted');
    expect(refusalOf(ListEventsParams, { types: new Array(21).fill('a.b') })).toBe('400 types');
    expect(refusalOf(ListEventsParams, { type: 'a.b', types: ['a.b'] })).toBe(
      'parameters_exclusive',
    );
  });
});

describe('the parameters of a webhook endpoint', () => {
  const endpoint = { url: 'https://example.com/hook', enabled_events: ['charge.succeeded'] };
  it.each([
    [{}, 'accepted'],
    [{ enabled_events: ['*'] }, 'accepted'],
    [{ enabled_events: ['charge'] }, '400 enabled_events'],
    [{ enabled_events: 'charge.succeeded' }, '400 enabled_events'],
    [{ enabled_events: '' }, 'parameter_invalid_empty enabled_events'],
    [{ url: 'example.com' }, 'url_invalid url'],
    [{ url: 'ftp://example.com' }, 'url_invalid url'],
    [{ secret: 'x' }, 'parameter_unknown secret'],
  ])('%j: %s', (changes, refusal) =>
    expect(refusalOf(CreateWebhookEndpointParams, { ...endpoint, ...changes })).toBe(refusal),
  );
});

describe('the parameters of an account', () => {
  it.each([
    [{ country: 'HK', business_profile: { name: 'A shop' } }, 'accepted'],
    [{ country: 'hong kong' }, '400 country'],
    [{ default_currency: 'xxx' }, '400 default_currency'],
    [{ email: 'nobody' }, 'email_invalid email'],
  ])('account %j: %s', (raw, refusal) => expect(refusalOf(CreateAccountParams, raw)).toBe(refusal));
});

describe('a map of names', () => {
  it('may have numbers for names, however its request spelled them', () => {
    const indexed = IndexedList.from(['x', 'y']);
    expect(valueOf(UpdateChargeParams, { metadata: indexed }).metadata).toEqual({ 0: 'x', 1: 'y' });
    expect(valueOf(UpdateChargeParams, { metadata: { 7: 'x' } }).metadata).toEqual({ 7: 'x' });
    expect(refusalOf(UpdateChargeParams, { metadata: ['x'] })).toBe('400 metadata');
  });
  it('is not a list without them', () => {
    expect(refusalOf(UpdateChargeParams, { expand: { 1: 'a', 0: 'b' } })).toBe('400 expand');
    expect(valueOf(UpdateChargeParams, { expand: IndexedList.from(['a']) }).expand).toEqual(['a']);
  });
});

describe('the parameters of the request log', () => {
  it.each([
    [{ status: '402' }, 'accepted'],
    [{ status: '4xx', method: 'POST', path: '/v1/charges' }, 'accepted'],
    [{ status: '4x' }, '400 status'],
    [{ status: '600' }, '400 status'],
    [{ method: 'PUT' }, '400 method'],
  ])('%j: %s', (raw, refusal) => expect(refusalOf(ListRequestLogsParams, raw)).toBe(refusal));
  it.each([
    ['402', [402, 402]],
    ['4xx', [400, 499]],
  ])('%s stands for %j', (status, bounds) => expect(statusBounds(status)).toEqual(bounds));
});

describe('the limits of an account', () => {
  it('are set one by one, and cleared by empty text', () => {
    const limits = { reads: '200', writes: '' };
    expect(valueOf(UpdateAccountParams, { rate_limit: limits }).rate_limit).toEqual({
      reads: 200,
      writes: null,
    });
    expect(refusalOf(UpdateAccountParams, { rate_limit: { reads: '0' } })).toBe(
      'parameter_invalid_integer rate_limit[reads]',
    );
    expect(refusalOf(UpdateAccountParams, { rate_limit: { bytes: '1' } })).toBe(
      'parameter_unknown rate_limit[bytes]',
    );
  });
});
