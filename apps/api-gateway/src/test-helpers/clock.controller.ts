import { Controller, Post, Req } from '@nestjs/common';
import { AdvanceClockParams, publicTime } from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { testTenantOf } from './test-tenant.js';
import { TestTime } from './test-time.js';

@Controller('v1/test_helpers/clock')
export class ClockController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly time: TestTime,
  ) {}

  /** Moves the whole test mode of the account. It counts from the moment of the (first) request. */
  @Post('advance')
  @Needs('account')
  async advance(@Req() request: ApiRequest) {
    const { merchantId } = testTenantOf(request);
    const { seconds, expand } = paramsOf(request, AdvanceClockParams);
    checkNothingExpanded(expand);
    await this.time.refresh();
    return this.posts.run(request, async ({ createdAtMs }) => {
      const nowMs = createdAtMs + seconds * 1000;
      await this.time.moveTo(merchantId, nowMs, 'seconds');
      return ok({ object: 'test_helpers.clock', livemode: false, now: publicTime(nowMs) });
    });
  }
}
