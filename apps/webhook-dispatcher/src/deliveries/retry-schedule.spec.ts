import fc from 'fast-check';
import { RetrySchedule, retryAfterMs } from './retry-schedule.js';

const middle = () => 0.5;
const minutes = (ms: number | null) => (ms === null ? null : Math.round(ms / 6_000) / 10);
const pauses = (livemode: boolean, scale = 1) => {
  const schedule = new RetrySchedule(scale, middle);
  const all = Array.from({ length: 12 }, (_, i) => schedule.pauseMs(livemode, i + 1));
  return all.slice(0, all.indexOf(null));
};
const sum = (values: (number | null)[]) => values.reduce<number>((a, b) => a + b!, 0);

describe('the retry schedule', () => {
  it('makes four attempts in test mode: at 0, 5 min, 30 min and 3 h', () => {
    expect(pauses(false).map(minutes)).toEqual([5, 25, 150]);
  });

  it('makes ten attempts over 75 hours in live mode', () => {
    expect(pauses(true)).toHaveLength(9);
    expect(sum(pauses(true)) / 3_600_000).toBeCloseTo(75.6, 1);
  });

  it('divides every pause by the scale', () => {
    expect(sum(pauses(true, 3600))).toBeCloseTo(sum(pauses(true)) / 3600);
  });

  it('stays within 20 % of the pause, whatever the dice say', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
        const pause = new RetrySchedule(1, () => random).pauseMs(false, 1)!;
        expect(pause).toBeGreaterThanOrEqual(240_000);
        expect(pause).toBeLessThanOrEqual(360_000);
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-01-05T10:00:00Z');
  it.each([
    ['120', 120_000],
    ['Mon, 05 Jan 2026 10:02:00 GMT', 120_000],
    ['999999999', 86_400_000],
    ['0', 0],
    ['Mon, 05 Jan 2026 09:00:00 GMT', 0],
    ['soon', 0],
    ['-5', 0],
    [null, 0],
  ])('%s asks for %i ms', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));
});
