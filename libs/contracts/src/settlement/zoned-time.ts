// A wall-clock time and the zone it was read in become a moment.

const shape = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

const formats = new Map<string, Intl.DateTimeFormat>();

/** How the zone's clocks show a moment, as if they stood in UTC; throws for an unknown zone. */
function wallClock(atMs: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, calendar: 'iso8601', hourCycle: 'h23', year: 'numeric', month: '2-digit' },
      ...{ day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    });
    formats.set(timeZone, format); // As many as there are zones.
  }
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (
    ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
  ).map((type) => parts.get(type));
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * Milliseconds since the epoch; `nothing` for what is no time of the form `2026-01-31 23:59:59`, or
 * was skipped when clocks were put forward; `no zone` for an unknown one. Of a time that there was
 * twice, the first.
 */
export function zonedTime(text: string, timeZone: string): number | 'nothing' | 'no zone' {
  const parts = shape.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return 'nothing';
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const shownMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const isReal = new Date(shownMs).toISOString().slice(0, 19).replace('T', ' ') === text;
  if (!isReal) return 'nothing';
  try {
    // No zone is more than a day away from UTC, and none changes twice in two days.
    const offsets = [-1, 1].map((day) => {
      const nearbyMs = shownMs + day * 86_400_000;
      return wallClock(nearbyMs, timeZone) - nearbyMs;
    });
    const candidates = offsets.map((offset) => shownMs - offset).sort((a, b) => a - b);
    return candidates.find((atMs) => wallClock(atMs, timeZone) === shownMs) ?? 'nothing';
  } catch (error) {
    if (error instanceof RangeError) return 'no zone';
    throw error;
  }
}
