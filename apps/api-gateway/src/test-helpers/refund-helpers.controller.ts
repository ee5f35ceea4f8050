// Makes the acquirer fail a refund, also one that had succeeded.
import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Param, Post, Req } from '@nestjs/common';
import { ExpandParams, invalidRequest, type PublicRefund, type Tenant } from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import { callerOf, type ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { PaymentsClient } from '../queries/query-client.js';
import { Refunds } from '../refunds/refunds.js';
import { testTenantOf } from './test-tenant.js';

/** The acquirer tells in its own time that a refund failed. */
const patienceMs = 5_000;
const pauseMs = 50;

@Controller('v1/test_helpers/refunds')
export class RefundHelpersController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly payments: PaymentsClient,
    private readonly refunds: Refunds,
    private readonly expander: Expander,
  ) {}

  /** Answers with the refund once it has failed, or as it is while that is on its way. */
  @Post(':id/fail')
  @Needs('refund')
  fail(@Req() request: ApiRequest, @Param('id') id: string) {
    const tenant = testTenantOf(request);
    const { expand } = paramsOf(request, ExpandParams);
    checkExpand(expand, 'refund', { caller: callerOf(request) });
    return this.posts.run(request, async () => {
      const { status } = await this.refunds.find(tenant, id);
      if (status !== 'failed') await this.failAtAcquirer(tenant, id);
      const refund = await this.untilFailed(tenant, id);
      return ok(await this.expander.expand(tenant, 'refund', refund, expand));
    });
  }

  private async failAtAcquirer(tenant: Tenant, refundId: string): Promise<void> {
    if (await this.payments.ask('payments.fail_refund', { ...tenant, refundId })) return;
    throw new ApiException(invalidRequest('This refund cannot fail any more.'));
  }

  private async untilFailed(tenant: Tenant, id: string): Promise<PublicRefund> {
    for (let waitedMs = 0; ; waitedMs += pauseMs) {
      const refund = await this.refunds.find(tenant, id);
      if (refund.status === 'failed' || waitedMs >= patienceMs) return refund;
      await delay(pauseMs);
    }
  }
}
