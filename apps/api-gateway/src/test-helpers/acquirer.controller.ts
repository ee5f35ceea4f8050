// Makes the sandbox acquirer misbehave, so that a merchant can see what its code does then.
import { Controller, Post, Req } from '@nestjs/common';
import { AcquirerFaultParams } from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { PaymentsClient } from '../queries/query-client.js';
import { testTenantOf } from './test-tenant.js';

@Controller('v1/test_helpers/acquirer')
export class AcquirerController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly payments: PaymentsClient,
  ) {}

  @Post()
  @Needs('charge')
  misbehave(@Req() request: ApiRequest) {
    const tenant = testTenantOf(request);
    const params = paramsOf(request, AcquirerFaultParams);
    checkNothingExpanded(params.expand);
    const { fail = 'none', latency_ms: latencyMs = 0, count = 1 } = params;
    return this.posts.run(request, async () => {
      await this.payments.ask('payments.acquirer_fault', { ...tenant, fail, latencyMs, count });
      return ok({ object: 'test_helpers.acquirer', count, fail, latency_ms: latencyMs });
    });
  }
}
