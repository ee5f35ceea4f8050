// Appends to the real store as the payments service does: hashed, over all partitions, the next
// batch encoded while the last one commits.
import { randomBytes } from 'node:crypto';
import { eventHash, genesisHash, type Head, type NewEvent } from '@ledgerway/event-store';
import {
  asOwnWork,
  measured,
  newHistogram,
  recordMs,
  type Measurement,
} from '../measure/measurement.js';
import { partitions, type BenchedLog } from './append-log.js';

/** The size of a stored event's data in bytes. */
export const eventBytes = 600;
const inFlight = 2;
const data = Buffer.from('{'.padEnd(eventBytes, 'x'));

/** Latency is that of one append, of one batch. */
export function measureStore(
  log: BenchedLog,
  eventsPerBatch: number,
  seconds: number,
): Promise<Measurement> {
  const work = async () => {
    const latency = newHistogram();
    const writer = new BatchWriter(
      await log.store.takeOver([...Array(partitions).keys()], 'bench'),
    );
    const end = performance.now() + seconds * 1000;
    let units = 0;
    const appendInTurn = async () => {
      while (performance.now() < end) {
        const before = performance.now();
        const results = await log.store.append(writer.next(eventsPerBatch));
        for (const [partition, result] of results)
          if (result !== 'appended') throw new Error(`Partition ${partition} is ${result}`);
        recordMs(latency, performance.now() - before);
        units += eventsPerBatch;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, appendInTurn));
    return { units, latency };
  };
  return measured([log.postgres.pid], work).then(asOwnWork);
}

/** Makes batches whose heads follow each other, so that several may be under way. */
class BatchWriter {
  private readonly heads: Head[];

  constructor(heads: readonly Head[]) {
    this.heads = [...heads];
  }

  next(events: number) {
    const each = Math.ceil(events / this.heads.length);
    return this.heads.map((head, index) => {
      const count = Math.min(each, events - index * each);
      const { partition, epoch, position, commandOffset } = head;
      const nextCommandOffset = commandOffset + BigInt(count);
      this.heads[index] = {
        ...head,
        position: position + BigInt(count),
        commandOffset: nextCommandOffset,
      };
      const newEvents = Array.from({ length: count }, newEvent);
      return { partition, epoch, position, commandOffset, nextCommandOffset, events: newEvents };
    });
  }
}

function newEvent(): NewEvent {
  const unhashed = {
    streamId: timeOrderedId(),
    version: 1,
    type: 'ChargeRequested',
    schemaVersion: 1,
    commandId: timeOrderedId(),
    commandSeq: 0,
    occurredAt: Date.now(),
    data,
    meta: '{}',
  };
  return { ...unhashed, hash: eventHash(genesisHash, unhashed) };
}

/** A UUID that begins with the time, as the ids of streams do. */
export function timeOrderedId(): string {
  const hex = Date.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
