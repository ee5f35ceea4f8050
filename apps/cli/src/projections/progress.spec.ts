import { ProgressDisplay } from './progress.js';

function display(options: { json?: boolean; isTTY?: boolean }) {
  const [out, err]: [string[], string[]] = [[], []];
  let now = 0;
  const shown = new ProgressDisplay({
    json: options.json === true,
    stdout: { write: (text: string) => out.push(text) > 0 },
    stderr: { write: (text: string) => err.push(text) > 0, isTTY: options.isTTY === true },
    nowMs: () => now,
  });
  const at = (ms: number, done: bigint, total = 4_000n) => {
    now = ms;
    shown.show(done, total);
  };
  return { at, shown, out, err };
}

describe('the progress of a rebuild', () => {
  it('is a bar with rate and time left on a terminal, and ends with a new line', () => {
    const { at, shown, out, err } = display({ isTTY: true });
    at(0, 0n);
    at(50, 100n); // Too soon to draw it again.
    at(2_000, 2_000n);
    shown.end();
    expect(err.map((text) => text.replace('\r\u001b[K', ''))).toEqual([
      `[${'.'.repeat(30)}] 0 %, 0 of 4,000 events`,
      `[${'#'.repeat(15)}${'.'.repeat(15)}] 50 %, 2,000 of 4,000 events, 1,000/s, 2 s left`,
      '\n',
    ]);
    expect(out).toEqual([]);
  });

  it('is a line of JSON for a program, once a second and at the end', () => {
    const { at, shown, out, err } = display({ json: true, isTTY: true });
    at(0, 0n);
    at(500, 500n);
    at(1_000, 1_000n);
    at(1_100, 4_000n);
    shown.end();
    expect(out.map((line) => JSON.parse(line) as object)).toEqual([
      json(0, null, null),
      json(1_000, 1_000, 3),
      json(4_000, 3_636, 0),
    ]);
    expect(err).toEqual([]);
  });

  it('is a line now and then where there is no terminal', () => {
    const { at, err } = display({});
    at(0, 10n, 1_000_000n);
    at(4_000, 20n, 1_000_000n);
    at(10_000, 1_010n, 1_000_000n);
    expect(err).toEqual([
      '0 %, 10 of 1,000,000 events\n',
      '0 %, 1,010 of 1,000,000 events, 100/s, 2.8 h left\n',
    ]);
  });
});

const json = (done: number, perSecond: number | null, etaSeconds: number | null) => ({
  kind: 'progress',
  events_done: done,
  events_total: 4_000,
  events_per_second: perSecond,
  eta_seconds: etaSeconds,
});
