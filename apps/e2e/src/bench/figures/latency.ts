import { ChargeRequests } from '../load/charges.js';
import { HttpSender } from '../load/http-sender.js';
import { openLoop } from '../load/loops.js';
import { inTurns, measured, type Measurement } from '../measure/measurement.js';
import type { Figure } from '../measure/report.js';
import type { Server, Servers } from './servers.js';

export type LatencyOptions = { readonly rounds: number; readonly seconds: number };

const perSecond = 100;
/** More than are ever busy: a request must not wait for a connection. */
const connections = 64;

/** How long a complete charge takes at a fixed rate, counted from when it was due. */
export async function latencyFigures(servers: Servers, options: LatencyOptions): Promise<Figure[]> {
  const contenders = await Promise.all([
    servers.server('embedded'),
    servers.server('distributed'),
    servers.canned(),
  ]);
  for (const server of contenders) await chargesAtRate(server, 1);
  const results = await inTurns(
    contenders.map((server) => ({
      name: server.name,
      control: server.name === 'canned answers',
      run: () => chargesAtRate(server, options.seconds),
    })),
    options.rounds,
  );
  return [{ title: `charges at ${perSecond} per second, open loop`, units: 'charges', results }];
}

async function chargesAtRate(
  { base, secretKey, roots }: Server,
  seconds: number,
): Promise<Measurement> {
  const sender = new HttpSender(base, connections);
  const requests = new ChargeRequests(sender, secretKey);
  try {
    return await measured(roots, () => openLoop(requests.charge, perSecond, seconds));
  } finally {
    await sender.close();
  }
}
