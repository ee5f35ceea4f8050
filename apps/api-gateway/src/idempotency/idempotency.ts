// Every POST runs through here, so that asking twice does once. A key's row comes first and holds
// all that its ids derive from; whoever finds the row without an answer, after a crash or on another
// gateway, does the same operation again, and lands on what the first had begun.
import { randomUUID, type KeyObject } from 'node:crypto';
import type { RequestOrigin } from '@ledgerway/contracts';
import type { Clock, Logger, Seal } from '@ledgerway/platform';
import { failpoint } from '@ledgerway/platform';
import { Answer, ApiException, refusal, unavailable } from '../edge/answer.js';
import type { FormObject } from '../form/form-value.js';
import { fingerprintOf } from './fingerprint.js';
import { keyInUse, otherEndpoint, otherParameters } from './idempotency-errors.js';
import type { Claim, ClaimedKey, IdempotencyStore } from './idempotency-store.js';
import { Operation, type Scope } from './operation.js';

export type IdempotentRequest = {
  readonly owner: Scope;
  /** None if the client sent none: such a request cannot be repeated, so nothing is stored. */
  readonly key: string | undefined;
  readonly endpoint: string;
  readonly form: FormObject;
  readonly requestId: string;
  /** The trace that it belongs to, if any. */
  readonly traceparent?: string | undefined;
  /** The answer holds a secret and is stored encrypted. */
  readonly secret?: boolean;
};

export type Perform = (operation: Operation) => Promise<Answer>;

export type IdempotencyOptions = {
  readonly store: IdempotencyStore;
  readonly seal: Seal;
  readonly fingerprintSecret: KeyObject;
  readonly clock: Clock;
  /** What time it is for an owner: test mode can be ahead of the clock, and its keys age with it. */
  readonly timeOf: (owner: Scope) => number;
  readonly log: Pick<Logger, 'warn'>;
  /** How long a key is remembered. */
  readonly ttlMs: number;
  /** How long a request waits for another one with its key. */
  readonly waitMs: number;
};

/** How a run ended; `stored` settles when another process can see it. */
type Ending = { readonly answer: Answer; readonly origin: string; readonly stored: Promise<void> };

type Running = {
  readonly fingerprint: string;
  readonly startedAtMs: number;
  readonly ending: Promise<Ending>;
};

const maxClaims = 20;

export class Idempotency {
  /** Runs of this process, by owner and key: repeats share them. */
  private readonly running = new Map<string, Running>();

  constructor(private readonly options: IdempotencyOptions) {}

  /**
   * The answer of this request's operation, performed at most once at a time in this process.
   * Answers 200 and 402 are kept and replayed. A refusal (another 4xx) frees the key. Whatever else
   * goes wrong leaves the key in flight, since the operation may have begun.
   */
  async run(request: IdempotentRequest, perform: Perform): Promise<Answer> {
    if (request.key === undefined) return perform(this.once(request));
    const fingerprint = fingerprintOf(
      this.options.fingerprintSecret,
      request.endpoint,
      request.form,
    );
    const { scope, livemode } = request.owner;
    const slot = slotOf(request.owner, request.key);
    const shared = this.running.get(slot);
    if (shared?.fingerprint === fingerprint && this.inTime(request.owner, shared.startedAtMs))
      return this.share(shared.ending);
    const startedAtMs = this.options.timeOf(request.owner);
    const claim: Claim = {
      scope,
      livemode,
      key: request.key,
      endpoint: request.endpoint,
      fingerprint,
      requestId: request.requestId,
      createdAtMs: startedAtMs,
      claimedAtMs: this.options.clock.now(),
    };
    const ending = this.drive(claim, request, perform);
    const own: Running = { fingerprint, startedAtMs, ending };
    // Beside one with other parameters, it will hardly get past its claim; nobody can share it.
    if (shared === undefined || shared.fingerprint === fingerprint) this.running.set(slot, own);
    const forget = () => {
      if (this.running.get(slot) === own) this.running.delete(slot);
    };
    ending.then(({ stored }) => stored.finally(forget), forget);
    return (await ending).answer;
  }

  /** An operation of its own for every request that asks for one. */
  once(request: Omit<IdempotentRequest, 'key'>): Operation {
    const { owner, endpoint, form, requestId, traceparent } = request;
    const fingerprint = fingerprintOf(this.options.fingerprintSecret, endpoint, form);
    const origin = originOf(requestId, null, traceparent);
    return new Operation(owner, randomUUID(), fingerprint, this.options.timeOf(owner), origin);
  }

  /** Whether a request with this key would do nothing, but get the answer of another. */
  async isRepeat(owner: Scope, key: string): Promise<boolean> {
    const isRunning = () => this.running.has(slotOf(owner, key));
    if (isRunning()) return true;
    const usedAtMs = await this.options.store.answeredAtMs({ ...owner, key });
    return isRunning() || (usedAtMs !== undefined && this.inTime(owner, usedAtMs));
  }

  private inTime(owner: Scope, usedAtMs: number): boolean {
    return usedAtMs > this.options.timeOf(owner) - this.options.ttlMs;
  }

  private async share(shared: Promise<Ending>): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(keyInUse()), this.options.waitMs);
    });
    try {
      const { answer, origin } = await Promise.race([shared, tooLong]);
      return replayed(answer, origin);
    } finally {
      clearTimeout(timer);
    }
  }

  private async drive(
    claim: Claim,
    { secret = false, traceparent }: IdempotentRequest,
    perform: Perform,
  ): Promise<Ending> {
    const key = await this.claim(claim);
    if (key.endpoint !== claim.endpoint)
      throw otherEndpoint(pathOf(key.endpoint), pathOf(claim.endpoint));
    if (key.fingerprint !== claim.fingerprint) throw otherParameters(claim.key);
    if (key.answer !== null) return this.replay(key, key.answer);
    failpoint('gateway.idempotency.claimed');
    const answer = await this.perform(key, traceparent, perform);
    failpoint('gateway.idempotency.answered');
    const stored = this.store(key, answer, secret);
    const origin = key.requestId;
    return { answer: key.mine ? answer : replayed(answer, origin), origin, stored };
  }

  private async claim(claim: Claim): Promise<ClaimedKey> {
    for (let attempt = 1; attempt <= maxClaims; attempt++) {
      // The account's time may have moved on since the claim was made out.
      const createdAtMs = this.options.timeOf(claim);
      const key = await this.options.store.claim({ ...claim, createdAtMs });
      if (key === undefined) continue;
      if (key.mine || this.inTime(key, key.createdAtMs)) return key;
      await this.options.store.release(key.id);
    }
    throw unavailable('This Idempotency-Key is being released. Please try again.');
  }

  private replay(key: ClaimedKey, { status, body, sealed }: NonNullable<ClaimedKey['answer']>) {
    const text = (sealed ? this.options.seal.open(body, rowName(key)) : body).toString('utf8');
    const answer = replayed(new Answer(status, text), key.requestId);
    return { answer, origin: key.requestId, stored: Promise.resolve() };
  }

  private async perform(
    key: ClaimedKey,
    traceparent: string | undefined,
    perform: Perform,
  ): Promise<Answer> {
    // Another request than the one that came first is of another trace.
    const origin = originOf(key.requestId, key.key, key.mine ? traceparent : undefined);
    const operation = new Operation(key, key.key, key.fingerprint, key.createdAtMs, origin);
    try {
      return await perform(operation);
    } catch (error) {
      const status = error instanceof ApiException ? error.error.status : 500;
      // A plain "no" of the acquirer is final, and so is its answer.
      if (error instanceof ApiException && status === 402) return refusal(error.error);
      if (status < 500) await this.options.store.release(key.id);
      if (status === 503 && !key.mine) throw keyInUse();
      throw error;
    }
  }

  private async store(key: ClaimedKey, answer: Answer, secret: boolean): Promise<void> {
    const body = secret
      ? this.options.seal.seal(answer.body, rowName(key))
      : Buffer.from(answer.body);
    try {
      await this.options.store.store(key.id, { status: answer.status, body, sealed: secret });
    } catch (error) {
      this.options.log.warn(
        { err: error },
        'an answer was not stored; a replay works it out again',
      );
    }
  }
}

const originOf = (
  id: string,
  idempotencyKey: string | null,
  traceparent: string | undefined,
): RequestOrigin => ({ id, idempotencyKey, ...(traceparent !== undefined && { traceparent }) });

const slotOf = ({ scope, livemode }: Scope, key: string) => `${scope} ${livemode} ${key}`;

const rowName = ({ scope, livemode, key }: ClaimedKey) => `${scope} ${livemode} ${key}`;

const pathOf = (endpoint: string) => endpoint.slice(endpoint.indexOf(' ') + 1);

const replayed = ({ status, body }: Answer, origin: string): Answer =>
  new Answer(status, body, { 'Idempotent-Replayed': 'true', 'Original-Request': origin });
