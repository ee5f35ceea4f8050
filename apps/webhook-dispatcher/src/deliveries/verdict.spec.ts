import type { Answer } from '../delivery/exchange.js';
import { RetrySchedule } from './retry-schedule.js';
import { closingReason, errorOf, judge, showsOverload } from './verdict.js';

const nowMs = Date.parse('2026-01-05T10:00:00Z');
const hourMs = 3_600_000;
const received = {
  response: Buffer.alloc(0),
  responseHeaders: {},
  timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1 },
  remoteIp: null,
};
const answer = (
  status: number,
  { retryAfter = null as string | null, asked = '' } = {},
): Answer => ({
  ...received,
  kind: 'answered',
  status,
  retryAfter,
  asked: asked || null,
});
const timeout: Answer = { ...received, kind: 'failed', error: 'timeout' };
const refused: Answer = { ...received, kind: 'failed', error: 'connect_refused' };
const schedule = new RetrySchedule(1, () => 0.5);
const verdict = (given: Answer, attempts = 1, retryDelaysS: number[] | null = null) =>
  judge(given, { livemode: true, attempts, retryDelaysS }, schedule, nowMs);
const again = (pauseMs: number) => ({ kind: 'again', pauseMs, counts: true });
const ended = (outcome: string) => ({ kind: 'ended', outcome });

describe('the verdict on an answer', () => {
  it.each([200, 201, 204, 299])('of %i is that it was delivered', (status) =>
    expect(verdict(answer(status))).toEqual(ended('delivered')),
  );

  it.each([301, 307, 400, 404, 500, 503])('of %i is to try again', (status) =>
    expect(verdict(answer(status))).toEqual(again(5_000)),
  );

  it('is that it is dead after the last attempt, not before', () => {
    expect(verdict(answer(500), 9)).toMatchObject({ kind: 'again' });
    expect(verdict(answer(500), 10)).toEqual(ended('dead'));
  });

  it('follows the endpoint’s own schedule where it has one', () => {
    expect(verdict(answer(500), 1, [60, 120])).toEqual(again(60_000));
    expect(verdict(answer(500), 2, [60, 120])).toEqual(again(120_000));
    expect(verdict(answer(500), 3, [60, 120])).toEqual(ended('dead'));
    expect(verdict(answer(500), 1, [])).toEqual(ended('dead'));
  });

  it('stays away as long as asked, up to a day, and not shorter than the schedule', () => {
    expect(verdict(answer(429, { retryAfter: '60' }))).toEqual(again(60_000));
    expect(verdict(answer(503, { retryAfter: '1' }))).toEqual(again(5_000));
    expect(verdict(answer(503, { retryAfter: '999999' }))).toEqual(again(24 * hourMs));
    const date = new Date(nowMs + hourMs).toUTCString();
    expect(verdict(answer(429, { retryAfter: date }))).toEqual(again(hourMs));
    expect(verdict(answer(500, { retryAfter: '60' }))).toEqual(again(5_000));
  });

  it('ends with the endpoint: it is gone, or asks for it, or for the end of this one', () => {
    expect(verdict(answer(410))).toEqual(ended('cancelled'));
    expect(verdict(answer(500, { asked: 'disable' }))).toEqual(ended('cancelled'));
    expect(verdict(answer(500, { asked: 'abort-message' }))).toEqual(ended('cancelled'));
    expect(verdict(answer(500, { asked: 'something' }))).toEqual(again(5_000));
    expect(verdict(answer(200, { asked: 'disable' }))).toEqual(ended('delivered'));
  });

  it('spends no attempt where we could not send', () =>
    expect(verdict({ kind: 'not_sent', reason: 'EMFILE' })).toMatchObject({ counts: false }));
});

describe('what else an answer says', () => {
  it('is that the endpoint is to be closed', () => {
    expect(closingReason(answer(410))).toBe('gone');
    expect(closingReason(answer(200, { asked: 'disable' }))).toBe('asked');
    expect(closingReason(answer(404))).toBeNull();
    expect(closingReason(answer(500, { asked: 'abort-message' }))).toBeNull();
    expect(closingReason(timeout)).toBeNull();
  });

  it('is that it is asked too much', () => {
    for (const given of [answer(429), answer(503), timeout])
      expect(showsOverload(given)).toBe(true);
    for (const given of [answer(200), answer(500), refused])
      expect(showsOverload(given)).toBe(false);
  });

  it('is what went wrong', () => {
    expect(errorOf(answer(302))).toBe('redirect');
    expect(errorOf(refused)).toBe('connect_refused');
    expect(errorOf(answer(204))).toBeNull();
  });
});
