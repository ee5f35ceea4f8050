import { exitCodeOf, listen, type ListenOptions } from './listen.js';
import { reportIn } from './reports.js';

const event = (n: number) => ({
  id: `evt_${n}`,
  type: 'charge.succeeded',
  created: 1_795_402_976,
  livemode: false,
  data: { object: { id: `ch_${n}` } },
});
const events = [event(1), event(2), event(3)];
const target = new URL('http://localhost:3000/hook');
const answered = (status: number) => ({ status, body: '', durationMs: 7, attempts: 1 });

async function heard(
  options: Partial<ListenOptions>,
  format: 'compact' | 'table' | 'json' = 'json',
) {
  const lines: string[] = [];
  const report = reportIn(format, (line) => lines.push(line));
  return { ...(await listen({ events, report, ...options })), lines };
}

describe('listening', () => {
  it('shows each event, and the answer to it', async () => {
    const send = async ({ id }: { id: string }) => answered(id === 'evt_2' ? 500 : 200);
    const { lines, ...rest } = await heard({ forward: { target, send } });
    expect(rest).toEqual({ events: 3, unaccepted: 1, last: events[2] });
    const shown = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(shown.map(({ kind, status }) => status ?? kind)).toEqual([
      'event',
      200,
      'event',
      500,
      'event',
      200,
    ]);
    expect(shown[1]).toEqual({
      kind: 'answer',
      event: 'evt_1',
      url: target.href,
      status: 200,
      attempts: 1,
      duration_ms: 7,
      body: '',
    });
  });

  it('ends after as many as were asked for', async () => {
    expect(await heard({ limit: 1 })).toMatchObject({ events: 1, last: { id: 'evt_1' } });
  });

  it('does not count an event that was interrupted on its way', async () => {
    const send = async ({ id }: { id: string }) =>
      id === 'evt_2' ? ('interrupted' as const) : answered(200);
    expect(await heard({ forward: { target, send } })).toMatchObject({
      events: 1,
      last: { id: 'evt_1' },
    });
  });

  it('shows arrows, or a table', async () => {
    const forward = { target, send: async () => answered(200) };
    const arrows = await heard({ forward, limit: 1 }, 'compact');
    expect(arrows.lines).toEqual([
      expect.stringContaining('--> charge.succeeded [evt_1]'),
      expect.stringContaining('<-- [200] POST http://localhost:3000/hook [evt_1]'),
    ]);
    const table = await heard({ limit: 1 }, 'table');
    expect(table.lines[1]).toMatch(/^2026-11-23 03:02:56 {2}charge\.succeeded +evt_1 +ch_1$/);
  });

  const some = { events: 1, last: undefined };
  it.each([
    ['accepted', 0, { ...some, unaccepted: 0 }, { exitCode: true, timedOut: false }],
    ['refused', 1, { ...some, unaccepted: 1 }, { exitCode: true, timedOut: false }],
    [
      'refused, and not asked for',
      0,
      { ...some, unaccepted: 1 },
      { exitCode: false, timedOut: false },
    ],
    ['too late', 4, { ...some, events: 0, unaccepted: 0 }, { exitCode: true, timedOut: true }],
    [
      'complete when time was over',
      0,
      { ...some, unaccepted: 0 },
      { exitCode: true, timedOut: true },
    ],
  ])('%s: exit code %i', (_what, code, outcome, flags) =>
    expect(exitCodeOf(outcome, { ...flags, limit: 1 })).toBe(code),
  );
});
