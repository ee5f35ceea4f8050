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
