// Lets a stream go on. Its owner knows in memory which streams are parked, so it has to be told: by a
// raised epoch, upon which it takes the partition over anew.
import type { Database } from '@ledgerway/platform';
import { exitCodes } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { pauseUntil } from '../terminal/pause.js';
import type { NamedStream } from '../streams/name.js';
import { noStreamId } from './parked.js';

// From here on the commands block nobody, but they are still on the list.
const setFreeSql = `
update parked set stream_id = '${noStreamId}', reason = 'unparked: ' || reason
where part = $1 and stream_id = $2
returning cmd_offset`;

const fenceSql = `update heads set epoch = epoch + 1 where part = $1 returning epoch`;

const epochSql = `select epoch from heads where part = $1`;

const ownersSql = `
select count(*)::integer as count from pg_stat_activity
where datname = current_database() and application_name like 'ledgerway payments%'`;

/** @returns the offsets of its commands. @throws Failure if the server does not take notice */
export async function releaseStream(
  database: Database,
  { partition, streamId }: NamedStream,
): Promise<bigint[]> {
  const [offsets, epoch] = await database.transaction(async (transaction) => {
    const freed = await transaction.query<{ cmd_offset: string }>(setFreeSql, [
      partition,
      streamId,
    ]);
    if (freed.rows.length === 0) throw new Failure('nothing of that stream is parked');
    const fenced = await transaction.query<{ epoch: string }>(fenceSql, [partition]);
    return [
      freed.rows.map(({ cmd_offset }) => BigInt(cmd_offset)).sort((a, b) => (a < b ? -1 : 1)),
      BigInt(fenced.rows[0]!.epoch),
    ];
  });
  await takenOverAfter(database, partition, epoch);
  return offsets;
}

/** The owner looks every few seconds. */
const maxWaitMs = 30_000;
const pollMs = 100;

async function takenOverAfter(database: Database, partition: number, epoch: bigint): Promise<void> {
  const timeout = AbortSignal.timeout(maxWaitMs);
  for (const pause = pauseUntil(timeout); ; await pause(pollMs)) {
    const { rows } = await database.query<{ epoch: string }>(epochSql, [partition]);
    if (BigInt(rows[0]!.epoch) > epoch) return;
    const owners = await database.query<{ count: number }>(ownersSql);
    if (owners.rows[0]!.count === 0) return; // Whoever starts next reads the list anew.
    if (timeout.aborted)
      throw new Failure(
        'the server has not taken the partition over yet; `ledgerway dlq retry` sends the commands',
        exitCodes.inVain,
      );
  }
}
