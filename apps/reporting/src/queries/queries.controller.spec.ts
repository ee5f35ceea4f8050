import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import {
  InProcessChannel,
  InProcessClient,
  InProcessServer,
  type Database,
} from '@ledgerway/platform';
import { firstValueFrom } from 'rxjs';
import type { ReportingQueries } from '@ledgerway/contracts';
import { dayMs } from '@ledgerway/domain';
import { clocksOf, projectionOf, readModels, type ReadModels } from '../../test/read-models.js';
import { termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { readPositions } from '../projection/positions.js';
import { ReachedPositions } from '../projection/reached-positions.js';
import { QueriesController, readSide } from './queries.controller.js';

@Module({})
class QueriesModule {}

const tenant = { merchantId: 'acct_one', livemode: false };
const page = { limit: 10 };

describe('the queries', () => {
  let models: ReadModels;
  let database: Database;
  let reached: ReachedPositions;
  let stop: () => Promise<void>;
  let client: InProcessClient;
  let log: WrittenLog;
  beforeAll(async () => {
    models = await readModels('queries');
    database = await models.schema('reporting', 1);
    log = new WrittenLog(1);
    reached = new ReachedPositions(async () => {
      const positions = await readPositions(database.pool);
      return new Map([...positions].map(([partition, { position }]) => [partition, position]));
    });
    const channel = new InProcessChannel('reporting');
    const side = { database, reached, clocks: clocksOf(database), reader: log.store };
    const app = await NestFactory.createMicroservice(
      {
        module: QueriesModule,
        controllers: [QueriesController],
        providers: [{ provide: readSide, useValue: side }],
      },
      { strategy: new InProcessServer(channel), logger: false },
    );
    await app.listen();
    client = new InProcessClient(channel);
    stop = () => app.close();
  });
  afterAll(async () => {
    await stop();
    await models.drop();
  });

  const ask = <P extends keyof ReportingQueries>(
    pattern: P,
    question: ReportingQueries[P]['ask'],
  ) => firstValueFrom(client.send<ReportingQueries[P]['answer']>(pattern, question));
  const write = async (name: string) => {
    await writeCharge(log, termsOf(name));
    const last = log.records.at(-1)!;
    return [[last.partition, String(last.position)]] as const;
  };
  const projecting = () =>
    projectionOf(database, log, { advanced: (p, at) => reached.advanced(p, at) });

  it('answer with the write they were told of, though it is projected later', async () => {
    const after = await write('a');
    const listed = ask('reporting.charges', { ...tenant, page, after });
    const balance = ask('reporting.balance', { ...tenant, after });
    await projecting().projection.handle(log.batch(0));
    expect(await listed).toMatchObject({ data: [{ status: 'captured' }], hasMore: false });
    expect(await balance).toEqual({
      available: [{ amount: '0', currency: 'hkd' }],
      pending: [{ amount: '2000', currency: 'hkd' }],
    });
  });

  it('answer with the write though another process projected it', async () => {
    const after = await write('b');
    const listed = ask('reporting.balance_transactions', { ...tenant, page, after });
    // It tells this process nothing.
    await projectionOf(database, log).projection.handle(log.batch(0));
    expect(await listed).toMatchObject({ data: { length: 2 } });
  });

  it('follow the clock of an account’s test mode, and of no other', async () => {
    const after = await write('c');
    await writeCharge(log, termsOf('live', { livemode: true }));
    await projecting().projection.handle(log.batch(0));
    const statuses = async (livemode: boolean) => {
      const asked = { ...tenant, livemode, page, after };
      const listed = await ask('reporting.balance_transactions', asked);
      if (!('data' in listed)) throw new Error('unknown cursor');
      return new Set(listed.data.map(({ status }) => status));
    };
    const week = 7 * dayMs;
    expect(await statuses(false)).toEqual(new Set(['pending']));
    expect(await ask('reporting.set_clock', { merchantId: 'acct_two', offsetMs: week })).toBeNull();
    expect(await statuses(false)).toEqual(new Set(['pending']));
    await ask('reporting.set_clock', { ...tenant, offsetMs: week });
    expect(await statuses(false)).toEqual(new Set(['available']));
    expect(await statuses(true)).toEqual(new Set(['pending']));
  });

  it('answer every pattern of the contract', async () => {
    const after = [] as const;
    const id = termsOf('a').chargeId.replace('ch_', 'txn_');
    expect(await ask('reporting.balance_transaction', { ...tenant, id, after })).toMatchObject({
      id,
    });
    expect(await ask('reporting.refunds', { ...tenant, page, after })).toEqual({
      data: [],
      hasMore: false,
    });
    const lists = [
      'reporting.payment_intents',
      'reporting.setup_intents',
      'reporting.customers',
      'reporting.disputes',
    ] as const;
    for (const pattern of lists)
      expect(await ask(pattern, { ...tenant, page, after })).toEqual({ data: [], hasMore: false });
    const methods = { ...tenant, customer: 'cus_1', page, after };
    expect(await ask('reporting.payment_methods', methods)).toEqual({ data: [], hasMore: false });
    const entries = await ask('reporting.ledger_entries', { page, after });
    expect(entries).toMatchObject({ data: { length: 8 } });
  });
});
