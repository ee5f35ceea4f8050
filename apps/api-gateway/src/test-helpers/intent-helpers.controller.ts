// Plays the payer of an intent, so that a challenge or a wallet needs no browser in a test.
import { Controller, Param, Post, Req } from '@nestjs/common';
import { AuthenticateParams, CompleteRedirectParams } from '@ledgerway/contracts';
import type { MethodType } from '@ledgerway/domain';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import { callerOf, type ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { PayerActions } from '../payment-intents/payer-actions.js';
import { SetupAttempts } from '../setup-intents/setup-attempts.js';
import { setupIntentKind } from '../streams/kinds.js';
import { StreamReader } from '../streams/stream-reader.js';
import { testTenantOf } from './test-tenant.js';

@Controller('v1/test_helpers')
export class IntentHelpersController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly actions: PayerActions,
    private readonly setups: SetupAttempts,
    private readonly reader: StreamReader,
    private readonly expander: Expander,
  ) {}

  @Post('payment_intents/:id/authenticate')
  @Needs('payment_intent')
  authenticate(@Req() request: ApiRequest, @Param('id') id: string) {
    return this.complete(request, id, paramsOf(request, AuthenticateParams), ['card']);
  }

  @Post('payment_intents/:id/complete_redirect')
  @Needs('payment_intent')
  completeRedirect(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, CompleteRedirectParams);
    return this.complete(request, id, params, ['alipay', 'wechat_pay']);
  }

  @Post('setup_intents/:id/authenticate')
  @Needs('payment_intent')
  authenticateSetup(@Req() request: ApiRequest, @Param('id') id: string) {
    const tenant = testTenantOf(request);
    const { outcome, expand } = paramsOf(request, AuthenticateParams);
    checkExpand(expand, 'setup_intent', { caller: callerOf(request) });
    return this.posts.runSecret(request, async (operation) => {
      const { object, state } = await this.reader.find(tenant, setupIntentKind, id);
      const { attempt } = object;
      const after = await this.setups.complete(tenant, operation, state, { attempt, outcome });
      return ok(await this.expander.setupIntent(tenant, after, expand));
    });
  }

  private complete(
    request: ApiRequest,
    id: string,
    { outcome, expand }: CompleteRedirectParams,
    types: readonly MethodType[],
  ) {
    const tenant = testTenantOf(request);
    checkExpand(expand, 'payment_intent', { caller: callerOf(request) });
    return this.posts.runSecret(request, async (operation) => {
      const state = await this.actions.completeWith(tenant, operation, id, outcome, types);
      return ok(await this.expander.paymentIntent(tenant, state, expand));
    });
  }
}
