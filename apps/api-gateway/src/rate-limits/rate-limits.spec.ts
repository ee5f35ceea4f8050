import { parseRateLimits } from './rate-limits.js';

describe('the setting of the limits', () => {
  it.each([
    ['off', 'off'],
    ['on', { reads: 100, writes: 100, concurrency: 100 }],
    ['reads=200,writes=300,concurrency=50', { reads: 200, writes: 300, concurrency: 50 }],
    ['concurrency=50', { reads: 100, writes: 100, concurrency: 50 }],
    ['reads=1, writes=1000000', { reads: 1, writes: 1_000_000, concurrency: 100 }],
    ['', undefined],
    ['no', undefined],
    ['reads=0', undefined],
    ['reads=1000001', undefined],
    ['reads=1.5', undefined],
    ['reads=1,reads=2', undefined],
    ['deletes=1', undefined],
    ['toString=1', undefined],
  ])('%j', (text, limits) => expect(parseRateLimits(text)).toEqual(limits));
});
