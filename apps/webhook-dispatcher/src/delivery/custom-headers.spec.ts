import { customHeaderList, refuseCustomHeaders } from './custom-headers.js';
import { keptHeaders, requestHeaders } from './kept-headers.js';

describe('headers that a merchant adds', () => {
  it.each<Record<string, string>>([
    { Authorization: 'Bearer abc' },
    { 'X-Api-Key': 'k' },
    { 'x-note': 'Grüße and a\ttab' },
    {},
  ])('may be %j', (headers) => expect(refuseCustomHeaders(headers)).toBeNull());

  it.each<Record<string, string>>([
    { 'webhook-signature': 'v1,forged' },
    { 'Stripe-Signature': 't=1' },
    { 'Ledgerway-Attempt': '7' },
    { Host: 'inside.example' },
    { 'Content-Length': '0' },
    { 'transfer-encoding': 'chunked' },
    { Connection: 'close' },
    { 'Proxy-Authorization': 'x' },
    { 'bad name': 'x' },
    { 'x-split': 'a\r\nhost: b' },
    { 'x-nul': 'a\0b' },
    { 'x-empty': '' },
    { 'x-a': '1', 'X-A': '2' },
    { 'x-long': 'a'.repeat(4_097) },
    Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`x-${i}`, '1'])),
  ])('may not be %j', (headers) => expect(refuseCustomHeaders(headers)).toMatch(/\.$/));

  it('are sent without those that were stored and may not be', () =>
    expect(customHeaderList({ 'X-Key': 'k', host: 'inside.example' })).toEqual(['x-key', 'k']));
});

describe('what is kept of headers', () => {
  it('hides the values that a merchant added', () =>
    expect(requestHeaders(['webhook-id', 'evt_1'], ['x-key', 'secret'])).toEqual({
      'webhook-id': 'evt_1',
      'x-key': '[masked]',
    }));

  it('hides the cookies of an answer, and cuts what is long', () => {
    const kept = keptHeaders({
      'set-cookie': ['session=secret', 'b=2'],
      'x-many': ['a', 'b'],
      'x-long': 'a'.repeat(5_000),
      'x-control': 'a\u0000b',
    });
    expect(kept).toEqual({
      'set-cookie': '[masked]',
      'x-many': 'a, b',
      'x-long': 'a'.repeat(1_024),
      'x-control': 'a?b',
    });
  });

  it('is bounded in number and size', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x-${i}`, 'v']));
    expect(Object.keys(keptHeaders(many))).toHaveLength(64);
    const large = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`x-${i}`, 'v'.repeat(1_000)]),
    );
    expect(JSON.stringify(keptHeaders(large)).length).toBeLessThan(10_000);
  });
});
