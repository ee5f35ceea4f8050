import fc from 'fast-check';
import { Pace } from './pace.js';

describe('a pace', () => {
  it('lets the first work begin at once, and what follows when it is paid for', () => {
    const pace = new Pace(100);
    expect(pace.waitMs(50, 1_000)).toBe(0);
    expect(pace.waitMs(10, 1_000)).toBe(500);
    expect(pace.waitMs(10, 1_200)).toBe(400);
    expect(pace.waitMs(10, 9_000)).toBe(0);
  });

  it('is never exceeded by more than one piece of work, however it comes', () => {
    const pieces = fc.array(
      fc.record({ units: fc.integer({ min: 1, max: 500 }), laterMs: fc.nat(300) }),
      { minLength: 2 },
    );
    fc.assert(
      fc.property(pieces, (work) => {
        const pace = new Pace(1_000);
        let [nowMs, lastBeginMs, units] = [0, 0, 0];
        for (const piece of work) {
          nowMs += piece.laterMs;
          lastBeginMs = nowMs + pace.waitMs(piece.units, nowMs);
          expect(units).toBeLessThanOrEqual(lastBeginMs + 1e-6);
          units += piece.units;
        }
      }),
    );
  });
});
