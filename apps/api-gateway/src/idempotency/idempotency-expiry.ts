// Forgets keys whose time is over, a bounded number at a time.
import type { Clock, Logger } from '@ledgerway/platform';
import type { IdempotencyStore } from './idempotency-store.js';

const everyMs = 60_000;
const perStatement = 1_000;
const maxStatements = 200;

/** Starts the cleaner; the function it returns stops it and waits for a run under way. */
export function expireIdempotencyKeys(
  store: Pick<IdempotencyStore, 'expire'>,
  clock: Clock,
  ttlMs: number,
  log: Pick<Logger, 'warn'>,
): () => Promise<void> {
  let stopped = false;
  let running = Promise.resolve();
  const clean = async () => {
    for (let i = 0; i < maxStatements && !stopped; i++)
      if ((await store.expire(clock.now() - ttlMs, perStatement)) === 0) return;
  };
  const timer = setInterval(() => {
    running = running.then(clean).catch((error: unknown) => {
      log.warn({ err: error }, 'expired idempotency keys were not deleted; trying again later');
    });
  }, everyMs);
  timer.unref();
  return () => {
    stopped = true;
    clearInterval(timer);
    return running;
  };
}
