import { closedLoop, type Operation } from '../load/loops.js';
import { ChargeRequests } from '../load/charges.js';
import { HttpSender } from '../load/http-sender.js';
import { inTurns, measured, type Measurement } from '../measure/measurement.js';
import type { Figure } from '../measure/report.js';
import type { Server, Servers } from './servers.js';

export type ChargeOptions = {
  readonly connections: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
};

const warmUpSeconds = 2;
const twoCallConnections = 16;

/** Complete charges per second, end to end over HTTP, by number of connections. */
export async function chargeFigures(servers: Servers, options: ChargeOptions): Promise<Figure[]> {
  const contenders = await Promise.all([
    servers.server('embedded'),
    servers.server('distributed'),
    servers.canned(),
  ]);
  const [widest = 1] = options.connections.toSorted((a, b) => b - a);
  for (const server of contenders)
    await loadWith(server, widest, warmUpSeconds, (requests) => requests.charge);
  const figures: Figure[] = [];
  for (const connections of options.connections) {
    const run = (server: Server) =>
      loadWith(server, connections, options.seconds, (requests) => requests.charge);
    const results = await inTurns(contenders.map(contenderWith(run)), options.rounds);
    figures.push({
      title: `complete charges, connections: ${connections}`,
      units: 'charges',
      results,
    });
  }
  const twice = (server: Server) =>
    loadWith(
      server,
      twoCallConnections,
      options.seconds,
      (requests) => requests.authorizeAndCapture,
    );
  const results = await inTurns(contenders.map(contenderWith(twice)), options.rounds);
  const title = `authorize and capture in two calls, connections: ${twoCallConnections}`;
  return [...figures, { title, units: 'charges', results }];
}

const contenderWith = (run: (server: Server) => Promise<Measurement>) => (server: Server) => ({
  name: server.name,
  control: server.name === 'canned answers',
  run: () => run(server),
});

async function loadWith(
  { base, secretKey, roots }: Server,
  connections: number,
  seconds: number,
  choose: (requests: ChargeRequests) => Operation,
): Promise<Measurement> {
  const sender = new HttpSender(base, connections);
  const operation = choose(new ChargeRequests(sender, secretKey));
  try {
    return await measured(roots, () => closedLoop(operation, connections, seconds));
  } finally {
    await sender.close();
  }
}
