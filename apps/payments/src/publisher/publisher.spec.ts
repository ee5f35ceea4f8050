// From the log to the topic: nothing missed, nothing out of order, whatever was lost on the way.
import {
  currentSchemaVersion,
  deriveCommandId,
  encodeEvent,
  headers,
  sandboxCard,
  topics,
  type EventRecord,
} from '@ledgerway/contracts';
import type { CardSnapshot, ChargeEvent } from '@ledgerway/domain';
import { eventHash, genesisHash, InMemoryEventStore, type NewEvent } from '@ledgerway/event-store';
import { InMemoryMessageLog } from '@ledgerway/messaging';
import { eventually } from '@ledgerway/testing';
import { logger, RunningPayments } from '../../test/running-payments.js';
import { eventRecordsAfter } from './event-records.js';
import { Publisher } from './publisher.js';

const partition = 0;
const charges = 5;

describe('the publisher', () => {
  let store: InMemoryEventStore;
  let log: InMemoryMessageLog;
  let publisher: Publisher;
  let written: EventRecord[];

  beforeEach(async () => {
    store = new InMemoryEventStore({ partitions: 1 });
    log = new InMemoryMessageLog();
    await log.createTopics([{ topic: topics.events, partitions: 1, retentionMs: 60_000 }]);
    publisher = new Publisher({ log, store, logger, maxWaitingPerPartition: 3, retryMs: 1 });
    const [head] = await store.takeOver([partition], 'spec');
    const events = Array.from({ length: charges }, (_, number) => chargeRequested(number));
    const { epoch, position, commandOffset } = head!;
    const next = { partition, epoch, position, commandOffset, nextCommandOffset: commandOffset };
    await store.append([{ ...next, events }]);
    written = await eventRecordsAfter(store, partition, 0n, charges);
  });
  afterEach(() => {
    publisher.stop(partition);
    return log.close();
  });

  const resume = () => publisher.resume([{ partition, position: BigInt(charges) }]);
  const published = async () =>
    (await log.lastRecords(topics.events)).get(partition)?.headers[headers.position];
  const allPublished = () =>
    eventually(async () => expect(await published()).toBe(String(charges)), { deadlineMs: 2_000 });

  it('publishes what a crash had left between the log and the topic', async () => {
    await resume();
    await allPublished();
    expect((await log.tails(topics.events)).get(partition)).toBe(BigInt(charges));
    expect(publisher.behind).toBe(0);
  });

  it('publishes nothing again that is on the topic already', async () => {
    await resume();
    await allPublished();
    await resume();
    publisher.publish(partition, written);
    expect((await log.tails(topics.events)).get(partition)).toBe(BigInt(charges));
  });

  it('reads back from the log what would be too much to keep', async () => {
    await publisher.resume([{ partition, position: 0n }]);
    publisher.publish(partition, written);
    await allPublished();
    expect((await log.tails(topics.events)).get(partition)).toBe(BigInt(charges));
  });

  it('refuses to go on if the topic has what the log has lost', async () => {
    await resume();
    await allPublished();
    await expect(publisher.resume([{ partition, position: 2n }])).rejects.toThrow(
      'ahead of the log',
    );
  });

  function chargeRequested(number: number): NewEvent {
    const terms = RunningPayments.termsOf(number, sandboxCard('tok_visa') as CardSnapshot);
    const event: ChargeEvent = { type: 'ChargeRequested', terms, at: 1 };
    const streamId = deriveCommandId('stream', String(number));
    const unhashed = {
      streamId,
      version: 1,
      type: event.type,
      schemaVersion: currentSchemaVersion(event.type),
      commandId: deriveCommandId('command', String(number)),
      commandSeq: 0,
      occurredAt: 1,
      data: encodeEvent(event),
      meta: '{}',
    };
    return { ...unhashed, hash: eventHash(genesisHash, unhashed) };
  }
});
