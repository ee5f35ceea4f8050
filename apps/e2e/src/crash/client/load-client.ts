// A merchant's server as it should be written: one Idempotency-Key per intention, and the same
// request again until there is an answer that settles it.
import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';
import {
  isWrite,
  type Answer,
  type Entry,
  type Request,
  type RequestJournal,
} from './request-journal.js';

const answerTimeoutMs = 10_000;
const firstPauseMs = 20;
const longestPauseMs = 500;

/** No answer settled the request before the client was told to give up. */
export class GaveUp extends Error {}

export class LoadClient {
  private readonly agent = new Agent({
    connections: 64,
    connect: { timeout: 2_000 },
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
  });

  constructor(
    private readonly base: string,
    private readonly secretKey: string,
    readonly journal: RequestJournal,
    private readonly giveUp: AbortSignal,
  ) {}

  /**
   * Asks until there is a final answer, and journals it.
   * @param settles whether a final answer is also the awaited one; of a read, which may come early
   * @throws GaveUp
   */
  async ask(request: Request, settles = (_: Answer): boolean => true): Promise<Answer> {
    const entry = this.journal.open(request);
    for (let pauseMs = firstPauseMs; !this.giveUp.aborted;) {
      const answer = await this.attempt(entry);
      if (answer !== undefined && isFinal(answer) && settles(answer))
        return (entry.answer = answer);
      if (answer !== undefined) entry.passing.push(answer.status);
      await delay(pauseMs);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    }
    throw new GaveUp(request.key);
  }

  /** Sends an answered request once more. */
  replay(request: Request): Promise<Answer> {
    return this.send(request);
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  /** None if the connection failed: what became of the request is then unknown. */
  private async attempt(entry: Entry): Promise<Answer | undefined> {
    entry.attempts += 1;
    try {
      return await this.send(entry.request);
    } catch {
      return undefined;
    }
  }

  private async send(request: Request): Promise<Answer> {
    const { key, method = 'POST', path, body } = request;
    const { statusCode, body: answer } = await this.agent.request({
      origin: this.base,
      path,
      method,
      headers: {
        authorization: `Bearer ${this.secretKey}`,
        ...(isWrite(request) && {
          'content-type': 'application/x-www-form-urlencoded',
          'idempotency-key': key,
        }),
      },
      ...(isWrite(request) && { body }),
    });
    return { status: statusCode, text: await answer.text() };
  }
}

/** All else (a conflict, a limit, a server in trouble) asks for the same request again. */
const isFinal = ({ status }: Answer): boolean => status < 500 && status !== 409 && status !== 429;
