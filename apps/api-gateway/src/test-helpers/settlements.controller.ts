// Lets the sandbox acquirer settle, and its bank pay: both files as texts, to be imported or looked at.
import { Controller, Post, Req } from '@nestjs/common';
import { SettleParams } from '@ledgerway/contracts';
import { OperatorOnly } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { PaymentsClient } from '../queries/query-client.js';

@Controller('v1/test_helpers/settlements')
export class TestSettlementsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly payments: PaymentsClient,
  ) {}

  /** All of test mode that was not settled yet; without any, batch and texts are null. */
  @Post()
  @OperatorOnly()
  settle(@Req() request: ApiRequest) {
    const params = paramsOf(request, SettleParams);
    checkNothingExpanded(params.expand);
    const { currency = 'hkd', misbehave: fault = 'none' } = params;
    return this.posts.run(request, async () => {
      const written = await this.payments.ask('payments.settle', { currency, fault });
      return ok({
        object: 'test_helpers.settlement',
        bank_statement: written?.statement ?? null,
        batch: written?.batch ?? null,
        currency,
        file: written?.file ?? null,
        livemode: false,
        misbehave: fault,
      });
    });
  }
}
