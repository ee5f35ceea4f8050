// Rebuilds the read models with the reporting service's own code, in a process of its own. Arguments:
// the database, and the number of partitions.
//
// This project may not depend on an application, so it loads the built one as an operator's script
// would: by its file.
import { resolve } from 'node:path';
import { PostgresEventReader } from '@ledgerway/event-store';
import { createDatabase, type Database } from '@ledgerway/platform';

type Reporting = {
  readonly role: string;
  readonly schema: string;
  readonly rebuildProjection: (options: {
    database: Database;
    reader: PostgresEventReader;
    partitions: number;
  }) => Promise<bigint>;
};

const [url = '', partitions = ''] = process.argv.slice(2);
const file = resolve(import.meta.dirname, '../../../../reporting/dist/index.js');
const { role, schema, rebuildProjection } = (await import(file)) as Reporting;
const database = createDatabase({ url, schema, role, applicationName: 'bench rebuild' });
const reader = new PostgresEventReader({ url, applicationName: 'bench rebuild' });

const [before, cpuBefore] = [performance.now(), process.cpuUsage()];
const events = await rebuildProjection({ database, reader, partitions: Number(partitions) });
const { user, system } = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - before) / 1000;
const message = { units: Number(events), seconds, cpuSeconds: (user + system) / 1e6 };
process.stdout.write(`${JSON.stringify(message)}\n`);
await reader.close();
await database.close();
