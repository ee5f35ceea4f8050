// How requests are limited and for how long they are remembered: what the environment says, as the
// gateway takes it and as another process is told.
import { setting, type ConfigOf } from '@ledgerway/platform';
import { idempotencyTtlSetting } from './idempotency/idempotency-ttl.js';
import { rateLimitsFrom, rateLimitSetting } from './rate-limits/rate-limits.js';

export const requestSettings = {
  rateLimit: rateLimitSetting,
  idempotencyTtlMs: idempotencyTtlSetting,
  /** 0: requests are not kept. */
  requestLogDays: setting.integer('LEDGERWAY_REQUEST_LOG_DAYS', { default: 30, min: 0, max: 3650 }),
};

export type RequestConfig = ConfigOf<typeof requestSettings>;

export const requestOptionsFrom = ({ rateLimit, ...times }: RequestConfig) => ({
  rateLimits: rateLimitsFrom(rateLimit),
  idempotencyTtlMs: times.idempotencyTtlMs,
  requestLogDays: times.requestLogDays,
});

export const requestEnvironment = (config: RequestConfig): Record<string, string> => ({
  [rateLimitSetting.variable]: config.rateLimit,
  [idempotencyTtlSetting.variable]: `${config.idempotencyTtlMs}ms`,
  [requestSettings.requestLogDays.variable]: String(config.requestLogDays),
});
