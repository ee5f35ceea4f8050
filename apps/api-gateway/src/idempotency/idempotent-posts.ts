import { callerOf, type ApiRequest, type Caller } from '../edge/caller.js';
import { ApiException, type Answer } from '../edge/answer.js';
import { maxIdempotencyKeyLength } from '../edge/limits.js';
import type { Idempotency, Perform } from './idempotency.js';
import { invalidKey } from './idempotency-errors.js';
import type { Scope } from './operation.js';

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

  private described(request: ApiRequest) {
    const { url, id: requestId, form } = request;
    const query = url.indexOf('?');
    return {
      owner: scopeOf(callerOf(request)),
      key: keyOf(request),
      endpoint: `POST ${query < 0 ? url : url.slice(0, query)}`,
      form,
      requestId,
    };
  }
}

function keyOf({ headers }: ApiRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key === '' || key.length > maxIdempotencyKeyLength)
    throw new ApiException(invalidKey(maxIdempotencyKeyLength));
  return key;
}

const scopeOf = (caller: Caller): Scope =>
  caller.kind === 'operator'
    ? { scope: 'operator', livemode: true }
    : { scope: caller.tenant.merchantId, livemode: caller.tenant.livemode };
