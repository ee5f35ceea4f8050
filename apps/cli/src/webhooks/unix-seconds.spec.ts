import { unixSeconds } from './unix-seconds.js';

const nowMs = Date.UTC(2026, 10, 23, 12);
const read = (text: string) => unixSeconds(text, undefined, nowMs);

describe('a time on the command line', () => {
  it.each([
    ['90s', nowMs / 1000 - 90],
    ['10m', nowMs / 1000 - 600],
    ['2d', nowMs / 1000 - 172_800],
    ['2026-11-23T08:00:00Z', Date.UTC(2026, 10, 23, 8) / 1000],
    ['2026-11-22', Date.UTC(2026, 10, 22) / 1000],
    ['1795400000', 1_795_400_000],
  ])('may be %s', (text, seconds) => expect(read(text)).toBe(seconds));

  it.each(['', 'yesterday', '-1d', '2026', '2026-13-01', 'evt_1'])('is not %j', (text) =>
    expect(() => read(text)).toThrow(),
  );
});
