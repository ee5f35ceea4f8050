import { refusalOf, valueOf } from '../testing/parsing.js';
import { deliverySettingsOf, DeliveryParams } from './webhook-delivery.js';
import { RedeliverEventsParams, RollWebhookSecretParams } from './webhook-tools.js';

describe('how an endpoint wants its deliveries', () => {
  const changes = (raw: object) => deliverySettingsOf(valueOf(DeliveryParams, { ...raw }));

  it('is read into what changes, and nothing else', () => {
    expect(changes({})).toEqual({});
    expect(changes({ ordering: 'fifo', timeout_ms: '1000' })).toEqual({
      ordering: 'fifo',
      timeoutMs: 1000,
    });
    expect(changes({ retry_delays: ['1', '172800'] })).toEqual({ retryDelaysS: [1, 172_800] });
    expect(changes({ retry_delays: [1, 5] })).toEqual({ retryDelaysS: [1, 5] });
    expect(changes({ retry_delays: '', timeout_ms: '', rate_per_second: null })).toEqual({
      retryDelaysS: null,
      timeoutMs: null,
      ratePerSecond: null,
    });
  });

  it('has header names in lower case; empty text removes one, or all', () => {
    const customHeaders = { 'X-Shop': '1', 'x-old': '' };
    expect(changes({ custom_headers: customHeaders })).toEqual({
      customHeaders: { 'x-shop': '1', 'x-old': '' },
    });
    expect(changes({ custom_headers: '' })).toEqual({ customHeaders: null });
  });

  it.each<[string, object, string]>([
    ['an order', { ordering: 'per_object' }, 'accepted'],
    ['another order', { ordering: 'per_shop' }, '400 ordering'],
    ['the shortest wait', { timeout_ms: '1000' }, 'accepted'],
    ['a shorter one', { timeout_ms: '999' }, 'parameter_invalid_integer timeout_ms'],
    ['the longest wait', { timeout_ms: '30000' }, 'accepted'],
    ['a longer one', { timeout_ms: '30001' }, 'parameter_invalid_integer timeout_ms'],
    ['the longest pause', { retry_delays: ['172800'] }, 'accepted'],
    ['a longer pause', { retry_delays: ['172801'] }, '400 retry_delays'],
    ['no pause', { retry_delays: ['0'] }, '400 retry_delays'],
    ['half a second', { retry_delays: ['0.5'] }, '400 retry_delays'],
    ['twenty pauses', { retry_delays: Array(20).fill('1') }, 'accepted'],
    ['one more', { retry_delays: Array(21).fill('1') }, '400 retry_delays'],
    ['a header', { custom_headers: { a: 'x'.repeat(1000) } }, 'accepted'],
    ['a longer one', { custom_headers: { a: 'x'.repeat(1001) } }, '400 custom_headers'],
    ['a header with parts', { custom_headers: { a: { b: '1' } } }, '400 custom_headers'],
    ['a list of headers', { custom_headers: ['a'] }, '400 custom_headers'],
  ])('with %s', (_, raw, answer) => expect(refusalOf(DeliveryParams, { ...raw })).toBe(answer));
});

describe('what is delivered again', () => {
  it.each<[string, object, string]>([
    ['since the beginning', { since: '0' }, 'accepted'],
    ['since no time', {}, 'parameter_missing since'],
    ['until the same second', { since: '5', until: '5' }, 'accepted'],
    ['until before it', { since: '5', until: '4' }, '400 until'],
    ['of one type', { since: '0', types: ['charge.refund.updated'] }, 'accepted'],
    ['of a family of types', { since: '0', types: ['charge.*'] }, 'accepted'],
    ['of what is no type', { since: '0', types: ['Charge!'] }, '400 types'],
  ])('is what happened %s', (_, raw, answer) =>
    expect(refusalOf(RedeliverEventsParams, { ...raw })).toBe(answer),
  );
});

it('lets an old secret sign for up to seven days', () => {
  expect(refusalOf(RollWebhookSecretParams, { expires_in: '604800' })).toBe('accepted');
  expect(refusalOf(RollWebhookSecretParams, { expires_in: '604801' })).toBe(
    'parameter_invalid_integer expires_in',
  );
});
