import type { Area } from '../case.js';
import { balance } from './balance.js';
import { chargeAmounts } from './charge-amounts.js';
import { chargeChanges } from './charge-changes.js';
import { charges } from './charges.js';
import { customers } from './customers.js';
import { declinesArea } from './declines.js';
import { disputes } from './disputes.js';
import { errors } from './errors.js';
import { eventsAndWebhooks } from './events-and-webhooks.js';
import { expansion } from './expansion.js';
import { fpsArea } from './fps.js';
import { idempotency } from './idempotency.js';
import { isolation } from './isolation.js';
import { keysAndOauth } from './keys-and-oauth.js';
import { lists } from './lists.js';
import { paymentIntentMatrix } from './payment-intent-matrix.js';
import { paymentIntentRefusals } from './payment-intent-refusals.js';
import { paymentIntents } from './payment-intents.js';
import { paymentMethods } from './payment-methods.js';
import { payouts } from './payouts.js';
import { refunds } from './refunds.js';
import { reports } from './reports.js';
import { requestLog } from './request-log.js';
import { setupIntents } from './setup-intents.js';
import { shapes } from './shapes.js';
import { testClock } from './test-clock.js';
import { threeDSecure } from './three-d-secure.js';
import { tokens } from './tokens.js';
import { wallets } from './wallets.js';

export const allAreas: readonly Area[] = [
  charges,
  chargeAmounts,
  chargeChanges,
  refunds,
  payouts,
  paymentIntents,
  paymentIntentRefusals,
  paymentIntentMatrix,
  customers,
  paymentMethods,
  setupIntents,
  disputes,
  tokens,
  declinesArea,
  threeDSecure,
  wallets,
  fpsArea,
  idempotency,
  lists,
  expansion,
  errors,
  eventsAndWebhooks,
  balance,
  reports,
  keysAndOauth,
  requestLog,
  testClock,
  shapes,
  isolation,
];
