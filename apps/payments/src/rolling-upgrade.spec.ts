// An upgrade with the old and the new program side by side on one log. What the new one wrote in a
// form of its own must stop the old one where it stands: to go on without it would be to decide about
// money on half a history.
import {
  currentSchemaVersion,
  deriveCommandId,
  encodeEvent,
  partitionOf,
  streamIdOf,
  UnreadableEvent,
} from '@ledgerway/contracts';
import type { Terms } from '@ledgerway/domain';
import { eventHash, PostgresEventStore, type NewEvent } from '@ledgerway/event-store';
import { eventually } from '@ledgerway/testing';
import pg from 'pg';
import { capture, coreOfCharge, partitions, RunningPayments } from '../test/running-payments.js';

describe('during a rolling upgrade, the older payments service', () => {
  let payments: RunningPayments;
  beforeEach(async () => {
    payments = await RunningPayments.start();
  }, 60_000);
  afterEach(() => payments?.stop());

  const partitionOfCharge = ({ chargeId }: Terms) =>
    partitionOf(coreOfCharge(chargeId), partitions);

  async function chargeElsewhere(than: number): Promise<Terms> {
    for (;;) {
      const terms = payments.terms('tok_visa', 'manual');
      if (partitionOfCharge(terms) !== than) return terms;
    }
  }

  /** The new program owns the partition for a moment, and writes a form that this one does not know. */
  async function newerProgramWrites(terms: Terms): Promise<void> {
    const newer = new PostgresEventStore({ url: payments.databaseUrl, partitions });
    const partition = partitionOfCharge(terms);
    const streamId = streamIdOf(coreOfCharge(terms.chargeId));
    const [head] = await newer.takeOver([partition], 'newer');
    const last = (await newer.readStreams([{ partition, streamId }])).get(streamId)!.at(-1)!;
    const type = 'ChargeExpiringSoon';
    const event: Omit<NewEvent, 'hash'> = {
      streamId,
      version: last.version + 1,
      type,
      schemaVersion: currentSchemaVersion(type) + 1,
      commandId: deriveCommandId('newer', terms.chargeId),
      commandSeq: 0,
      occurredAt: last.occurredAt,
      data: encodeEvent({ type, at: last.occurredAt }),
      meta: '{}',
    };
    const events = [{ ...event, hash: eventHash(last.hash, event) }];
    const { epoch, position, commandOffset } = head!;
    const next = { partition, epoch, position, commandOffset, nextCommandOffset: commandOffset };
    expect((await newer.append([{ ...next, events }])).get(partition)).toBe('appended');
    await newer.close();
  }

  const headOf = async (terms: Terms) => {
    const reader = new PostgresEventStore({ url: payments.databaseUrl, partitions });
    const heads = await reader.heads();
    await reader.close();
    return heads[partitionOfCharge(terms)]!.position;
  };

  /** As if this program were the newer one: to it, the form is an ordinary one. */
  async function upgrade(): Promise<void> {
    const client = new pg.Client({ connectionString: payments.databaseUrl });
    await client.connect();
    await client.query(`
      update payments.events set schema_version = schema_version - 1
        where type = 'ChargeExpiringSoon';
      delete from payments.stored_forms where type = 'ChargeExpiringSoon'`);
    await client.end();
    await payments.restart();
  }

  it('halts the partition, says where, serves the others, and is not started again', async () => {
    const terms = payments.terms('tok_visa', 'manual');
    await payments.create(terms);
    await newerProgramWrites(terms);
    const before = await headOf(terms);
    const late = payments.send(terms, 'capture', capture(terms, 'capture', null));
    void late.catch(() => undefined);
    await eventually(
      async () => {
        const ready = await payments.ready();
        expect(ready.status).not.toBe('ok');
        expect(JSON.stringify(ready)).toContain(
          `position ${before}: ChargeExpiringSoon in version 2 cannot be read`,
        );
      },
      { deadlineMs: 15_000 },
    );
    const elsewhere = await chargeElsewhere(partitionOfCharge(terms));
    expect(await payments.create(elsewhere)).toMatchObject({ outcome: { kind: 'done' } });
    expect(await headOf(terms)).toBe(before);

    const refusal = await payments.restart().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UnreadableEvent);
    expect((refusal as Error).message).toBe(
      'The log holds what only a newer program can read: ChargeExpiringSoon in version 2 cannot be ' +
        'read: this program knows version 1 and older',
    );

    await upgrade();
    const reply = await payments.send(terms, 'capture', capture(terms, 'capture', null));
    expect(reply).toMatchObject({ state: { charge: { status: 'captured' } } });
    const events = await payments.eventsOf(terms);
    expect(events.slice(2)).toEqual(['ChargeExpiringSoon', 'CaptureRequested', 'ChargeCaptured']);
  }, 60_000);
});
