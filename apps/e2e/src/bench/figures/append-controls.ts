// What the append is compared with, on the same server: one insert per transaction, as most
// applications write (by pgbench too, where it is installed), and a plain insert of many rows.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  asOwnWork,
  measured,
  newHistogram,
  recordMs,
  type Measurement,
} from '../measure/measurement.js';
import { cpuSecondsBetween, cpuSecondsOf } from '../measure/process-tree.js';
import type { BenchedLog } from './append-log.js';
import { eventBytes, timeOrderedId } from './append-store.js';

const clients = 16;

const tablesSql = `
  create table one_by_one (
    pos bigint generated always as identity primary key,
    stream_id uuid not null, version integer not null, data jsonb not null,
    unique (stream_id, version));
  create table many_rows (
    part smallint not null, pos bigint not null, stream_id uuid not null, version integer not null,
    data text not null,
    primary key (part, pos), unique (part, stream_id, version));`;

export const createControlTables = async ({ client }: BenchedLog): Promise<void> => {
  await client.query(tablesSql);
};

const document = JSON.stringify({ padding: 'x'.repeat(eventBytes - 14) });
const insertOneSql = 'insert into one_by_one (stream_id, version, data) values ($1, 1, $2)';

export async function measureOneByOne(log: BenchedLog, seconds: number): Promise<Measurement> {
  const connections = await Promise.all(
    Array.from({ length: clients }, async () => {
      const connection = new pg.Client({ connectionString: log.postgres.url });
      await connection.connect();
      return connection;
    }),
  );
  const work = async () => {
    const latency = newHistogram();
    const end = performance.now() + seconds * 1000;
    let units = 0;
    const insertInTurn = async (connection: pg.Client) => {
      while (performance.now() < end) {
        const before = performance.now();
        const values = [timeOrderedId(), document];
        await connection.query({ name: 'insert one', text: insertOneSql, values });
        recordMs(latency, performance.now() - before);
        units += 1;
      }
    };
    await Promise.all(connections.map(insertInTurn));
    return { units, latency };
  };
  try {
    return await measured([log.postgres.pid], work).then(asOwnWork);
  } finally {
    await Promise.all(connections.map((connection) => connection.end()));
  }
}

const pgbenchScript = `insert into one_by_one (stream_id, version, data)
values (gen_random_uuid(), 1, '${document}');\n`;

export const hasPgbench = (): boolean => spawnSync('pgbench', ['--version']).status === 0;

/** The same by PostgreSQL's own load generator, whose processor time is less than Node's. */
export async function measurePgbench(
  { postgres }: BenchedLog,
  seconds: number,
): Promise<Measurement> {
  const file = join(tmpdir(), `ledgerway-bench-${process.pid}.sql`);
  writeFileSync(file, pgbenchScript);
  const cpuBefore = cpuSecondsOf([process.pid]); // It starts both, pgbench and the server.
  const load = `-n -c ${clients} -j 2 -M prepared -T ${Math.ceil(seconds)}`.split(' ');
  const options = [...load, '-f', file, postgres.url];
  const { status, stdout, stderr } = spawnSync('pgbench', options, { encoding: 'utf8' });
  rmSync(file);
  const [, transactions] = /transactions actually processed: (\d+)/.exec(stdout) ?? [];
  const [, perSecond] = /tps = ([\d.]+)/.exec(stdout) ?? [];
  if (status !== 0 || transactions === undefined || perSecond === undefined)
    throw new Error(`pgbench: ${stderr}`);
  const units = Number(transactions);
  // A child's time is in its parent's account once it has ended.
  const { node: pgbench = 0, ...server } = cpuSecondsBetween(
    cpuBefore,
    cpuSecondsOf([process.pid]),
  );
  return {
    units,
    seconds: units / Number(perSecond),
    cpu: { ...server, pgbench },
    clientCpuSeconds: 0,
  };
}

const insertManySql = `
  insert into many_rows (part, pos, stream_id, version, data)
  select * from unnest($1::smallint[], $2::bigint[], $3::uuid[], $4::integer[], $5::text[])`;
let lastPosition = 0;

/** No heads, no hashes, no positions taken: the most that one connection can insert. */
export function measureManyRows(
  log: BenchedLog,
  rows: number,
  seconds: number,
): Promise<Measurement> {
  const work = async () => {
    const latency = newHistogram();
    const end = performance.now() + seconds * 1000;
    let units = 0;
    while (performance.now() < end) {
      const before = performance.now();
      await log.client.query({ name: 'insert many', text: insertManySql, values: manyRows(rows) });
      recordMs(latency, performance.now() - before);
      units += rows;
    }
    return { units, latency };
  };
  return measured([log.postgres.pid], work).then(asOwnWork);
}

function manyRows(count: number): unknown[] {
  const rows = Array.from({ length: count }, (_, index) => index);
  lastPosition += count;
  return [
    rows.map((row) => row % 16),
    rows.map((row) => lastPosition + row),
    rows.map(timeOrderedId),
    rows.map(() => 1),
    rows.map(() => document),
  ];
}
