// What a single request costs at the edge: authenticated, validated, logged, and for a write also
// idempotent. Beside it the same server without its request log, and canned answers.
import { closedLoop, type Operation } from '../load/loops.js';
import { ChargeRequests } from '../load/charges.js';
import { HttpSender } from '../load/http-sender.js';
import { inTurns, measured, type Measurement } from '../measure/measurement.js';
import type { Figure } from '../measure/report.js';
import type { Server, Servers } from './servers.js';

export type RequestOptions = { readonly rounds: number; readonly seconds: number };

const connections = 16;
const warmUpSeconds = 2;

type Prepared = (requests: ChargeRequests) => Promise<Operation>;

const reading: Prepared = async (requests) => {
  const { id } = JSON.parse((await requests.charge()).toString()) as { id: string };
  return () => requests.retrieve(id);
};
const charging: Prepared = async (requests) => requests.charge;

/** `GET /v1/charges/:id` and `POST /v1/charges`, as many as 16 connections get. */
export async function requestFigures(servers: Servers, options: RequestOptions): Promise<Figure[]> {
  const contenders = await Promise.all([
    servers.server('embedded'),
    servers.withoutRequestLog(),
    servers.canned(),
  ]);
  const figures: Figure[] = [];
  const kinds = [
    ['GET /v1/charges/:id', reading],
    ['POST /v1/charges', charging],
  ] as const;
  for (const [what, prepared] of kinds) {
    for (const server of contenders) await load(server, prepared, warmUpSeconds);
    const results = await inTurns(
      contenders.map((server) => ({
        name: server.name,
        control: server.name === 'canned answers',
        run: () => load(server, prepared, options.seconds),
      })),
      options.rounds,
    );
    figures.push({ title: `${what}, connections: ${connections}`, units: 'requests', results });
  }
  return figures;
}

async function load(
  { base, secretKey, roots }: Server,
  prepared: Prepared,
  seconds: number,
): Promise<Measurement> {
  const sender = new HttpSender(base, connections);
  try {
    const operation = await prepared(new ChargeRequests(sender, secretKey));
    return await measured(roots, () => closedLoop(operation, connections, seconds));
  } finally {
    await sender.close();
  }
}
