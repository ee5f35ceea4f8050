// What a bank does with payouts, in test mode: it refuses one, or sends it back after it was paid.
import { Controller, Param, Post, Req } from '@nestjs/common';
import { FailPayoutParams } from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import { callerOf, type ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { Payouts } from '../payouts/payouts.js';
import { testTenantOf } from './test-tenant.js';

const messages: Readonly<Record<string, string>> = {
  account_closed: 'The bank account has been closed.',
  account_frozen: 'The bank account has been frozen.',
  invalid_account_number: 'The bank account number is not valid.',
  no_account: 'The bank account could not be located.',
};

@Controller('v1/test_helpers/payouts')
export class PayoutHelpersController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly payouts: Payouts,
    private readonly expander: Expander,
  ) {}

  @Post(':id/fail')
  @Needs('payout')
  fail(@Req() request: ApiRequest, @Param('id') id: string) {
    const tenant = testTenantOf(request);
    const { failure_code: code = 'could_not_process', expand } = paramsOf(
      request,
      FailPayoutParams,
    );
    checkExpand(expand, 'payout', { caller: callerOf(request) });
    const failure = { code, message: messages[code] ?? 'The bank could not process this payout.' };
    return this.posts.run(request, async (operation) => {
      const payout = await this.payouts.fail(tenant, operation, id, failure);
      return ok(await this.expander.expand(tenant, 'payout', payout, expand));
    });
  }
}
