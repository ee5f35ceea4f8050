export * from './charge/amounts.js';
export * from './charge/charge.js';
export { decideCapture, type CaptureStep } from './charge/capture.js';
export { expiryNoticeMs } from './charge/expiry.js';
export { maxMetadataKeys } from './metadata.js';
export * from './charge/intents.js';
export * from './charge/model.js';
export { authorizationLifetimeMs, saleCaptureId } from './charge/outcomes.js';
export { decideVoid, type VoidStep } from './charge/refund.js';
export * from './decision.js';
export * from './ledger/accounts.js';
export * from './ledger/availability.js';
export * from './ledger/convert.js';
export * from './ledger/fees.js';
export * from './ledger/postings.js';
export * from './ledger/split.js';
export { isCovered, movementOf, movesFunds } from './merchant/movements.js';
export { merchant, type MerchantState } from './merchant/merchant.js';
export * from './merchant/model.js';
export { fundsOf } from './merchant/funds.js';
export { maxOpenPayouts } from './merchant/payouts.js';
export { maxReserves } from './merchant/reserves.js';
export * from './money.js';
export * from './customer/customer.js';
export { maxSources, type CustomerState } from './customer/decide.js';
export * from './customer/model.js';
export {
  fpsCodeLifetimeMs,
  fpsCurrencies,
  redirectMethodTypes,
  wechatCodeLifetimeMs,
} from './payment-intent/methods.js';
export * from './payment-intent/model.js';
export type { PaymentMethodState } from './payment-method/decide.js';
export * from './payment-method/payment-method.js';
export * from './payment-method/model.js';
export type { SetupIntentState } from './setup-intent/decide.js';
export * from './setup-intent/setup-intent.js';
export * from './setup-intent/model.js';
export * from './settlement/model.js';
export { settlementMovements, type SettlementMovement } from './settlement/movements.js';
export { costsIn, settlementEffectiveAt } from './settlement/postings.js';
export { settlement } from './settlement/settlement.js';
export type { SettlementState } from './settlement/decide.js';
export * from './stream/model.js';
export * from './stream/resources.js';
export * from './stream/stream.js';
