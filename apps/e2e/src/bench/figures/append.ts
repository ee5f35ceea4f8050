import { inTurns } from '../measure/measurement.js';
import type { Figure } from '../measure/report.js';
import {
  createControlTables,
  hasPgbench,
  measureManyRows,
  measureOneByOne,
  measurePgbench,
} from './append-controls.js';
import { openLog } from './append-log.js';
import { measureStore } from './append-store.js';

export type AppendOptions = {
  /** Events that are in the log before the second half. */
  readonly logEvents: number;
  readonly rounds: number;
  readonly seconds: number;
};

const batch = 256;
const largeBatch = 2_048;

/** Events per second into the log, on an empty one and on one that holds some. */
export async function appendFigures({
  logEvents,
  rounds,
  seconds,
}: AppendOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const events of [0, logEvents]) {
    const log = await openLog(events);
    try {
      await createControlTables(log);
      await measureStore(log, batch, 0.5); // Connections, plans and code paths.
      const pgbench = { name: 'one insert per transaction, 16 clients of pgbench', control: true };
      const contenders = [
        {
          name: `event store, ${batch} events an append`,
          run: () => measureStore(log, batch, seconds),
        },
        {
          name: `event store, ${largeBatch} events`,
          run: () => measureStore(log, largeBatch, seconds),
        },
        {
          name: 'one insert per transaction, 16 clients of node-postgres',
          control: true,
          run: () => measureOneByOne(log, seconds),
        },
        ...(hasPgbench() ? [{ ...pgbench, run: () => measurePgbench(log, seconds) }] : []),
        {
          name: `plain insert of ${batch} rows, no heads, no hashes`,
          control: true,
          run: () => measureManyRows(log, batch, seconds),
        },
      ];
      const results = await inTurns(contenders, rounds);
      const title = `append, 600 B, on a log of ${events.toLocaleString('en-US')} events`;
      figures.push({ title, units: 'events', results });
    } finally {
      await log.close();
    }
  }
  return figures;
}
