// Whether the server can be reached, with which key, and whose clock is right.
import type { ApiClient, Answer } from '../api/api-client.js';
import { Refusal, Unreachable } from '../api/api-error.js';
import { failure, ok, warning, type Check } from './check.js';

const timeoutMs = 10_000;
/** Receivers refuse signatures that are older than this. */
const toleranceS = 300;
const noticeableS = 5;

type Clock = { readonly nowMs: () => number };

/** Ends with the first one without which the others make no sense. */
export async function* serverChecks(
  api: Pick<ApiClient, 'send' | 'base' | 'livemode'>,
  { nowMs }: Clock,
): AsyncGenerator<Check> {
  const startedMs = nowMs();
  let health: Answer;
  try {
    health = await api.send('GET', '/health/ready', [], { timeoutMs });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return yield failure('server', error.message);
  }
  const tookMs = Math.round(nowMs() - startedMs);
  yield health.status === 200
    ? ok('server', `ready at ${api.base}, ${tookMs} ms away`)
    : failure('server', `reachable at ${api.base}, but not ready: ${partsNotReady(health)}`);
  yield clockCheck(health.headers['date'], nowMs());
  yield await keyCheck(api);
}

type Part = { readonly ready: boolean; readonly reason?: string };

function partsNotReady({ body }: Answer): string {
  const parts = Object.entries((body['parts'] ?? {}) as Record<string, Part>);
  const waiting = parts.filter(([, { ready }]) => !ready);
  return waiting.map(([name, { reason }]) => `${name} (${reason ?? 'starting'})`).join(', ');
}

/** Of the second that the server's clock shows in its answers. */
export function clockCheck(date: string | undefined, nowMs: number): Check {
  const serverMs = Date.parse(date ?? '');
  if (Number.isNaN(serverMs)) return warning('clock', 'the server does not tell its time');
  const skewS = Math.round((nowMs - serverMs) / 1000);
  const apart = `this clock is ${Math.abs(skewS)} s ${skewS < 0 ? 'behind' : 'ahead of'} the server's`;
  if (Math.abs(skewS) > toleranceS) return failure('clock', `${apart}: signatures will not verify`);
  return Math.abs(skewS) > noticeableS
    ? warning('clock', apart)
    : ok('clock', 'as the server has it');
}

async function keyCheck(api: Pick<ApiClient, 'send' | 'livemode'>): Promise<Check> {
  const answer = await api.send('GET', '/v1/events', [['limit', '1']], { timeoutMs });
  const mode = api.livemode ? 'live' : 'test';
  if (answer.status === 200) return ok('key', `valid, ${mode} mode`);
  return failure('key', new Refusal(answer).message);
}
