export * from './card-number.js';
export * from './errors.js';
export { isFpsCurrency, type FpsCurrency, type FpsPayload } from './fps/fps-format.js';
export { fpsPayload } from './fps/fps-payload.js';
export * from './fps/fps-reference.js';
export * from './fps/parse-fps-payload.js';
export * from './ids.js';
export * from './permissions.js';
export * from './public/account.js';
export { publicAmount, publicTime, type Fraction } from './public/amount.js';
export * from './public/balance-transaction.js';
export * from './public/card.js';
export * from './public/charge.js';
export * from './public/customer.js';
export * from './public/deleted.js';
export * from './public/dispute.js';
export * from './public/event.js';
export type { PublicFpsCredit } from './public/events/payment-intent-events.js';
export * from './public/events/event-samples.js';
export * from './public/file.js';
export * from './public/list.js';
export { qrTextOf } from './public/next-action.js';
export {
  renderPaymentIntent,
  type PaymentIntentView,
  type PublicPaymentIntent,
} from './public/payment-intent.js';
export * from './public/payment-method.js';
export * from './public/projection.js';
export * from './public/public-events.js';
export * from './public/payout.js';
export * from './public/publishable-view.js';
export * from './public/refund.js';
export * from './public/report-run.js';
export * from './public/settlement.js';
export * from './public/setup-intent.js';
export * from './public/request-log.js';
export * from './public/test-clock.js';
export * from './public/token.js';
export * from './public/webhook-delivery.js';
export * from './public/webhook-endpoint.js';
export * from './queries/ledger-export.js';
export * from './queries/past-balance.js';
export * from './queries/page.js';
export * from './queries/payments.js';
export * from './queries/projections.js';
export * from './queries/reporting.js';
export * from './queries/reports.js';
export * from './queries/settlements.js';
export * from './queries/vault.js';
export * from './queries/webhook-history.js';
export * from './queries/webhooks.js';
export { noSuchObject, type Operation, type RejectionContext } from './rejections/context.js';
export { noSuccessfulCharge } from './rejections/charge-rejections.js';
export * from './rejections/declines.js';
export * from './rejections/rejection-to-api-error.js';
export * from './requests/access.js';
export * from './requests/account-settings.js';
export * from './requests/accounts.js';
export * from './requests/billing-details.js';
export { expiryRefusal, fullYear } from './requests/card-expiry.js';
export { chargeAmountRefusal } from './requests/charge-amount.js';
export * from './requests/charges.js';
export * from './requests/customers.js';
export * from './requests/disputes.js';
export * from './requests/indexed-list.js';
export * from './requests/ledger-balances.js';
export * from './requests/ledger-export.js';
export * from './requests/lists.js';
export { parseParams, type Parsed, type ParamsClass } from './requests/parse-params.js';
export * from './requests/payment-intents.js';
export * from './requests/payment-methods.js';
export * from './requests/projections.js';
export * from './requests/payouts.js';
export * from './requests/refunds.js';
export * from './requests/reports.js';
export * from './requests/request-logs.js';
export { requestSchema, type JsonSchema } from './requests/request-schema.js';
export * from './requests/settlements.js';
export * from './requests/setup-intents.js';
export * from './requests/test-helpers.js';
export * from './requests/tokens.js';
export * from './requests/webhook-delivery.js';
export * from './requests/webhook-endpoints.js';
export * from './requests/webhook-tools.js';
export * from './reports/report-types.js';
export * from './sandbox-cards.js';
export * from './settlement/settlement-ids.js';
export { zonedTime } from './settlement/zoned-time.js';
export * from './shown-amount.js';
export * from './topics.js';
export { commandFromJson } from './wire/commands.js';
export { eventFromJson, eventTypes } from './wire/events.js';
export { toJson, type Json } from './wire/json.js';
export * from './wire/records.js';
export {
  chargeFromJson,
  chargeToJson,
  feeScheduleFromJson,
  payoutFromJson,
  chargeToText,
  stateFromJson,
  stateToJson,
  stateToText,
  type ChargeJson,
  type PayoutJson,
  type StateJson,
} from './wire/state.js';
export * from './wire/upcasters.js';
export * from './webhooks/signature.js';
export * from './webhooks/signing-secret.js';
