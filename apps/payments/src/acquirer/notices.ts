// What the acquirer says by itself: a dispute, a refund that came back. A notice is acknowledged
// once its event is durable; until then it is told again, so none is lost and none counts twice.
import {
  deriveCommandId,
  deriveSuffix,
  idOf,
  parseId,
  partitionOf,
  streamIdOf,
} from '@ledgerway/contracts';
import type { AcquirerConnector, Notice } from '@ledgerway/connectors';
import type { StreamCommand } from '@ledgerway/domain';
import type { AccountClocks, Logger } from '@ledgerway/platform';
import type { Processor } from '../processor/processor.js';
import type { Streams } from '../processor/streams.js';

export type NoticesOptions = {
  readonly connector: Pick<AcquirerConnector, 'notices' | 'acknowledge'>;
  readonly processor: Processor;
  readonly streams: Streams;
  readonly clocks: AccountClocks;
  readonly partitions: number;
  readonly logger: Logger;
  readonly intervalMs: number;
};

const page = 100;

export class Notices {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private busy = false;

  constructor(private readonly options: NoticesOptions) {}

  start(): void {
    this.timer = setInterval(() => {
      if (!this.busy) this.running = this.round();
    }, this.options.intervalMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async round(): Promise<void> {
    const { connector, logger } = this.options;
    this.busy = true;
    try {
      const heard: string[] = [];
      for (const notice of await connector.notices(page))
        if (await this.take(notice)) heard.push(notice.noticeId);
      if (heard.length > 0) await connector.acknowledge(heard);
    } catch (err) {
      logger.warn({ err }, 'notices of the acquirer will be asked for again');
    } finally {
      this.busy = false;
    }
  }

  /** True once the notice needs no repetition: its event is durable, or can never come to be. */
  private async take(notice: Notice): Promise<boolean> {
    const { processor, streams, clocks, logger } = this.options;
    const core = parseId(notice.authorizationIntentId)?.core;
    if (core === undefined) {
      logger.error({ noticeId: notice.noticeId }, 'a notice of the acquirer names no charge');
      return true;
    }
    const partition = partitionOf(core, this.options.partitions);
    if (processor.ownedBy(partition) === undefined) return false; // Its owner asks as well.
    const streamId = streamIdOf(core);
    const commandId = deriveCommandId(streamId, 'notice', notice.noticeId);
    const command = commandOf(notice, core, clocks.now(notice.merchantId, notice.livemode));
    if (!(await processor.decide(partition, { streamId, commandId, command }))) return false;
    const stream = (await streams.load([{ partition, streamId }])).get(streamId);
    // The notice may be faster than the answer that it is about: then it comes again.
    const settling = ['requested', 'unknown', 'authorized'];
    return (
      stream?.outcomes.has(commandId) === true ||
      !settling.includes(stream?.state.charge?.status ?? '')
    );
  }
}

function commandOf(notice: Notice, core: string, at: number): StreamCommand {
  switch (notice.kind) {
    case 'dispute_opened': {
      const { amount, fee, reason, networkReasonCode, warning, evidenceDueBy } = notice;
      const disputeId = disputeIdOf(core, notice.disputeReference);
      const facts = { amount, fee, reason, networkReasonCode, warning, evidenceDueBy };
      return { type: 'OpenDispute', disputeId, ...facts, at };
    }
    case 'dispute_closed': {
      const disputeId = disputeIdOf(core, notice.disputeReference);
      return { type: 'SettleDispute', disputeId, outcome: notice.outcome, at };
    }
    case 'refund_returned': {
      const { refundIntentId: refundId, failure } = notice;
      return { type: 'RecordRefund', refundId, outcome: { kind: 'failed', failure }, at };
    }
  }
}

const disputeIdOf = (core: string, reference: string) => idOf('du', core, deriveSuffix(reference));
