// The time that a report is about, as people say it: months, days, or moments.
import { zonedTime } from '@ledgerway/contracts';
import { Failure } from '../terminal/failure.js';

/** Unix seconds; `end` is not part of it. */
export type Interval = { readonly start: number; readonly end: number };

/**
 * `2026-01`, `2026-01-05`, `2026-01-05..2026-01-11` (all of both days) or
 * `2026-01-05T08:00:00Z..2026-01-05T09:30:00Z`. Days and months are those of the time zone.
 *
 * @throws Failure for what is none of these, or ends before it begins
 */
export function readInterval(text: string, timeZone: string): Interval {
  const [from = '', until = from, ...rest] = text.split('..');
  const first = momentsOf(from, timeZone);
  const last = momentsOf(until, timeZone);
  if (rest.length > 0 || first === undefined || last === undefined)
    throw new Failure(
      `'${text}' is no interval: expected such as 2026-01, 2026-01-05, 2026-01-05..2026-01-11`,
    );
  if (first.start >= last.end) throw new Failure(`'${text}' ends before it begins`);
  return { start: first.start, end: last.end };
}

/** When a month or a day begins and ends; a moment does both at once. */
function momentsOf(text: string, timeZone: string): Interval | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(text) ?? [];
  if (year === undefined) {
    const second = momentOf(text);
    return second === undefined ? undefined : { start: second, end: second };
  }
  const [y, m] = [Number(year), Number(month) - 1];
  const next = day === undefined ? Date.UTC(y, m + 1, 1) : Date.UTC(y, m, Number(day) + 1);
  const start = startOfDay(`${year}-${month}-${day ?? '01'}`, timeZone);
  const end = startOfDay(new Date(next).toISOString().slice(0, 10), timeZone);
  return start === undefined || end === undefined ? undefined : { start, end };
}

function momentOf(text: string): number | undefined {
  if (/^\d{9,11}$/.test(text)) return Number(text);
  const ms = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
}

/** A day begins at one where clocks are put forward at midnight. */
function startOfDay(day: string, timeZone: string): number | undefined {
  for (const time of ['00:00:00', '01:00:00']) {
    const ms = zonedTime(`${day} ${time}`, timeZone);
    if (ms === 'no zone') throw new Failure(`'${timeZone}' is no time zone`);
    if (ms !== 'nothing') return ms / 1000;
  }
  return undefined;
}
