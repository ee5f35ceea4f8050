// Keeps the servers of a test run: one throw-away PostgreSQL, one Kafka broker. Each starts when
// the first suite asks for it (`testDatabase`, `testKafka`), so a run that needs none starts none.
import './typescript-sources.ts';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaCluster } from '../libs/platform/src/embedded/kafka-cluster.ts';
import { startPostgres } from '../libs/platform/src/embedded/postgres.ts';

type Running = { address: string; stop: () => Promise<void> };
export type TestServices = { close(): Promise<void> };

// Lost on a power cut, and nobody would miss it.
const throwAway = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

async function postgres(directory: string): Promise<Running> {
  const settings = { ...throwAway, max_connections: 300 };
  const server = await startPostgres({ dataDir: join(directory, 'postgres'), settings });
  return { address: server.url, stop: () => server.stop() };
}

async function kafka(directory: string): Promise<Running> {
  const cluster = await KafkaCluster.start({ dataDir: join(directory, 'kafka') });
  return { address: cluster.brokers.join(','), stop: () => cluster.destroy() };
}

/** Serves `GET /postgres` and `GET /kafka` on a local socket: the address, as text. */
export default async function setup(): Promise<void> {
  // Jest's workers come and go; this process sees the run from its beginning to its end.
  const root = mkdtempSync(join(tmpdir(), 'ledgerway-tests-'));
  chmodSync(root, 0o711); // PostgreSQL runs as another user when this one is root.
  const directory = join(root, 'run');
  mkdirSync(directory);
  const starters: Record<string, (directory: string) => Promise<Running>> = { postgres, kafka };
  const started = new Map<string, Promise<Running>>();
  const server = createServer(async (request, response) => {
    const name = (request.url ?? '').slice(1);
    try {
      if (!started.has(name)) started.set(name, starters[name]!(directory));
      response.end((await started.get(name)!).address);
    } catch (error) {
      response.writeHead(500).end((error as Error).message);
    }
  });
  const socket = join(root, 'services.sock');
  server.listen(socket);
  await once(server, 'listening');
  process.env['LEDGERWAY_TEST_SERVICES'] = socket;

  const services: TestServices = {
    close: async () => {
      server.close();
      const running = await Promise.allSettled(started.values());
      await Promise.allSettled(running.map((r) => r.status === 'fulfilled' && r.value.stop()));
      rmSync(root, { recursive: true, force: true, maxRetries: 10 });
    },
  };
  Object.assign(globalThis, { ledgerwayTestServices: services });
}
