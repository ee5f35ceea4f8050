// The service as it runs embedded: real PostgreSQL below the event log and the message log, the
// sandbox acquirer, and a client that sends commands as the gateway does.
import {
  decodeEventRecord,
  deriveCommandId,
  deriveCore,
  deriveSuffix,
  idOf,
  partitionOf,
  replyPartitions,
  sandboxCard,
  streamIdOf,
  topics,
  type EventRecord,
} from '@ledgerway/contracts';
import { openSandbox, sandboxDatabase, type Sandbox } from '@ledgerway/connectors';
import { ensureInstallation } from '@ledgerway/event-store';
import type { CardSnapshot, ChargeCommand, Terms } from '@ledgerway/domain';
import { CommandClient, messageLogDatabase, PostgresMessageLog } from '@ledgerway/messaging';
import {
  createLogger,
  createMetrics,
  HealthRegistry,
  InProcessChannel,
  InProcessServer,
  migrate,
  systemClock,
} from '@ledgerway/platform';
import { eventually, testDatabase } from '@ledgerway/testing';
import { paymentsDatabase, startPayments } from './index.js';

const partitions = 4;
const caller = { merchantId: idOf('acct', deriveCore(1, 'merchant')), livemode: false };
const logger = createLogger({ name: 'test', level: 'silent' });

type Running = { client: CommandClient; stop: () => Promise<void>; crash: () => Promise<void> };

describe('the payments service', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let running: Running;
  let sandbox: Sandbox;

  async function start(instance: string): Promise<Running> {
    const log = new PostgresMessageLog({ url: database.url, logger });
    await log.createTopics([
      { topic: topics.commands, partitions, retentionMs: 60_000 },
      { topic: topics.events, partitions, retentionMs: 60_000 },
      { topic: topics.replies, partitions: replyPartitions, retentionMs: 60_000 },
    ]);
    const health = new HealthRegistry();
    const service = await startPayments({
      log,
      databaseUrl: database.url,
      partitions,
      sandbox,
      queries: new InProcessServer(new InProcessChannel('payments')),
      logger,
      registry: createMetrics({ processMetrics: false }).registry,
      health,
      clock: systemClock,
      instance,
    });
    const client = new CommandClient({ log, instance, partitions, replyPartition: 3 });
    await client.start();
    await eventually(async () => expect((await health.ready()).status).toBe('ok'), { deadlineMs: 10_000 });
    const stop = async () => {
      await client.stop();
      await service.stop();
      await log.close();
    };
    return { client, stop, crash: () => log.close() };
  }

  beforeAll(async () => {
    database = await testDatabase('payments');
    for (const one of [paymentsDatabase, messageLogDatabase, sandboxDatabase])
      await migrate({ url: database.url, ...one });
    await ensureInstallation(database.url, { partitions, firstStart: partitions });
    sandbox = openSandbox({ databaseUrl: database.url, clock: systemClock });
    running = await start('first');
  }, 60_000);
  afterAll(async () => {
    await running?.stop();
    await sandbox?.close();
    await database?.drop();
  });

  let keys = 0;
  function termsFor(source: string, capture: Terms['capture'] = 'automatic'): Terms {
    const core = deriveCore(Date.now(), caller.merchantId, String((keys += 1)));
    return {
      ...caller,
      chargeId: idOf('ch', core),
      amount: 2000n,
      currency: 'hkd',
      capture,
      card: sandboxCard(source) as CardSnapshot,
      details: {
        description: null,
        metadata: {},
        receiptEmail: null,
        shipping: null,
        statementDescriptor: null,
        statementDescriptorSuffix: null,
        transferGroup: null,
        fraudDetails: {},
        customer: null,
      },
    };
  }
  const coreOfCharge = (terms: Terms) => terms.chargeId.slice(3);
  const send = (terms: Terms, key: string, command: ChargeCommand, waitMs = 10_000) =>
    running.client.send(
      {
        id: deriveCommandId(caller.merchantId, terms.chargeId, key),
        streamId: streamIdOf(coreOfCharge(terms)),
        origin: { id: 'req_1', idempotencyKey: key },
        command,
      },
      waitMs,
    );
  const create = (terms: Terms) => send(terms, 'create', { type: 'CreateCharge', terms, at: Date.now() });
  const capture = (terms: Terms, key: string, amount: bigint | null): ChargeCommand => ({
    type: 'CaptureCharge',
    caller,
    captureId: idOf('cap', coreOfCharge(terms), deriveSuffix(key)),
    amount,
    final: true,
    releaseId: idOf('re', coreOfCharge(terms), deriveSuffix(key, 'release')),
    at: Date.now(),
  });

  it('answers a charge when the acquirer has approved it', async () => {
    const reply = await create(termsFor('tok_visa'));
    expect(reply).toMatchObject({ outcome: { kind: 'done' }, charge: { status: 'captured' } });
  });

  it('answers a charge when the acquirer has declined it', async () => {
    const reply = await create(termsFor('tok_chargeDeclined'));
    expect(reply).toMatchObject({ outcome: { kind: 'done' }, charge: { status: 'declined' } });
  });

  it('records a refusal and says why', async () => {
    const terms = termsFor('tok_visa', 'manual');
    await create(terms);
    const reply = await send(terms, 'too much', capture(terms, 'too much', 2001n));
    expect(reply.outcome).toEqual({ kind: 'rejected', reason: 'capture_exceeds_authorized' });
  });

  it('answers a command that comes again as it answered it, whatever has happened since', async () => {
    const terms = termsFor('tok_visa', 'manual');
    const first = await create(terms);
    await send(terms, 'capture', capture(terms, 'capture', 1500n));
    const again = await create(terms);
    expect(again).toEqual(first);
    expect(again.charge).toMatchObject({ status: 'authorized', captures: [] });
  });

  it('finds nothing of another merchant', async () => {
    const terms = termsFor('tok_visa', 'manual');
    await create(terms);
    const foreign = { ...capture(terms, 'foreign', null), caller: { ...caller, merchantId: 'acct_other' } };
    const reply = await send(terms, 'foreign', foreign as ChargeCommand);
    expect(reply.outcome).toEqual({ kind: 'rejected', reason: 'not_found' });
  });

  it('publishes every event once, in order, with the charge after it', async () => {
    const terms = termsFor('tok_visa', 'manual');
    await create(terms);
    await send(terms, 'capture', capture(terms, 'capture', null));
    const log = new PostgresMessageLog({ url: database.url, logger });
    const partition = partitionOf(coreOfCharge(terms), partitions);
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
    const mine = () => seen.filter(({ streamId }) => streamId === streamIdOf(coreOfCharge(terms)));
    await eventually(() => expect(mine().at(-1)?.event.type).toBe('ChargeCaptured'), { deadlineMs: 5_000 });
    await reading.stop();
    await log.close();
    expect(mine().map(({ event }) => event.type)).toEqual([
      'ChargeRequested',
      'ChargeAuthorized',
      'CaptureRequested',
      'ChargeCaptured',
    ]);
    expect(mine().map(({ version, charge }) => [version, charge?.status])).toEqual([
      [1, 'requested'],
      [2, 'authorized'],
      [3, 'authorized'],
      [4, 'captured'],
    ]);
    expect(seen.map(({ position }) => position)).toEqual(seen.map((_, index) => BigInt(index + 1)));
  });

  it('resolves what the acquirer left unsaid by asking, and charges once', async () => {
    await sandbox.faults.program(caller, { fail: 'reset', latencyMs: 0, count: 1 });
    const terms = termsFor('tok_visa');
    const reply = await create(terms);
    expect(reply.charge).toMatchObject({ status: 'captured' });
  });

  it('goes on with an open intent after its process died', async () => {
    const terms = termsFor('tok_visa');
    await sandbox.faults.program(caller, { fail: 'none', latencyMs: 1_500, count: 1 });
    const cut = create(terms).catch((error: Error) => error);
    await eventually(async () => expect(running.client.waiting).toBe(1), { deadlineMs: 2_000 });
    await running.stop();
    await cut;
    running = await start('second');
    expect(await create(terms)).toMatchObject({ charge: { status: 'captured' } });
  }, 30_000);
});
