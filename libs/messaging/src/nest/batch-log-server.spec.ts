import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { record, text } from '../conformance/recorder.js';
import { InMemoryMessageLog } from '../in-memory/in-memory-message-log.js';
import type { RecordBatch, RunningSubscription, StartOffset } from '../port.js';
import { BatchLogServer } from './batch-log-server.js';

const definitions = ['orders', 'parcels'].map((topic) => ({
  topic,
  partitions: 2,
  retentionMs: 60_000,
}));

/** What the controllers of a test do with a batch. */
let onBatch: (topic: string, batch: RecordBatch) => Promise<void>;

@Controller()
class OrdersController {
  @EventPattern('orders')
  orders(@Payload() batch: RecordBatch): Promise<void> {
    return onBatch('orders', batch);
  }

  @EventPattern('parcels')
  parcels(@Payload() batch: RecordBatch): Promise<void> {
    return onBatch('parcels', batch);
  }
}

@Controller()
class QuestionController {
  @MessagePattern('orders')
  answer(): string {
    return 'a log answers nobody';
  }
}

@Module({ controllers: [OrdersController] })
class OrdersModule {}

@Module({ controllers: [QuestionController] })
class QuestionModule {}

describe('BatchLogServer', () => {
  let log: InMemoryMessageLog;
  beforeEach(async () => {
    log = new InMemoryMessageLog({ limits: { retryPauseMs: 1 } });
    await log.createTopics(definitions);
  });
  afterEach(() => log.close());

  const start = async (
    _: string,
    partitions: readonly number[],
  ): Promise<ReadonlyMap<number, StartOffset>> => new Map(partitions.map((p) => [p, 'earliest']));
  const quiet = { logger: false as const, abortOnError: false };

  it('hands each topic its own whole batches', async () => {
    const received = new Map<string, string[]>();
    const both = Promise.withResolvers<void>();
    onBatch = async (topic, { records }) => {
      received.set(topic, records.map(text));
      if (received.size === 2) both.resolve();
    };
    await log.publish('orders', [record(0, 'a'), record(0, 'b')]);
    await log.publish('parcels', [record(1, 'c')]);
    const subscribed: string[] = [];
    const strategy = new BatchLogServer({
      log,
      group: 'g',
      start,
      onSubscribed: (topic) => subscribed.push(topic),
    });
    const app = await NestFactory.createMicroservice(OrdersModule, { ...quiet, strategy });
    await app.listen();
    await both.promise;
    expect(Object.fromEntries(received)).toEqual({ orders: ['a', 'b'], parcels: ['c'] });
    expect(subscribed.sort()).toEqual(['orders', 'parcels']);
    await app.close();
    expect(strategy.subscriptions.size).toBe(0);
  });

  it('brings a batch again that its handler rejected, and lets the handler seek', async () => {
    const seen: string[][] = [];
    const done = Promise.withResolvers<void>();
    onBatch = async (topic, { records }) => {
      seen.push(records.map(text));
      if (seen.length === 1) throw new Error('the database is away');
      if (seen.length === 2) await strategy.seek(topic, new Map([[0, 1n]]));
      if (seen.length === 3) done.resolve();
    };
    await log.publish('orders', [record(0, 'a'), record(0, 'b')]);
    const strategy = new BatchLogServer({ log, group: 'g', start });
    const app = await NestFactory.createMicroservice(OrdersModule, { ...quiet, strategy });
    await app.listen();
    await done.promise;
    expect(seen).toEqual([['a', 'b'], ['a', 'b'], ['b']]);
    await app.close();
  });

  it('has the subscription ready before the first batch is handled', async () => {
    const known = Promise.withResolvers<RunningSubscription | undefined>();
    onBatch = async (topic) => known.resolve(strategy.subscriptions.get(topic));
    await log.publish('orders', [record(0, 'a')]);
    const strategy = new BatchLogServer({ log, group: 'g', start });
    const app = await NestFactory.createMicroservice(OrdersModule, { ...quiet, strategy });
    await app.listen();
    expect(await known.promise).toBeDefined();
    await app.close();
  });

  it('refuses to start with a handler that wants to answer', async () => {
    const strategy = new BatchLogServer({ log, group: 'g', start });
    const app = await NestFactory.createMicroservice(QuestionModule, { ...quiet, strategy });
    await expect(app.listen()).rejects.toThrow('@MessagePattern');
  });

  it('refuses to start on a topic that is not there', async () => {
    const empty = new InMemoryMessageLog();
    const strategy = new BatchLogServer({ log: empty, group: 'g', start });
    const app = await NestFactory.createMicroservice(OrdersModule, { ...quiet, strategy });
    await expect(app.listen()).rejects.toThrow('No such topic');
  });
});
