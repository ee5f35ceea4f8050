/** Writes times as people in that zone read them off their clocks: `2026-01-05 18:00:00`. */
export function timesIn(timeZone: string): (ms: number | string) => string {
  // Sweden writes them in the order of ISO 8601.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (ms) => format.format(Number(ms));
}
