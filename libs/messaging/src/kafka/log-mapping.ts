import kafkajs, { type logCreator } from 'kafkajs';
import type { Diagnostics } from '../diagnostics.js';

const repeatAfterMs = 10_000;
const maxRemembered = 200;

/**
 * kafkajs reports as errors what it then retries, and repeats itself: 150 refused connections in a
 * restart of a broker, and "coordinator is loading" on a fresh one. So its errors are our warnings,
 * each at most once in ten seconds, and what it says at lower levels is dropped. What really fails
 * is reported by whoever asked for it.
 */
export function mapLog(diagnostics: Diagnostics): logCreator {
  const lastAt = new Map<string, number>();
  return () =>
    ({ namespace, level, log }) => {
      if (level > kafkajs.logLevel.ERROR) return;
      const key = `${namespace} ${log.message}`;
      const now = performance.now();
      if (now - (lastAt.get(key) ?? -Infinity) < repeatAfterMs) return;
      if (lastAt.size >= maxRemembered) lastAt.clear();
      lastAt.set(key, now);
      const { broker, groupId, error } = log as Record<string, unknown>;
      diagnostics.warn({ namespace, broker, groupId, error }, `kafka: ${log.message}`);
    };
}
