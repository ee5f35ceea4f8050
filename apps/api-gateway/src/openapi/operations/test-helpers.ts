import {
  AcquirerFaultParams,
  AdvanceClockParams,
  AdvanceTestClockParams,
  AuthenticateParams,
  CompleteRedirectParams,
  CreateTestClockParams,
  ExpandParams,
  FailPayoutParams,
  FpsCreditParams,
  ListParams,
  SettleParams,
} from '@ledgerway/contracts';
import { operation, type Operations } from '../operation.js';
import { reportHelperOperations } from './reports.js';

const helpers = '/v1/test_helpers';

export const testHelperOperations: Operations = {
  'Test helpers': {
    ...reportHelperOperations,
    [`POST ${helpers}/payment_intents/{id}/authenticate`]: operation(
      'End the 3-D Secure challenge of a payment',
      AuthenticateParams,
      'payment_intent',
    ),
    [`POST ${helpers}/payment_intents/{id}/complete_redirect`]: operation(
      "End the payer's part in a wallet",
      CompleteRedirectParams,
      'payment_intent',
    ),
    [`POST ${helpers}/setup_intents/{id}/authenticate`]: operation(
      'End the 3-D Secure challenge of a setup',
      AuthenticateParams,
      'setup_intent',
    ),
    [`POST ${helpers}/fps/credit`]: operation(
      'Let money come in by FPS',
      FpsCreditParams,
      'test_helpers.fps_credit',
    ),
    [`POST ${helpers}/settlements`]: operation(
      'Let the sandbox acquirer settle',
      SettleParams,
      'test_helpers.settlement',
    ),
    [`POST ${helpers}/refunds/{id}/fail`]: operation('Let a refund fail', ExpandParams, 'refund'),
    [`POST ${helpers}/payouts/{id}/fail`]: operation(
      'Let the bank refuse a payout, or send it back',
      FailPayoutParams,
      'payout',
    ),
    [`POST ${helpers}/acquirer`]: operation(
      'Let the acquirer misbehave',
      AcquirerFaultParams,
      'test_helpers.acquirer',
    ),
    [`POST ${helpers}/clock/advance`]: operation(
      'Move the time of test mode on',
      AdvanceClockParams,
      'test_helpers.clock',
    ),
    [`POST ${helpers}/test_clocks`]: operation(
      'Create a test clock',
      CreateTestClockParams,
      'test_helpers.test_clock',
    ),
    [`GET ${helpers}/test_clocks`]: operation(
      'List test clocks',
      ListParams,
      'list of test_helpers.test_clock',
    ),
    [`GET ${helpers}/test_clocks/{id}`]: operation(
      'Retrieve a test clock',
      ExpandParams,
      'test_helpers.test_clock',
    ),
    [`POST ${helpers}/test_clocks/{id}/advance`]: operation(
      'Move a test clock on',
      AdvanceTestClockParams,
      'test_helpers.test_clock',
    ),
    [`DELETE ${helpers}/test_clocks/{id}`]: operation(
      'Delete a test clock',
      ExpandParams,
      'deleted_test_helpers.test_clock',
    ),
  },
};
