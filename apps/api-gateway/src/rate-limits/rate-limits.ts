// How much one account may ask for in one mode, by default and by the operator's word.
import { setting, type Setting } from '@ledgerway/platform';

/** Reads are GET; everything else writes. */
export type Kind = 'reads' | 'writes';

/** `reads` and `writes` are per second; `concurrency` is how many may be under way at once. */
export type RateLimits = Readonly<Record<Kind | 'concurrency', number>>;

export const defaultRateLimits: RateLimits = { reads: 100, writes: 100, concurrency: 100 };
export const highestRateLimit = 1_000_000;

/** `limits`, but for what an account has of its own. */
export const limitsOver = (
  limits: RateLimits,
  own: Readonly<Record<keyof RateLimits, number | null>>,
): RateLimits => ({
  reads: own.reads ?? limits.reads,
  writes: own.writes ?? limits.writes,
  concurrency: own.concurrency ?? limits.concurrency,
});

const names = Object.keys(defaultRateLimits);

/** `on`, `off`, or the limits that differ from the default: `reads=200,concurrency=50`. */
export function parseRateLimits(text: string): RateLimits | 'off' | undefined {
  if (text === 'off') return 'off';
  if (text === 'on') return defaultRateLimits;
  const limits: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [, name = '', digits = ''] = /^(\w+)=(\d{1,7})$/.exec(part.trim()) ?? [];
    const limit = Number(digits);
    if (!names.includes(name) || name in limits || limit < 1 || limit > highestRateLimit)
      return undefined;
    limits[name] = limit;
  }
  return { ...defaultRateLimits, ...limits };
}

/** Holds the text, so that it can be handed on to another process; `rateLimitsFrom` reads it. */
export const rateLimitSetting: Setting<string> = {
  ...setting.text('LEDGERWAY_RATE_LIMIT', { default: 'on' }),
  expected: 'on, off, or limits such as reads=200,writes=200,concurrency=50',
  parse: (text) => (parseRateLimits(text) === undefined ? undefined : text),
};

export function rateLimitsFrom(text: string): RateLimits | 'off' {
  const limits = parseRateLimits(text);
  if (limits === undefined) throw new Error(`Not a rate limit: ${text}`);
  return limits;
}
