// Times in an FPS code are `YYYYMMDDhhmmss` on a clock in Hong Kong, which keeps no summer time.
const offsetMs = 8 * 3_600_000;

/** @param timeMs Unix milliseconds; rounded down to whole seconds */
export const hongKongTime = (timeMs: number): string =>
  new Date(timeMs + offsetMs).toISOString().slice(0, 19).replace(/\D/g, '');

/** Unix milliseconds; undefined for a text that is no such time. */
export function fromHongKongTime(text: string): number | undefined {
  const spelled = text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6.000Z');
  const timeMs = Date.parse(spelled) - offsetMs;
  return Number.isNaN(timeMs) || hongKongTime(timeMs) !== text ? undefined : timeMs;
}
