import fc from 'fast-check';
import { sampleWindows } from './verify-sample.js';

describe('the windows of a sample', () => {
  const heads = fc.array(
    fc.nat(1_000_000).map((position) => ({ partition: 3, position: BigInt(position) })),
  );
  const share = fc.double({ min: 0.001, max: 1, noNaN: true });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it('lie in their partitions and are as long as was asked, or a little more', () =>
    fc.assert(
      fc.property(heads, share, random, (of, part, drawn) => {
        const windows = sampleWindows(of, part, () => drawn);
        const whole = of.filter(({ position }) => position > 0n);
        expect(windows).toHaveLength(whole.length);
        windows.forEach(({ after, upTo }, index) => {
          const all = whole[index]!.position;
          expect(after >= 0n && upTo <= all && after < upTo).toBe(true);
          expect(Number(upTo - after)).toBeGreaterThanOrEqual(Math.min(Number(all), 200));
          expect(Number(upTo - after)).toBeGreaterThanOrEqual(Math.floor(Number(all) * part));
        });
      }),
    ));

  it('reach the first event and the last one', () => {
    const drawn = (value: number) =>
      sampleWindows([{ partition: 0, position: 1_000n }], 0.3, () => value)[0];
    expect(drawn(0)).toEqual({ partition: 0, after: 0n, upTo: 300n });
    expect(drawn(0.999999)).toEqual({ partition: 0, after: 700n, upTo: 1_000n });
  });
});
