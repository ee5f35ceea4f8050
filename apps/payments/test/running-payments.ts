// The service as it runs embedded, for its specs: real PostgreSQL below the event log and the message
// log, the sandbox acquirer, and a client that sends commands as the gateway does.
import {
  deriveCommandId,
  deriveCore,
  deriveSuffix,
  idOf,
  partitionOf,
  replyPartitions,
  sandboxCard,
  streamIdOf,
  topics,
  type ReplyRecord,
} from '@ledgerway/contracts';
import { openSandbox, sandboxDatabase, type Sandbox } from '@ledgerway/connectors';
import type { CardSnapshot, ChargeCommand, Terms } from '@ledgerway/domain';
import { ensureInstallation, PostgresEventReader } from '@ledgerway/event-store';
import { CommandClient, messageLogDatabase, PostgresMessageLog } from '@ledgerway/messaging';
import {
  createLogger,
  createMetrics,
  HealthRegistry,
  InProcessChannel,
  InProcessServer,
  migrate,
  systemClock,
  type Clock,
} from '@ledgerway/platform';
import { eventually, testDatabase } from '@ledgerway/testing';
import { paymentsDatabase, startPayments } from '../src/index.js';

export const partitions = 4;
export const caller = { merchantId: idOf('acct', deriveCore(1, 'merchant')), livemode: false };
export const logger = createLogger({ name: 'test', level: 'silent' });

const minuteMs = 60_000;

export class RunningPayments {
  private charges = 0;

  private constructor(
    readonly databaseUrl: string,
    readonly sandbox: Sandbox,
    private readonly dropDatabase: () => Promise<void>,
    readonly clock: Clock,
    private current: { client: CommandClient; stop: () => Promise<void> },
  ) {}

  static async start(clock: Clock = systemClock): Promise<RunningPayments> {
    const { url, drop } = await testDatabase('payments');
    for (const one of [paymentsDatabase, messageLogDatabase, sandboxDatabase])
      await migrate({ url, ...one });
    await ensureInstallation(url, { partitions, firstStart: partitions });
    const sandbox = openSandbox({ databaseUrl: url, clock });
    const first = await startProcess(url, sandbox, clock, 'first');
    return new RunningPayments(url, sandbox, drop, clock, first);
  }

  get client(): CommandClient {
    return this.current.client;
  }

  /** Ends the process and starts another one on the same log. */
  async restart(): Promise<void> {
    await this.current.stop();
    this.current = await startProcess(this.databaseUrl, this.sandbox, this.clock, 'second');
  }

  async stop(): Promise<void> {
    await this.current.stop();
    await this.sandbox.close();
    await this.dropDatabase();
  }

  terms(source: string, capture: Terms['capture'] = 'automatic', amount = 2000n): Terms {
    const terms = RunningPayments.termsOf((this.charges += 1), sandboxCard(source) as CardSnapshot);
    return { ...terms, capture, amount };
  }

  /** The terms of the `number`-th charge. */
  static termsOf(number: number, card: CardSnapshot): Terms {
    const core = deriveCore(Date.now(), caller.merchantId, String(number));
    const terms = { chargeId: idOf('ch', core), amount: 2000n, currency: 'hkd', card, details };
    return { ...caller, ...terms, capture: 'automatic' };
  }

  send(
    { chargeId }: Terms,
    key: string,
    command: ChargeCommand,
    waitMs = 20_000,
  ): Promise<ReplyRecord> {
    const id = deriveCommandId(caller.merchantId, chargeId, key);
    const streamId = streamIdOf(coreOfCharge(chargeId));
    return this.client.send(
      { id, streamId, origin: { id: 'req_1', idempotencyKey: key }, command },
      waitMs,
    );
  }

  /** What the log holds of a charge: the types of its events. */
  async eventsOf({ chargeId }: Terms): Promise<string[]> {
    const reader = new PostgresEventReader({ url: this.databaseUrl });
    const core = coreOfCharge(chargeId);
    const ref = { partition: partitionOf(core, partitions), streamId: streamIdOf(core) };
    const events = (await reader.readStreams([ref])).get(ref.streamId) ?? [];
    await reader.close();
    return events.map(({ type }) => type);
  }

  create(terms: Terms): Promise<ReplyRecord> {
    return this.send(terms, 'create', { type: 'CreateCharge', terms, at: this.clock.now() });
  }
}

const details: Terms['details'] = {
  description: null,
  metadata: {},
  receiptEmail: null,
  shipping: null,
  statementDescriptor: null,
  statementDescriptorSuffix: null,
  transferGroup: null,
  fraudDetails: {},
  customer: null,
};

export const coreOfCharge = (chargeId: string): string => chargeId.slice('ch_'.length);

export const capture = (
  { chargeId }: Terms,
  key: string,
  amount: bigint | null,
): ChargeCommand => ({
  type: 'CaptureCharge',
  caller,
  captureId: idOf('cap', coreOfCharge(chargeId), deriveSuffix(key)),
  amount,
  final: true,
  releaseId: idOf('re', coreOfCharge(chargeId), deriveSuffix(key, 'release')),
  at: Date.now(),
});

export const refund = ({ chargeId }: Terms, key: string, amount: bigint | null): ChargeCommand => ({
  type: 'RefundCharge',
  caller,
  refundId: idOf('re', coreOfCharge(chargeId), deriveSuffix(key)),
  amount,
  reason: null,
  metadata: {},
  at: Date.now(),
});

async function startProcess(databaseUrl: string, sandbox: Sandbox, clock: Clock, instance: string) {
  const log = new PostgresMessageLog({ url: databaseUrl });
  await log.createTopics([
    { topic: topics.commands, partitions, retentionMs: minuteMs },
    { topic: topics.events, partitions, retentionMs: minuteMs },
    { topic: topics.replies, partitions: replyPartitions, retentionMs: minuteMs },
  ]);
  const health = new HealthRegistry();
  const service = await startPayments({
    log,
    databaseUrl,
    partitions,
    sandbox,
    queries: new InProcessServer(new InProcessChannel('payments')),
    logger,
    registry: createMetrics({ processMetrics: false }).registry,
    health,
    clock,
    instance,
    onStall: (error) => {
      throw error;
    },
  });
  const client = new CommandClient({ log, instance, partitions, replyPartition: 3 });
  await client.start();
  await eventually(async () => expect((await health.ready()).status).toBe('ok'), {
    deadlineMs: 10_000,
  });
  const stop = async () => {
    await client.stop();
    await service.stop();
    await log.close();
  };
  return { client, stop };
}
