// Builds a version of the read models beside the live one with the reporting service's own code, or
// only reads the same rows. Arguments: `rebuild` or `scan`, and the database.
//
// This project may not depend on an application, so it loads the built one as an operator's script
// would: by its file.
import { resolve } from 'node:path';
import { PostgresEventReader } from '@ledgerway/event-store';
import { createDatabase, type Database } from '@ledgerway/platform';

type Reporting = {
  readonly role: string;
  readonly schema: string;
  readonly standbySchemaOf: (schema: string) => string;
  readonly buildStandby: (versions: {
    live: Database;
    standby: Database;
    reader: PostgresEventReader;
  }) => Promise<bigint>;
};

const page = 1_000;
const readers = 4;

const [what = '', url = ''] = process.argv.slice(2);
const reader = new PostgresEventReader({ url, readConnections: readers });

const [before, cpuBefore] = [performance.now(), process.cpuUsage()];
const units = what === 'scan' ? await scan() : await rebuild();
const { user, system } = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - before) / 1000;
const peakMib = Math.round(process.resourceUsage().maxRSS / 1024);
const message = { units, seconds, cpuSeconds: (user + system) / 1e6, peakMib };
process.stdout.write(`${JSON.stringify(message)}\n`);
await reader.close();

async function rebuild(): Promise<number> {
  const file = resolve(import.meta.dirname, '../../../../reporting/dist/index.js');
  const { role, schema, standbySchemaOf, buildStandby } = (await import(file)) as Reporting;
  const open = { url, role, applicationName: 'bench rebuild', statementTimeoutMs: 0 };
  const live = createDatabase({ ...open, schema });
  const standby = createDatabase({
    ...open,
    schema: standbySchemaOf(schema),
    settings: { synchronous_commit: 'off' },
  });
  const events = await buildStandby({ live, standby, reader });
  await standby.close();
  await live.close();
  return Number(events);
}

async function scan(): Promise<number> {
  const heads = (await reader.heads()).values();
  let events = 0;
  const scanInTurn = async () => {
    for (const { partition, position } of heads)
      for (let after = 0n; after < position;) {
        const read = await reader.readPartition(partition, after, page);
        after = read.at(-1)?.position ?? position;
        events += read.length;
      }
  };
  await Promise.all(Array.from({ length: readers }, scanInTurn));
  return events;
}
