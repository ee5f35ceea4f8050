import { callerOf, type ApiRequest, type Caller } from '../edge/caller.js';
import { ApiException, type Answer } from '../edge/answer.js';
import { traceparentOf } from '../edge/traceparent.js';
import { maxIdempotencyKeyLength } from '../edge/limits.js';
import type { Idempotency, Perform } from './idempotency.js';
import { invalidKey } from './idempotency-errors.js';
import type { Operation, Scope } from './operation.js';

/** Idempotency as controllers see it: the request says all that it needs. */
export class IdempotentPosts {
  constructor(private readonly idempotency: Idempotency) {}

  run(request: ApiRequest, perform: Perform): Promise<Answer> {
    return this.idempotency.run(this.described(request), perform);
  }

  /** The same for an answer that holds a secret, which is only ever stored encrypted. */
  runSecret(request: ApiRequest, perform: Perform): Promise<Answer> {
    return this.idempotency.run({ ...this.described(request), secret: true }, perform);
  }

  /** For a deletion: it ends the same however often it is sent, so its keys mean nothing. */
  once(request: ApiRequest): Operation {
    return this.idempotency.once(this.described(request));
  }

  /** Whether this request, if it is one of these, would only get the answer of an earlier one. */
  async isReplay(owner: Scope, { headers }: ApiRequest): Promise<boolean> {
    const key = headers['idempotency-key'];
    if (typeof key !== 'string' || !isKey(key)) return false;
    return this.idempotency.isRepeat(owner, key);
  }

  private described(request: ApiRequest) {
    const { url, id: requestId, form } = request;
    const query = url.indexOf('?');
    return {
      owner: scopeOf(callerOf(request)),
      key: keyOf(request),
      endpoint: `POST ${query < 0 ? url : url.slice(0, query)}`,
      form,
      requestId,
      traceparent: traceparentOf(request.headers),
    };
  }
}

function keyOf({ headers }: ApiRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !isKey(key))
    throw new ApiException(invalidKey(maxIdempotencyKeyLength));
  return key;
}

const isKey = (text: string) => text !== '' && text.length <= maxIdempotencyKeyLength;

export const scopeOf = (caller: Caller): Scope =>
  caller.kind === 'operator'
    ? { scope: 'operator', livemode: true }
    : { scope: caller.tenant.merchantId, livemode: caller.tenant.livemode };
