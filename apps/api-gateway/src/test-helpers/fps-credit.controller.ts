// Plays the payer's bank: money comes in by FPS.
import { Controller, Post, Req } from '@nestjs/common';
import { FpsCreditParams, publicAmount } from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { PayerActions } from '../payment-intents/payer-actions.js';
import { testTenantOf } from './test-tenant.js';

@Controller('v1/test_helpers/fps')
export class FpsCreditController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly actions: PayerActions,
  ) {}

  /** Answers whether the money paid an intent; what did not is in suspense, and an event says so. */
  @Post('credit')
  @Needs('payment_intent')
  credit(@Req() request: ApiRequest) {
    const tenant = testTenantOf(request);
    const { reference, amount, currency, expand } = paramsOf(request, FpsCreditParams);
    checkNothingExpanded(expand);
    return this.posts.run(request, async (operation) => {
      const credit = { creditId: operation.commandId(), reference, amount, currency };
      const received = await this.actions.receive(tenant, operation, credit);
      const { state, unmatched, bankReference } = received;
      return ok({
        object: 'test_helpers.fps_credit',
        amount: publicAmount(amount),
        bank_reference: bankReference,
        cause: unmatched?.cause ?? null,
        currency,
        livemode: false,
        matched: unmatched === null,
        payment_intent: state.intent?.id ?? null,
        reference,
      });
    });
  }
}
