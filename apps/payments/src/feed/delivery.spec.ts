// Facts reach a merchant's stream whatever dies on the way, and none of them counts twice.
import { decodeCommandRecord, topics } from '@ledgerway/contracts';
import { fundsOf, merchant, type MerchantCommand } from '@ledgerway/domain';
import { InMemoryEventStore } from '@ledgerway/event-store';
import { InMemoryMessageLog, type OutgoingRecord } from '@ledgerway/messaging';
import { eventually, ManualClock } from '@ledgerway/testing';
import { captureCharges } from '../../test/captured-charges.js';
import { caller, logger } from '../../test/running-payments.js';
import type { Cursor } from './cursors.js';
import { Feed } from './feed.js';

const partitions = 2;
const cursorSettlesMs = 10_000;

class SavedCursors {
  readonly saved = new Map<number, bigint>();
  read = () => Promise.resolve(new Map(this.saved));
  save = (cursors: readonly Cursor[]) => {
    for (const { partition, position } of cursors) this.saved.set(partition, position);
    return Promise.resolve();
  };
}

/** A log whose publishing can fail before or after the records are in it. */
class FailingLog extends InMemoryMessageLog {
  fails: 'before' | 'after' | undefined;

  override async publish(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    const { fails } = this;
    this.fails = undefined;
    if (fails === 'before') throw new Error('not sent');
    await super.publish(topic, records);
    if (fails === 'after') throw new Error('nobody knows');
  }
}

describe('facts for merchants', () => {
  let store: InMemoryEventStore;
  let log: FailingLog;
  let cursors: SavedCursors;
  let clock: ManualClock;
  beforeEach(async () => {
    store = new InMemoryEventStore({ partitions });
    log = new FailingLog();
    await log.createTopics([{ topic: topics.commands, partitions, retentionMs: 60_000 }]);
    cursors = new SavedCursors();
    clock = new ManualClock('2026-01-05T10:00:00Z');
  });
  afterEach(() => log.close());

  const feed = (gatherMs = 3_600_000) =>
    new Feed({
      ...{ log, store, cursors, clock, logger, partitions },
      clocks: { now: () => clock.now() },
      processor: { applied: () => Promise.resolve(true) },
      gatherMs,
      applyWithinMs: 1_000,
    });

  async function resume(one: Feed, ...owned: number[]): Promise<Feed> {
    const heads = await store.heads();
    await one.resume(heads.filter(({ partition }) => owned.includes(partition)));
    return one;
  }

  /** The commands on the topic so far. */
  async function commands(): Promise<MerchantCommand[]> {
    const tails = await log.tails(topics.commands);
    const wanted = [...tails.values()].reduce((sum, tail) => sum + Number(tail), 0);
    const read: MerchantCommand[] = [];
    const subscription = await log.subscribe({
      topic: topics.commands,
      group: 'spec',
      partitions: [0, 1],
      start: async () => new Map([0, 1].map((partition) => [partition, 'earliest' as const])),
      handle: async ({ records }) => {
        for (const { value } of records)
          read.push(decodeCommandRecord(value).command as MerchantCommand);
      },
    });
    await eventually(() => expect(read).toHaveLength(wanted), { deadlineMs: 5_000 });
    await subscription.stop();
    return read;
  }

  /** What the merchant is owed after all commands on the topic, in charges of 20.00. */
  async function chargesKnown(): Promise<number> {
    let state = merchant.initialState;
    for (const command of await commands()) {
      const decision = merchant.decide(command, state);
      if (decision.accepted) state = decision.events.reduce(merchant.evolve, state);
    }
    const [pending] = fundsOf(state.merchant, 'hkd').pending;
    return Number(pending?.amount ?? 0n) / 2000;
  }

  it('are told for many charges at once', async () => {
    const one = await resume(feed(), 0, 1);
    one.add(0, await captureCharges(store, 0, 3));
    one.add(1, await captureCharges(store, 1, 2));
    await one.flush();
    expect(await chargesKnown()).toBe(5);
    expect(await commands()).toHaveLength(1);
    await one.flush();
    expect(await commands()).toHaveLength(1);
  });

  it('are told without being asked for, and soon if there are many', async () => {
    const eager = await resume(feed(1), 0);
    eager.add(0, await captureCharges(store, 0, 1));
    await eventually(async () => expect(await chargesKnown()).toBe(1), { deadlineMs: 5_000 });
    const patient = await resume(feed(), 1);
    patient.add(1, await captureCharges(store, 1, 1_000));
    await eventually(async () => expect(await chargesKnown()).toBe(1_001), { deadlineMs: 10_000 });
  });

  it.each(['before', 'after'] as const)(
    'are told again if it fails %s they are on the topic',
    async (fails) => {
      const one = await resume(feed(), 0);
      one.add(0, await captureCharges(store, 0, 3));
      log.fails = fails;
      await expect(one.flush()).rejects.toThrow();
      one.add(0, await captureCharges(store, 0, 1));
      await one.flush();
      expect(await chargesKnown()).toBe(4);
    },
  );

  it('are told from the log by the next owner, from where it is sure that they were told', async () => {
    const first = await resume(feed(), 0);
    first.add(0, await captureCharges(store, 0, 3));
    await first.flush();
    expect(cursors.saved.size).toBe(0);
    clock.advance(cursorSettlesMs);
    first.add(0, await captureCharges(store, 0, 2));
    await first.flush();
    clock.advance(cursorSettlesMs);
    first.add(0, await captureCharges(store, 0, 1));
    await first.flush();
    expect(cursors.saved.get(0)).toBe(15n);
    const second = await resume(feed(), 0);
    second.add(0, await captureCharges(store, 0, 4));
    await second.flush();
    expect(await chargesKnown()).toBe(10);
  });

  it('are read from the log if they came before the feed was there', async () => {
    const one = await resume(feed(), 0);
    await captureCharges(store, 0, 3);
    one.add(0, await captureCharges(store, 0, 1));
    await one.flush();
    expect(await chargesKnown()).toBe(4);
  });

  it('are read page by page from a long log', async () => {
    await captureCharges(store, 0, 400);
    const one = await resume(feed(), 0);
    await one.flush();
    expect(await chargesKnown()).toBe(400);
  });

  it('are told for partitions of others when a payout asks, and only of its merchant', async () => {
    const [mine, theirs] = [await resume(feed(), 0), await resume(feed(), 1)];
    mine.add(0, await captureCharges(store, 0, 1));
    theirs.add(1, await captureCharges(store, 1, 2));
    await mine.ready({ ...caller, livemode: true });
    expect(await chargesKnown()).toBe(1);
    await mine.ready(caller);
    expect(await chargesKnown()).toBe(3);
    await theirs.flush();
    expect(await chargesKnown()).toBe(3);
  });

  it('are nobody’s business any more once the partition is another’s', async () => {
    const one = await resume(feed(), 0);
    one.add(0, await captureCharges(store, 0, 1));
    one.stop(0);
    await one.flush();
    expect(await commands()).toEqual([]);
  });
});
