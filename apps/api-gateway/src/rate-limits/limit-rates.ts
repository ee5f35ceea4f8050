// Where the limits meet the requests: right after the caller is known, before the body is read.
import type { ApiError, Tenant } from '@ledgerway/contracts';
import type { Clock } from '@ledgerway/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { Counter, Gauge, type Registry } from 'prom-client';
import { ApiException } from '../edge/answer.js';
import type { AccountLease, Refusal } from './account-lease.js';
import type { Decision, RateLimiter } from './rate-limiter.js';
import type { Kind } from './rate-limits.js';

export type RateLimiting = {
  readonly limiter: RateLimiter;
  /** Whether this request would only get the answer of an earlier one: a replay is free. */
  readonly isReplay: (tenant: Tenant, request: FastifyRequest) => Promise<boolean>;
};

export type LimitOptions = RateLimiting & { readonly clock: Clock; readonly registry: Registry };

declare module 'fastify' {
  interface FastifyRequest {
    /** What the limits know of the caller; null where there are none. */
    rateLimit: RateLimited | null;
  }
}

/** `entered`: the request has used up what it was admitted for. */
type RateLimited = { readonly kind: Kind; readonly lease: AccountLease; readonly entered: boolean };

export function limitRates(server: FastifyInstance, options: LimitOptions): void {
  const { limiter, isReplay, clock } = options;
  const refusals = countRefusals(options);
  server.decorateRequest('rateLimit', null);

  const settle = (request: FastifyRequest, reply: FastifyReply, kind: Kind, decision: Decision) => {
    const { lease } = decision;
    const entered = !('reason' in decision);
    request.rateLimit = { kind, lease, entered };
    if (entered) reply.raw.once('close', () => lease.leave());
    return entered ? undefined : decision;
  };
  const refuse = async (request: FastifyRequest, tenant: Tenant, refusal: Refusal) => {
    if (request.method === 'POST' && (await isReplay(tenant, request))) return;
    refusals.inc({ reason: refusal.reason });
    throw rateLimited(refusal);
  };
  const limit: onRequestHookHandler = (request, reply, done) => {
    const { caller } = request;
    // Whoever has no account has no limit either: health probes, public pages, the operator.
    if (caller === null || caller.kind === 'operator' || request.rateLimit !== null) return done();
    const { tenant } = caller;
    const kind = request.method === 'GET' ? 'reads' : 'writes';
    const decision = limiter.enter(tenant, kind);
    if (!(decision instanceof Promise)) {
      const refused = settle(request, reply, kind, decision);
      if (refused === undefined) done();
      else refuse(request, tenant, refused).then(() => done(), done);
      return;
    }
    decision
      .then((late) => settle(request, reply, kind, late))
      .then((refused) => refused && refuse(request, tenant, refused))
      .then(() => done(), done);
  };
  server.addHook('onRequest', limit);
  server.addHook('preHandler', limit); // Browsers may say who they are in the body.

  server.addHook('onSend', ({ rateLimit }, reply, payload, done) => {
    if (rateLimit !== null) {
      const { kind, lease, entered } = rateLimit;
      if (entered && reply.hasHeader('idempotent-replayed')) lease.refund(kind);
      showLimits(reply, kind, lease, clock.now());
    }
    done(null, payload);
  });
}

const secondsOf = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

function rateLimited({ reason, retryAfterMs }: Refusal): ApiException {
  const what = reason === 'global-rate' ? 'Too many requests in a second' : 'Too many at once';
  const error: ApiError = {
    status: 429,
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: `${what} for this account. Please slow down and try again shortly.`,
  };
  return new ApiException(error, {
    'Retry-After': String(secondsOf(retryAfterMs)),
    'Stripe-Rate-Limited-Reason': reason,
  });
}

/** The fields of the IETF draft "RateLimit header fields for HTTP". */
function showLimits(reply: FastifyReply, kind: Kind, lease: AccountLease, nowMs: number): void {
  reply.header('RateLimit-Policy', `"${kind}";q=${lease.limits[kind]};w=1`);
  reply.header('RateLimit', `"${kind}";r=${lease.remaining(kind, nowMs)};t=1`);
}

function countRefusals({ limiter, registry }: LimitOptions): Counter<'reason'> {
  new Gauge({
    name: 'ledgerway_gateway_rate_limited_accounts',
    help: 'Accounts, by mode, whose limits this gateway keeps in memory.',
    registers: [registry],
    collect() {
      this.set(limiter.accounts);
    },
  });
  new Gauge({
    name: 'ledgerway_gateway_rate_limit_unchecked',
    help: 'Leases that the database could not give since the start; requests went on without.',
    registers: [registry],
    collect() {
      this.set(limiter.unchecked);
    },
  });
  return new Counter({
    name: 'ledgerway_gateway_rate_limited_total',
    help: 'Requests answered with 429.',
    labelNames: ['reason'],
    registers: [registry],
  });
}
