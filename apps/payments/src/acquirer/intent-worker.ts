// Asks the acquirer what the log says must be asked, and brings the answers back as commands. No
// transaction is open while it asks. What is not answered plainly is `unknown`, and is resolved by
// looking it up, never by trying blindly.
import { deriveCommandId } from '@ledgerway/contracts';
import { openIntentsOf, tenantOf, type Intent, type StreamCommand } from '@ledgerway/domain';
import { failpoint, type AccountClocks, type Logger } from '@ledgerway/platform';
import type { Stream } from '../processor/stream.js';
import { Acquirer, type Answer } from './acquirer.js';

export type IntentWorkerOptions = {
  readonly acquirer: Acquirer;
  readonly clocks: AccountClocks;
  readonly logger: Logger;
  /** Has an answer decided by the partition's owner; false if the partition was lost. */
  readonly decide: (
    partition: number,
    work: { streamId: string; commandId: string; command: StreamCommand; intentId: string },
  ) => Promise<boolean>;
  /** Most calls under way at once. */
  readonly maxInFlight: number;
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
};

type Task = {
  readonly key: string;
  readonly partition: number;
  readonly streamId: string;
  readonly state: Stream['state'];
  readonly intent: Intent;
  /** True if the acquirer may have been asked before: then it is looked up first. */
  readonly askedBefore: boolean;
};

export class IntentWorker {
  private readonly tasks = new Map<string, Task>();
  private readonly waiting: Task[] = [];
  private inFlight = 0;
  private stopped = false;

  constructor(private readonly options: IntentWorkerOptions) {}

  /** Takes up every open intent of the stream that is not taken up already. */
  consider({ partition, streamId, state }: Stream, recovered = false): void {
    for (const intent of openIntentsOf(state)) {
      const key = `${streamId}/${intent.intentId}`;
      if (this.stopped || this.tasks.has(key)) continue;
      const askedBefore =
        recovered || intent.unknown || (intent.kind === 'refund' && intent.pending);
      const task = { key, partition, streamId, state, intent, askedBefore };
      this.tasks.set(key, task);
      this.waiting.push(task);
    }
    this.startWaiting();
  }

  /** Another process may own the partition now: its intents are that process's to resolve. */
  drop(partition: number): void {
    for (const [key, task] of this.tasks) if (task.partition === partition) this.tasks.delete(key);
  }

  stop(): void {
    this.stopped = true;
    this.tasks.clear();
  }

  get open(): number {
    return this.tasks.size;
  }

  private startWaiting(): void {
    while (this.inFlight < this.options.maxInFlight) {
      const task = this.waiting.shift();
      if (task === undefined) return;
      this.inFlight += 1;
      void this.resolve(task).finally(() => {
        this.inFlight -= 1;
        this.startWaiting();
      });
    }
  }

  private isCurrent = (task: Task): boolean => this.tasks.get(task.key) === task;

  private async resolve(task: Task): Promise<void> {
    const { acquirer, logger } = this.options;
    for (let round = 0, ask = !task.askedBefore; this.isCurrent(task); round += 1, ask = false) {
      try {
        const answer = ask
          ? await acquirer.send(task.intent, task.state)
          : await acquirer.lookUpOrSend(task.intent, task.state);
        failpoint('payments.acquirer-answered');
        if (!this.isCurrent(task) || !(await this.record(task, answer))) break;
        if (answer.final) break;
      } catch (err) {
        logger.error({ err, intent: task.key }, 'an intent could not be resolved yet');
      }
      await this.pause(round);
    }
    if (this.isCurrent(task)) this.tasks.delete(task.key);
  }

  private record(task: Task, answer: Answer): Promise<boolean> {
    const { partition, streamId, intent, state } = task;
    const tenant = tenantOf(state);
    if (tenant === null) throw new Error(`Nobody owns stream ${streamId}`);
    const command = answer.command(this.options.clocks.now(tenant.merchantId, tenant.livemode));
    const commandId = deriveCommandId(streamId, intent.intentId, answer.said);
    const { intentId } = intent;
    return this.options.decide(partition, { streamId, commandId, command, intentId });
  }

  private pause(round: number): Promise<void> {
    const { firstRetryMs, maxRetryMs } = this.options;
    const delayMs = Math.min(maxRetryMs, firstRetryMs * 2 ** Math.min(round, 20));
    return new Promise((resume) => setTimeout(resume, delayMs).unref());
  }
}
