import {
  decodeEventRecord,
  partitionOf,
  streamIdOf,
  topics,
  type EventRecord,
} from '@ledgerway/contracts';
import type { ChargeCommand } from '@ledgerway/domain';
import { PostgresMessageLog } from '@ledgerway/messaging';
import { eventually } from '@ledgerway/testing';
import {
  caller,
  capture,
  coreOfCharge,
  partitions,
  RunningPayments,
} from '../test/running-payments.js';

describe('the payments service', () => {
  let payments: RunningPayments;
  beforeAll(async () => {
    payments = await RunningPayments.start();
  }, 60_000);
  afterAll(() => payments?.stop());

  it('answers a charge when the acquirer has approved it', async () => {
    const reply = await payments.create(payments.terms('tok_visa'));
    expect(reply).toMatchObject({
      outcome: { kind: 'done' },
      state: { charge: { status: 'captured' } },
    });
  });

  it('answers a charge when the acquirer has declined it', async () => {
    const reply = await payments.create(payments.terms('tok_chargeDeclined'));
    expect(reply).toMatchObject({
      outcome: { kind: 'done' },
      state: { charge: { status: 'declined' } },
    });
  });

  it('records a refusal and says why', async () => {
    const terms = payments.terms('tok_visa', 'manual');
    await payments.create(terms);
    const reply = await payments.send(terms, 'too much', capture(terms, 'too much', 2001n));
    expect(reply.outcome).toEqual({ kind: 'rejected', reason: 'capture_exceeds_authorized' });
  });

  it('answers a command that comes again as it answered it, whatever has happened since', async () => {
    const terms = payments.terms('tok_visa', 'manual');
    const first = await payments.create(terms);
    await payments.send(terms, 'capture', capture(terms, 'capture', 1500n));
    const again = await payments.create(terms);
    expect(again).toEqual(first);
    expect(again.state.charge).toMatchObject({ status: 'authorized', captures: [] });
  });

  it('answers a sale that comes again as captured, not as it stood between its two events', async () => {
    const terms = payments.terms('tok_visa');
    const first = await payments.create(terms);
    expect(await payments.create(terms)).toEqual(first);
    expect(first.state.charge).toMatchObject({ status: 'captured' });
  });

  it('finds nothing of another merchant', async () => {
    const terms = payments.terms('tok_visa', 'manual');
    await payments.create(terms);
    const foreign = {
      ...capture(terms, 'foreign', null),
      caller: { ...caller, merchantId: 'acct_other' },
    };
    const reply = await payments.send(terms, 'foreign', foreign as ChargeCommand);
    expect(reply.outcome).toEqual({ kind: 'rejected', reason: 'not_found' });
  });

  it('publishes every event once, in order, with the charge after it', async () => {
    const terms = payments.terms('tok_visa', 'manual');
    await payments.create(terms);
    await payments.send(terms, 'capture', capture(terms, 'capture', null));
    const log = new PostgresMessageLog({ url: payments.databaseUrl });
    const partition = partitionOf(coreOfCharge(terms.chargeId), partitions);
    const seen: EventRecord[] = [];
    const reading = await log.subscribe({
      topic: topics.events,
      group: 'reader',
      partitions: [partition],
      start: async () => new Map([[partition, 'earliest']]),
      handle: async ({ records }) => {
        seen.push(...records.map(({ value }) => decodeEventRecord(value)));
      },
    });
    const mine = () =>
      seen.filter(({ streamId }) => streamId === streamIdOf(coreOfCharge(terms.chargeId)));
    await eventually(() => expect(mine().at(-1)?.event.type).toBe('ChargeCaptured'), {
      deadlineMs: 5_000,
    });
    await reading.stop();
    await log.close();
    expect(mine().map(({ event }) => event.type)).toEqual([
      'ChargeRequested',
      'ChargeAuthorized',
      'CaptureRequested',
      'ChargeCaptured',
    ]);
    expect(mine().map(({ version, state }) => [version, state.charge?.status])).toEqual([
      [1, 'requested'],
      [2, 'authorized'],
      [3, 'authorized'],
      [4, 'captured'],
    ]);
    expect(mine().map(({ origin }) => origin.idempotencyKey)).toEqual([
      'create',
      'create',
      'capture',
      'capture',
    ]);
    expect(seen.map(({ position }) => position)).toEqual(seen.map((_, index) => BigInt(index + 1)));
  });

  it('resolves what the acquirer left unsaid by asking, and charges once', async () => {
    await payments.sandbox.faults.program(caller, { fail: 'reset', latencyMs: 0, count: 1 });
    const terms = payments.terms('tok_visa');
    const reply = await payments.create(terms);
    expect(reply.state.charge).toMatchObject({ status: 'captured' });
  });

  it('goes on with an open intent after its process died', async () => {
    const terms = payments.terms('tok_visa');
    await payments.sandbox.faults.program(caller, { fail: 'none', latencyMs: 1_500, count: 1 });
    const cut = payments.create(terms).catch((error: Error) => error);
    const asked = async () => expect(await payments.eventsOf(terms)).toEqual(['ChargeRequested']);
    await eventually(asked, { deadlineMs: 5_000 });
    await payments.restart();
    await cut;
    expect(await payments.create(terms)).toMatchObject({
      state: { charge: { status: 'captured' } },
    });
  }, 30_000);
});
