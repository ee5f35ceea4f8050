// Hosts `@EventPattern(topic)` handlers of Nest on a message log. Unlike Nest's own transports it
// hands over whole batches, and a handler that rejects gets the same batch again.
import { BaseRpcContext, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type {
  MessageLog,
  RecordBatch,
  RunningSubscription,
  StartOffset,
  Subscription,
} from '../port.js';

export type BatchLogServerOptions = {
  readonly log: MessageLog;
  readonly group: string;
  /** See Subscription.start and Subscription.lost. */
  readonly start: (
    topic: string,
    partitions: readonly number[],
  ) => Promise<ReadonlyMap<number, StartOffset>>;
  readonly lost?: (topic: string, partitions: readonly number[]) => void;
  readonly onSubscribed?: (topic: string, subscription: RunningSubscription) => void;
};

/** `app.connectMicroservice({ strategy: new BatchLogServer({ … }) })`. */
export class BatchLogServer extends Server implements CustomTransportStrategy {
  /** A failure of a handler is answered by a redelivery, and reported by the log. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly running = new Map<string, RunningSubscription>();

  constructor(private readonly options: BatchLogServerOptions) {
    super();
  }

  /** By topic; what was not yet subscribed is absent. */
  get subscriptions(): ReadonlyMap<string, RunningSubscription> {
    return this.running;
  }

  listen(callback: (error?: unknown) => void): void {
    this.subscribeAll().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    const subscriptions = [...this.running.values()];
    this.running.clear();
    await Promise.all(subscriptions.map((subscription) => subscription.stop()));
  }

  /** @throws if the topic is not subscribed */
  seek(topic: string, offsets: ReadonlyMap<number, StartOffset>): Promise<void> {
    return this.subscriptionOf(topic).seek(offsets);
  }

  /** @throws if the topic is not subscribed */
  commit(topic: string, nextOffsets: ReadonlyMap<number, bigint>): void {
    this.subscriptionOf(topic).commit(nextOffsets);
  }

  on(): void {
    throw new Error('The message log has no connection events; ask for its health instead');
  }

  unwrap<T>(): T {
    return this.options.log as T;
  }

  private subscriptionOf(topic: string): RunningSubscription {
    const subscription = this.running.get(topic);
    if (subscription === undefined) throw new Error(`Not subscribed to ${topic}`);
    return subscription;
  }

  private async subscribeAll(): Promise<void> {
    for (const [topic, { isEventHandler }] of this.messageHandlers) {
      if (!isEventHandler)
        throw new Error(`${topic}: a message log takes events, it answers no @MessagePattern`);
    }
    try {
      await Promise.all([...this.messageHandlers.keys()].map((topic) => this.subscribe(topic)));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private async subscribe(topic: string): Promise<void> {
    const { log, group, start, lost, onSubscribed } = this.options;
    // The first batch may come before `subscribe` has returned, but its handler may want to seek.
    const subscribed = Promise.withResolvers<void>();
    const subscription: Subscription = {
      topic,
      group,
      start: (partitions) => start(topic, partitions),
      lost: (partitions) => lost?.(topic, partitions),
      handle: async (batch) => {
        await subscribed.promise;
        await this.dispatch(batch);
      },
    };
    const running = await log.subscribe(subscription);
    this.running.set(topic, running);
    onSubscribed?.(topic, running);
    subscribed.resolve();
  }

  private async dispatch(batch: RecordBatch): Promise<void> {
    const handler = this.messageHandlers.get(batch.topic)!;
    const context = new BaseRpcContext([batch.topic, batch.partition]);
    const result: unknown = await handler(batch, context);
    await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
  }
}
