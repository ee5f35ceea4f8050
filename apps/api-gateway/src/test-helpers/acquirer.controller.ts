// Makes the sandbox acquirer misbehave, so that a merchant can see what its code does then.
import { Controller, Post, Req } from '@nestjs/common';
import {
  acquirerFaults,
  invalidRequest,
  unknownParameter,
  type AcquirerFault,
} from '@ledgerway/contracts';
import { ApiException, ok } from '../edge/answer.js';
import { tenantOf, type ApiRequest } from '../edge/caller.js';
import { unrecognizedUrl } from '../edge/edge-errors.js';
import type { FormObject } from '../form/form-value.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { PaymentsClient } from '../queries/query-client.js';

const maxLatencyMs = 60_000;
const maxCalls = 10_000;
const known = ['count', 'fail', 'latency_ms'];

@Controller('v1/test_helpers/acquirer')
export class AcquirerController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly payments: PaymentsClient,
  ) {}

  @Post()
  misbehave(@Req() request: ApiRequest) {
    const tenant = tenantOf(request);
    if (tenant.livemode) throw new ApiException(unrecognizedUrl(request.method, request.url));
    const fault = faultFrom(request.form);
    return this.posts.run(request, async () => {
      await this.payments.ask('payments.acquirer_fault', { ...tenant, ...fault });
      const { fail, latencyMs, count } = fault;
      return ok({ object: 'test_helpers.acquirer', count, fail, latency_ms: latencyMs });
    });
  }
}

function faultFrom(form: FormObject) {
  const unknown = Object.keys(form).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new ApiException(unknownParameter(unknown));
  const { fail = 'none' } = form;
  if (!(acquirerFaults as readonly unknown[]).includes(fail))
    throw new ApiException(
      invalidRequest(`Invalid fail: must be one of ${acquirerFaults.join(', ')}`, {
        param: 'fail',
      }),
    );
  return {
    fail: fail as AcquirerFault,
    latencyMs: integerFrom(form, 'latency_ms', { least: 0, most: maxLatencyMs, otherwise: 0 }),
    count: integerFrom(form, 'count', { least: 1, most: maxCalls, otherwise: 1 }),
  };
}

type Range = { readonly least: number; readonly most: number; readonly otherwise: number };

function integerFrom(form: FormObject, param: string, { least, most, otherwise }: Range): number {
  const text = form[param];
  if (text === undefined) return otherwise;
  const value = typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  const code = 'parameter_invalid_integer' as const;
  const message = `Invalid integer: ${param} is a number from ${least} to ${most}`;
  throw new ApiException(invalidRequest(message, { code, param }));
}
