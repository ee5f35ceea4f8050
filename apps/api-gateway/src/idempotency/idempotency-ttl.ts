import { setting, type Setting } from '@ledgerway/platform';

const hourMs = 3_600_000;
const shortestMs = 24 * hourMs;
const longestMs = 7 * 24 * hourMs;
const duration = setting.durationMs('LEDGERWAY_IDEMPOTENCY_TTL', { default: shortestMs });

/** How long an Idempotency-Key and its answer are remembered, in milliseconds. */
export const idempotencyTtlSetting: Setting<number> = {
  ...duration,
  expected: 'a duration from 24h to 7d',
  parse: (text) => {
    const ttlMs = duration.parse(text);
    return ttlMs !== undefined && ttlMs >= shortestMs && ttlMs <= longestMs ? ttlMs : undefined;
  },
};
