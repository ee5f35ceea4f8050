import { setTimeout as delay } from 'node:timers/promises';

/** The broker did not answer in time; kafkajs may go on trying. */
export class KafkaTimeout extends Error {
  override readonly name = 'KafkaTimeout';
}

/** kafkajs retries for longer than anybody waits: no call of it goes without a deadline. */
export async function within<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new KafkaTimeout(`${what}: no answer in time`)), limitMs);
  });
  work.catch(() => undefined); // It may fail long after nobody listens.
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const retryPauseMs = 100;

/**
 * Tries again while the error is one that kafkajs calls retriable, such as a partition whose new
 * leader does not know of it yet.
 */
export async function persistently<T>(limitMs: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const { retriable } = error as { retriable?: boolean };
      if (retriable !== true || performance.now() + retryPauseMs > deadline) throw error;
    }
    await delay(retryPauseMs);
  }
}
