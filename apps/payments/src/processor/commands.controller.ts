// Where commands come in, a batch of one partition at a time.
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import {
  decodeCommandRecord,
  topics,
  UnreadableRecord,
  type CommandRecord,
} from '@ledgerway/contracts';
import type { RecordBatch } from '@ledgerway/messaging';
import { Processor } from './processor.js';
import type { Work } from './work.js';

/** Beyond this many queued commands the log is not read on. */
const maxQueued = 10_000;

@Controller()
export class CommandsController {
  constructor(private readonly processor: Processor) {}

  /** Takes commands in. They are applied soon after; how far is kept in the log's head. */
  @EventPattern(topics.commands)
  async onCommands(@Payload() batch: RecordBatch): Promise<void> {
    const owned = this.processor.ownedBy(batch.partition);
    // Not ours (any more): whoever owns it reads on from its own head.
    if (owned === undefined) return;
    this.processor.add(
      batch.records.map(({ offset, value }): Work => ({
        kind: 'logged',
        owned,
        offset,
        value,
        record: read(value),
      })),
    );
    await this.processor.room(maxQueued);
  }
}

function read(value: Buffer): CommandRecord | undefined {
  try {
    return decodeCommandRecord(value);
  } catch (error) {
    if (error instanceof UnreadableRecord) return undefined;
    throw error;
  }
}
