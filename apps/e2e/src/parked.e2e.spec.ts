// Commands that were put aside, because of a bug or because nobody could read them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import {
  deriveCommandId,
  encodeCommandRecord,
  parseId,
  partitionOf,
  streamIdOf,
  topics,
} from '@ledgerway/contracts';
import { PostgresMessageLog } from '@ledgerway/messaging';
import { createLogger } from '@ledgerway/platform';
import { eventually } from '@ledgerway/testing';
import { Deployment } from './deployment/deployment.js';

const partitions = 2;

type Listed = { partition: number; offset: string; stream: string | null; command: string | null };

describe('commands that were put aside', () => {
  let deployment: Deployment;
  let client: pg.Client;
  let log: PostgresMessageLog;
  beforeAll(async () => {
    deployment = await Deployment.start('embedded', { LEDGERWAY_PARTITIONS: String(partitions) });
    const left = readFileSync(join(deployment.directory, 'connections.json'), 'utf8');
    const { databaseUrl } = JSON.parse(left) as { databaseUrl: string };
    client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    log = new PostgresMessageLog({
      url: databaseUrl,
      logger: createLogger({ name: 'spec', level: 'silent' }),
    });
  }, 120_000);
  afterAll(async () => {
    await log?.close();
    await client?.end();
    await deployment?.destroy();
  }, 60_000);

  async function list(): Promise<Listed[]> {
    const { code, output } = await deployment.ledgerway('dlq', 'list', '--json');
    expect(code).toBe(0);
    return output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Listed);
  }

  /** As it is after a bug, before all other commands: it is on the list, and its owner knows of it. */
  async function parkUpdate(chargeId: string, description: string): Promise<void> {
    const { core } = parseId(chargeId)!;
    const [partition, streamId] = [partitionOf(core, partitions), streamIdOf(core)];
    const caller = { merchantId: deployment.credentials.account, livemode: false };
    const value = encodeCommandRecord({
      ...{ id: deriveCommandId('parked', chargeId), streamId, replyTo: null },
      origin: { id: null, idempotencyKey: null },
      command: { type: 'UpdateCharge', caller, changes: { description }, at: Date.now() },
    });
    await client.query(
      `insert into payments.parked (part, cmd_offset, stream_id, reason, value)
       values ($1, -1, $2, 'Error: a bug', $3)`,
      [partition, streamId, value],
    );
    await client.query('update payments.heads set epoch = epoch + 1 where part = $1', [partition]);
  }

  it('of a stream go on when it is unparked, in their order', async () => {
    const stripe = deployment.sdk();
    const sale = { amount: 2_000, currency: 'hkd', source: 'tok_visa' } as const;
    const { id } = await stripe.charges.create(sale);
    await parkUpdate(id, 'first');
    const { core } = parseId(id)!;
    const later = { ...(await laterUpdate(core)), partition: partitionOf(core, partitions) };
    await log.publish(topics.commands, [later]);
    await eventually(async () => expect(await list()).toHaveLength(2), { deadlineMs: 20_000 });
    expect((await stripe.charges.retrieve(id)).description).toBeNull();
    expect(await deployment.ledgerway('dlq', 'retry', '--all')).toMatchObject({ code: 1 });
    const { code, output } = await deployment.ledgerway('unpark', '--stream', id, '--json');
    expect({ code, ...(JSON.parse(output) as object) }).toMatchObject({ code: 0, commands: 2 });
    await eventually(async () =>
      expect((await stripe.charges.retrieve(id)).description).toBe('second'),
    );
    expect(await list()).toEqual([]);
    expect(await deployment.ledgerway('unpark', '--stream', id)).toMatchObject({ code: 2 });
  }, 90_000);

  /** A command that comes in behind the one that met the bug, once the owner has noticed that one. */
  async function laterUpdate(core: string) {
    const taken = () =>
      client.query<{ epoch: string }>('select epoch from payments.heads where part = $1', [
        partitionOf(core, partitions),
      ]);
    const before = BigInt((await taken()).rows[0]!.epoch);
    await eventually(
      async () => expect(BigInt((await taken()).rows[0]!.epoch)).toBeGreaterThan(before),
      { deadlineMs: 20_000 },
    );
    const caller = { merchantId: deployment.credentials.account, livemode: false };
    const value = encodeCommandRecord({
      ...{ id: deriveCommandId('later', core), streamId: streamIdOf(core), replyTo: null },
      origin: { id: null, idempotencyKey: null },
      command: {
        ...{ type: 'UpdateCharge', caller, changes: { description: 'second' }, at: Date.now() },
      },
    });
    return { headers: {}, value };
  }

  it('are listed if nobody could read them, sent again, and thrown away', async () => {
    const nonsense = { partition: 1, headers: {}, value: Buffer.from('{"nonsense') };
    await log.publish(topics.commands, [nonsense]);
    await eventually(async () =>
      expect(await list()).toMatchObject([{ partition: 1, stream: null, command: null }]),
    );
    const [first] = await list();
    expect(await deployment.ledgerway('dlq', 'retry', '--all')).toMatchObject({ code: 0 });
    await eventually(async () => {
      const [again] = await list();
      expect(Number(again?.offset)).toBeGreaterThan(Number(first!.offset));
    });
    expect(await deployment.ledgerway('dlq', 'discard')).toMatchObject({ code: 2 });
    const [last] = await list();
    const discard = ['dlq', 'discard', '--partition', '1', '--offset', last!.offset];
    expect(await deployment.ledgerway(...discard)).toMatchObject({ code: 0 });
    expect(await deployment.ledgerway(...discard)).toMatchObject({ code: 1 });
    expect(await list()).toEqual([]);
  }, 60_000);
});
