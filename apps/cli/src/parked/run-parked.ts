// `ledgerway unpark` and `ledgerway dlq`: commands that were put aside.
import { withInstallation } from '../installation/installation.js';
import { streamNamed } from '../streams/name.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { print } from '../terminal/print.js';
import { tableOf } from '../terminal/table.js';
import {
  discard,
  noStreamId,
  parkedCommands,
  sendAgain,
  type Parked,
  type Which,
} from './parked.js';
import { releaseStream } from './release-stream.js';

type JsonFlag = { readonly json?: true };
export type UnparkFlags = JsonFlag & { readonly stream: string };
export type DlqFlags = JsonFlag & {
  readonly partition?: number;
  readonly offset?: bigint;
  readonly all?: true;
};

export const runUnpark = ({ stream, json }: UnparkFlags): Promise<ExitCode> =>
  withInstallation(async ({ database, reader, openLog }) => {
    const named = streamNamed(stream, (await reader.heads()).length);
    const log = openLog();
    let sent = 0;
    for (const offset of await releaseStream(database, named))
      sent += await sendAgain(database, log, { partition: named.partition, offset });
    print(
      json
        ? JSON.stringify({ stream: named.streamId, commands: sent })
        : `the stream goes on; ${sent} commands were sent again`,
    );
    return exitCodes.done;
  });

export const runList = ({ json, ...which }: DlqFlags): Promise<ExitCode> =>
  withInstallation(async ({ database }) => {
    const rows: string[][] = [];
    for await (const parked of parkedCommands(database, which)) {
      if (json) print(JSON.stringify(asJson(parked)));
      else rows.push(rowOf(parked));
    }
    if (json !== true) print(rows.length === 0 ? 'nothing is parked' : tableOf(rows).join('\n'));
    return exitCodes.done;
  });

const streamOf = ({ streamId }: Parked): string | null =>
  streamId === noStreamId ? null : streamId;

const rowOf = (parked: Parked): string[] => [
  new Date(parked.parkedAtMs).toISOString(),
  `partition ${parked.partition}`,
  `offset ${parked.offset}`,
  parked.command ?? 'unreadable',
  streamOf(parked) ?? '-',
  parked.reason,
];

const asJson = (parked: Parked) => ({
  partition: parked.partition,
  offset: String(parked.offset),
  stream: streamOf(parked),
  command: parked.command,
  reason: parked.reason,
  bytes: parked.bytes,
  parked_at: new Date(parked.parkedAtMs).toISOString(),
});

/** Commands of a parked stream go on with the whole stream only, so that they stay in order. */
export const runRetry = (flags: DlqFlags): Promise<ExitCode> =>
  withInstallation(async ({ database, openLog }) => {
    const sent = await sendAgain(database, openLog(), {
      ...chosen(flags),
      streamId: noStreamId,
    });
    print(flags.json ? JSON.stringify({ commands: sent }) : `${sent} commands were sent again`);
    return sent > 0 ? exitCodes.done : exitCodes.no;
  });

export const runDiscard = (flags: DlqFlags): Promise<ExitCode> =>
  withInstallation(async ({ database }) => {
    const discarded = await discard(database, chosen(flags));
    print(
      flags.json
        ? JSON.stringify({ commands: discarded })
        : `${discarded} commands are thrown away`,
    );
    return discarded > 0 ? exitCodes.done : exitCodes.no;
  });

function chosen({ partition, offset, all }: DlqFlags): Which {
  const isNamed = partition !== undefined && offset !== undefined;
  if (isNamed === (all === true))
    throw new Failure('say which one by --partition and --offset, or --all');
  return isNamed ? { partition, offset } : {};
}
