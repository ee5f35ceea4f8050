// Pages of a log as a check of its chain takes them.
import type { LinkedEvent } from '../port.js';
import type { ChainReader } from '../seals/seal-store.js';
import type { Seal } from '../seals/seal.js';

/** The next page is read while the caller works on this one. */
export async function* linkedPages(
  reader: ChainReader,
  partition: number,
  after: bigint,
  pageSize = 1_000,
): AsyncGenerator<LinkedEvent[]> {
  let next = reader.readLinked(partition, after, pageSize);
  for (;;) {
    const page = await next;
    const last = page.at(-1);
    if (last === undefined) return;
    next = reader.readLinked(partition, last.position, pageSize);
    next.catch(() => undefined); // Reported when it is awaited, if it ever is.
    yield page;
  }
}

const sealsPerPage = 50;

/** Those that cover positions behind `from`, in order. */
export async function* storedSeals(
  reader: Pick<ChainReader, 'readSeals'>,
  partition: number,
  from = 0n,
): AsyncGenerator<Seal> {
  for (let after = from; ;) {
    const seals = await reader.readSeals(partition, after, sealsPerPage);
    yield* seals;
    const last = seals.at(-1);
    if (last === undefined) return;
    after = last.through;
  }
}
