// Posts events to the developer's server as the dispatcher would: same headers, same signatures.
import { signatureHeaders, signingSecret, type SigningSecret } from '@ledgerway/contracts';
import { Agent, request } from 'undici';
import { causeOf } from '../api/api-error.js';
import type { Pairs } from '../api/form.js';
import type { Pause } from '../terminal/pause.js';
import type { ApiEvent } from './event.js';

export type Forwarded = {
  /** None if the receiver could not be reached. */
  readonly status?: number;
  /** The beginning of the answer, or why there was none. */
  readonly body: string;
  readonly durationMs: number;
  readonly attempts: number;
};

export type ForwarderOptions = {
  readonly target: URL;
  readonly secret: string;
  /** In addition to, or instead of, those of a delivery. */
  readonly headers: Pairs;
  /** Takes any certificate. */
  readonly skipVerify: boolean;
  /** Tries again for as long as the receiver is down. */
  readonly retry: boolean;
  readonly signal: AbortSignal;
  readonly pause: Pause;
  readonly nowMs: () => number;
  readonly onDown: (cause: string, nextTryInMs: number) => void;
};

const attemptTimeoutMs = 30_000;
const maxKeptBytes = 16 * 1024;
const firstRetryMs = 500;
const longestRetryMs = 10_000;
/** Nearly three hours. */
const maxAttempts = 1_000;

export class Forwarder {
  private readonly agent: Agent;
  private readonly secret: SigningSecret;

  constructor(private readonly options: ForwarderOptions) {
    this.secret = signingSecret(options.secret);
    this.agent = new Agent({ connect: { rejectUnauthorized: !options.skipVerify } });
  }

  /** Any answer is an answer; only a receiver that gives none is tried again. */
  async forward(event: ApiEvent): Promise<Forwarded | 'interrupted'> {
    const { retry, signal, pause, onDown } = this.options;
    const body = Buffer.from(JSON.stringify(event));
    for (let attempts = 1; ; attempts++) {
      const startedMs = performance.now();
      const durationMs = () => Math.round(performance.now() - startedMs);
      try {
        const answer = await this.post(event, body, attempts);
        return { ...answer, attempts, durationMs: durationMs() };
      } catch (error) {
        if (signal.aborted) return 'interrupted';
        const cause = causeOf(error);
        if (!retry || attempts === maxAttempts)
          return { body: cause, attempts, durationMs: durationMs() };
        const waitMs = Math.min(firstRetryMs * 2 ** (attempts - 1), longestRetryMs);
        onDown(cause, waitMs);
        await pause(waitMs);
      }
    }
  }

  private async post(event: ApiEvent, body: Buffer, attempt: number) {
    const { target, headers, signal, nowMs } = this.options;
    const timestampS = Math.floor(nowMs() / 1000);
    const signatures = signatureHeaders([this.secret], { id: event.id, timestampS, body });
    const own = new Map([
      ['content-type', 'application/json; charset=utf-8'],
      ['user-agent', 'Ledgerway/1.0 (webhooks; ledgerway listen)'],
      ...inPairs(signatures),
      ['ledgerway-event-type', event.type],
      ['ledgerway-attempt', String(attempt)],
      ...headers,
    ]);
    const response = await request(target, {
      method: 'POST',
      dispatcher: this.agent,
      headers: Object.fromEntries(own),
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(attemptTimeoutMs)]),
    });
    return { status: response.statusCode, body: await beginning(response.body) };
  }
}

const inPairs = (flat: readonly string[]): Pairs =>
  flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]!] as const] : []));

/** The rest is not waited for: a receiver may send without end. */
async function beginning(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxKeptBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxKeptBytes).toString('utf8');
}
