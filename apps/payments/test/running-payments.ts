// The service as it runs embedded, for its specs: real PostgreSQL below the event log and the message
// log, the sandbox acquirer, and a client that sends commands as the gateway does.
import {
  deriveCommandId,
  deriveCore,
  deriveSuffix,
  idOf,
  merchantCore,
  partitionOf,
  replyPartitions,
  sandboxCard,
  stateFromJson,
  streamIdOf,
  topics,
  type ReplyRecord,
  type StateJson,
} from '@ledgerway/contracts';
import { openSandbox, sandboxDatabase, type Sandbox } from '@ledgerway/connectors';
import type {
  CardSnapshot,
  ChargeCommand,
  PaymentIntent,
  StreamCommand,
  StreamState,
  Terms,
} from '@ledgerway/domain';
import * as example from '@ledgerway/domain/testing';
import { ensureInstallation, PostgresEventReader } from '@ledgerway/event-store';
import { CommandClient, messageLogDatabase, PostgresMessageLog } from '@ledgerway/messaging';
import {
  createLogger,
  createMetrics,
  HealthRegistry,
  InProcessChannel,
  InProcessClient,
  InProcessServer,
  migrate,
  systemClock,
  type Clock,
} from '@ledgerway/platform';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, testDatabase } from '@ledgerway/testing';
import { firstValueFrom } from 'rxjs';
import { paymentsDatabase, startPayments } from '../src/index.js';

export const partitions = 4;
export const caller = { merchantId: idOf('acct', deriveCore(1, 'merchant')), livemode: false };
const merchantOfAll = merchantCore(caller.merchantId, caller.livemode);
export const logger = createLogger({ name: 'test', level: 'silent' });

const minuteMs = 60_000;

export class RunningPayments {
  private charges = 0;
  /** A start that failed leaves nothing to stop. */
  private stopped = false;

  private constructor(
    readonly databaseUrl: string,
    readonly sandbox: Sandbox,
    private readonly dropDatabase: () => Promise<void>,
    readonly clock: Clock,
    private current: Awaited<ReturnType<typeof startProcess>>,
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
    if (!this.stopped) await this.current.stop();
    this.stopped = true;
    this.current = await startProcess(this.databaseUrl, this.sandbox, this.clock, 'second');
    this.stopped = false;
  }

  /** What its readiness says. */
  ready(): ReturnType<HealthRegistry['ready']> {
    return this.current.health.ready();
  }

  async stop(): Promise<void> {
    if (!this.stopped) await this.current.stop();
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
    const payer = { card, paymentMethod: card.id };
    return {
      ...example.terms,
      ...caller,
      chargeId: idOf('ch', core),
      ...payer,
      capture: 'automatic',
    };
  }

  send(
    { chargeId }: Terms,
    key: string,
    command: StreamCommand,
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
  eventsOf({ chargeId }: Terms): Promise<string[]> {
    return this.eventsIn(coreOfCharge(chargeId));
  }

  private async eventsIn(core: string): Promise<string[]> {
    const reader = new PostgresEventReader({ url: this.databaseUrl });
    const ref = { partition: partitionOf(core, partitions), streamId: streamIdOf(core) };
    const events = (await reader.readStreams([ref])).get(ref.streamId) ?? [];
    await reader.close();
    return events.map(({ type }) => type);
  }

  /** Moves an account's test mode ahead of the real time; resolves when what is due is done. */
  async setClock(merchantId: string, offsetMs: number): Promise<void> {
    const ask = { merchantId, offsetMs };
    await firstValueFrom(this.current.queries.send('payments.set_clock', ask));
  }

  /** Resolves when a command that is sent now finds all that the merchant is owed. */
  async fundsReady(): Promise<void> {
    await firstValueFrom(this.current.queries.send('payments.funds_ready', caller));
  }

  /** What the merchant of all charges is owed; null if nothing was ever told of it. */
  async merchant(): Promise<StreamState['merchant']> {
    const ask = { ...caller, id: idOf('po', merchantOfAll) };
    const answer = this.current.queries.send<StateJson | null>('payments.state', ask);
    const state = await firstValueFrom(answer);
    return state === null ? null : stateFromJson(state).merchant;
  }

  /** Sends a command to the merchant's stream. */
  sendToMerchant(key: string, command: StreamCommand): Promise<ReplyRecord> {
    const id = deriveCommandId(merchantOfAll, key);
    const origin = { id: 'req_1', idempotencyKey: key };
    return this.client.send({ id, streamId: streamIdOf(merchantOfAll), origin, command }, 20_000);
  }

  /** The types of the events in the merchant's stream. */
  merchantEvents(): Promise<string[]> {
    return this.eventsIn(merchantOfAll);
  }

  /** What stands in the stream of that id. */
  async stateOf(id: string): Promise<StreamState> {
    const ask = { ...caller, id };
    const answer = this.current.queries.send<StateJson>('payments.state', ask);
    return stateFromJson(await firstValueFrom(answer));
  }

  /** An intent whose payer has been shown a code, and has not paid. @returns its id */
  async createFpsIntent(): Promise<string> {
    const core = deriveCore(this.clock.now(), caller.merchantId, 'an fps intent');
    const at = this.clock.now();
    const method = { type: 'fps', card: null } as const;
    const intent: PaymentIntent = {
      ...example.intent,
      ...caller,
      id: idOf('pi', core),
      details: intentDetails,
      status: 'requires_confirmation',
      method: { ...example.methodSnapshot, id: idOf('pm', core), ...method },
      createdAt: at,
    };
    const confirm = example.confirmation(1, {
      chargeId: idOf('ch', core, deriveSuffix('charge')),
      reference: `${core}001`,
      returnUrl: null,
    });
    const id = deriveCommandId('create', intent.id);
    const command = { type: 'CreatePaymentIntent', intent, newMethod: null, confirm, at } as const;
    const origin = { id: null, idempotencyKey: null };
    await this.client.send({ id, streamId: streamIdOf(core), origin, command }, 20_000);
    return intent.id;
  }

  create(terms: Terms): Promise<ReplyRecord> {
    return this.send(terms, 'create', { type: 'CreateCharge', terms, at: this.clock.now() });
  }
}

const intentDetails: PaymentIntent['details'] = {
  ...example.intentDetails,
  captureMethod: 'automatic',
  methodTypes: ['fps'],
  methodOptions: null,
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
    { topic: topics.seals, partitions, retentionMs: minuteMs, compacted: true },
  ]);
  const sealsDirectory = mkdtempSync(join(tmpdir(), 'seals '));
  const health = new HealthRegistry();
  const channel = new InProcessChannel('payments');
  const service = await startPayments({
    log,
    databaseUrl,
    partitions,
    sandbox,
    sealsDirectory,
    masterKey: Buffer.alloc(32, 1),
    queries: new InProcessServer(channel),
    logger,
    registry: createMetrics({ processMetrics: false }).registry,
    health,
    clock,
    instance,
    onStall: (error) => {
      throw error;
    },
  }).catch(async (error: unknown) => {
    await log.close();
    throw error;
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
    rmSync(sealsDirectory, { recursive: true });
  };
  return { client, health, queries: new InProcessClient(channel), stop };
}
