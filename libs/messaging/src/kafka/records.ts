import type { LogRecord } from '../port.js';
import type { FetchedMessage } from './raw-cluster.js';

const nothing = Buffer.alloc(0);

export const toRecord = ({ offset, value, headers = {} }: FetchedMessage): LogRecord => ({
  offset: BigInt(offset),
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name, String(text ?? '')]),
  ),
  value: value ?? nothing,
});

/**
 * The records at or after `from`, and the offset behind all that was fetched. A broker sends whole
 * stored batches, so there may be earlier ones before it.
 */
export function recordsFrom(
  from: bigint,
  messages: readonly FetchedMessage[],
): { records: LogRecord[]; next: bigint } {
  let next = from;
  const records: LogRecord[] = [];
  for (const message of messages) {
    const offset = BigInt(message.offset);
    if (offset < next) continue;
    next = offset + 1n;
    if (message.isControlRecord !== true) records.push(toRecord(message));
  }
  return { records, next };
}
