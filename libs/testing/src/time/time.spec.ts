import { eventually } from './eventually.js';
import { ManualClock } from './manual-clock.js';

describe('a manual clock', () => {
  it('moves only when it is told to', () => {
    const clock = new ManualClock('2026-01-05T10:00:00Z');
    expect(clock.now()).toBe(Date.UTC(2026, 0, 5, 10));
    clock.advance(1_500);
    expect(clock.now()).toBe(Date.UTC(2026, 0, 5, 10, 0, 1, 500));
    clock.set(7);
    expect(clock.now()).toBe(7);
  });
});

describe('eventually', () => {
  it('returns what the first attempt that succeeds returns', async () => {
    let attempts = 0;
    const value = await eventually(() => {
      if (++attempts < 3) throw new Error('not yet');
      return attempts;
    });
    expect(value).toBe(3);
  });

  it('gives up with the last error', async () => {
    const never = () => Promise.reject(new Error('never'));
    await expect(eventually(never, { deadlineMs: 30 })).rejects.toThrow('never');
  });
});
