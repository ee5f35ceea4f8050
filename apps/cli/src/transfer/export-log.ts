// Writes the events and seals of one partition up to where it stood when the export began.
import { createHash } from 'node:crypto';
import { sealLine, storedSeals, type Head, type PostgresEventReader } from '@ledgerway/event-store';
import { eventLine } from '../log-files/event-line.js';
import { LineFiles } from '../log-files/line-files.js';
import { Failure } from '../terminal/failure.js';
import type { ExportedPartition } from './manifest.js';

const pageSize = 1_000;

export async function exportPartition(
  reader: PostgresEventReader,
  { partition, position: head, epoch }: Head,
  directory: string,
): Promise<ExportedPartition> {
  const folder = `log/p${String(partition).padStart(3, '0')}`;
  const events = new LineFiles(directory, `${folder}/events`);
  const seals = new LineFiles(directory, `${folder}/seals`);
  const digest = createHash('sha256');
  for (let after = 0n; after < head;) {
    const limit = head - after < pageSize ? Number(head - after) : pageSize;
    const page = await reader.readPartition(partition, after, limit);
    for (const event of page) {
      after += 1n;
      if (event.position !== after) throw missing(partition, after);
      digest.update(event.hash);
      await events.add(eventLine(event));
    }
    if (page.length === 0) throw missing(partition, after + 1n);
  }
  for await (const seal of storedSeals(reader, partition))
    if (seal.through <= head) await seals.add(sealLine(seal));
  return {
    ...{ partition, position: String(head), epoch: String(epoch), digest: digest.digest('hex') },
    events: await events.end(),
    seals: await seals.end(),
  };
}

const missing = (partition: number, position: bigint): Failure =>
  new Failure(`the log lacks position ${position} of partition ${partition}`);
