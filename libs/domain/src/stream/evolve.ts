// How each event changes what stands in a stream. The table is complete by its type: an event that is
// forgotten does not compile.
import { customer } from '../customer/customer.js';
import type { CustomerEvent } from '../customer/model.js';
import { evolveBy } from '../decision.js';
import { merchant } from '../merchant/merchant.js';
import type { MerchantEvent } from '../merchant/model.js';
import { evolveCharge, type ChargeChange } from '../payment-intent/charges.js';
import { evolve as evolvePaymentIntent } from '../payment-intent/evolve.js';
import type { PaymentIntentEvent } from '../payment-intent/model.js';
import type { PaymentMethodEvent } from '../payment-method/model.js';
import { paymentMethod } from '../payment-method/payment-method.js';
import type { SettlementEvent } from '../settlement/model.js';
import { settlement } from '../settlement/settlement.js';
import type { SetupIntentEvent } from '../setup-intent/model.js';
import { setupIntent } from '../setup-intent/setup-intent.js';
import type { StreamEvent, StreamState } from './model.js';

const chargeChanged = (state: StreamState, event: ChargeChange) => evolveCharge(state, event);
const paymentIntentChanged = (state: StreamState, event: PaymentIntentEvent) => ({
  ...state,
  ...evolvePaymentIntent(state, event),
});
const methodChanged = (state: StreamState, event: PaymentMethodEvent) => ({
  ...state,
  ...paymentMethod.evolve(state, event),
});
const customerChanged = (state: StreamState, event: CustomerEvent) => ({
  ...state,
  ...customer.evolve(state, event),
});
const setupIntentChanged = (state: StreamState, event: SetupIntentEvent) => ({
  ...state,
  ...setupIntent.evolve(state, event),
});
const merchantChanged = (state: StreamState, event: MerchantEvent) => ({
  ...state,
  ...merchant.evolve(state, event),
});

const settlementChanged = (state: StreamState, event: SettlementEvent) => ({
  ...state,
  ...settlement.evolve(state, event),
});

export const evolve = evolveBy<StreamState, StreamEvent>({
  ChargeRequested: chargeChanged,
  ChargeAuthorized: chargeChanged,
  ChargeDeclined: chargeChanged,
  AuthorizationUnknown: chargeChanged,
  CaptureRequested: chargeChanged,
  CaptureUnknown: chargeChanged,
  CaptureFailed: chargeChanged,
  ChargeCaptured: chargeChanged,
  VoidRequested: chargeChanged,
  VoidUnknown: chargeChanged,
  VoidFailed: chargeChanged,
  ChargeVoided: chargeChanged,
  ChargeExpired: chargeChanged,
  RefundRequested: chargeChanged,
  RefundUnknown: chargeChanged,
  RefundPending: chargeChanged,
  RefundSucceeded: chargeChanged,
  RefundFailed: chargeChanged,
  RefundCancelRequested: chargeChanged,
  RefundCanceled: chargeChanged,
  RefundCancelFailed: chargeChanged,
  RefundUpdated: chargeChanged,
  ChargeExpiringSoon: chargeChanged,
  DisputeOpened: chargeChanged,
  DisputeUpdated: chargeChanged,
  DisputeEvidenceSubmitted: chargeChanged,
  DisputeEvidenceAnswered: chargeChanged,
  DisputeClosed: chargeChanged,
  ChargeUpdated: chargeChanged,
  AcquirerContradicted: chargeChanged,
  CommandRejected: (state) => state,
  PaymentIntentCreated: paymentIntentChanged,
  PaymentIntentUpdated: paymentIntentChanged,
  PaymentIntentConfirmed: paymentIntentChanged,
  PaymentIntentActionRequired: paymentIntentChanged,
  PaymentIntentProcessing: paymentIntentChanged,
  PaymentIntentAttemptFailed: paymentIntentChanged,
  PaymentIntentCancelRequested: paymentIntentChanged,
  PaymentIntentCanceled: paymentIntentChanged,
  CreditUnmatched: paymentIntentChanged,
  PaymentMethodCreated: methodChanged,
  PaymentMethodUpdated: methodChanged,
  PaymentMethodAttached: methodChanged,
  PaymentMethodDetached: methodChanged,
  PaymentMethodSetUp: methodChanged,
  PaymentMethodUsed: methodChanged,
  CustomerCreated: customerChanged,
  CustomerUpdated: customerChanged,
  CustomerDeleted: customerChanged,
  SourceAdded: customerChanged,
  SourceUpdated: customerChanged,
  SourceRemoved: customerChanged,
  SetupIntentCreated: setupIntentChanged,
  SetupIntentUpdated: setupIntentChanged,
  SetupIntentConfirmed: setupIntentChanged,
  SetupIntentActionRequired: setupIntentChanged,
  SetupIntentSucceeded: setupIntentChanged,
  SetupIntentFailed: setupIntentChanged,
  SetupIntentCanceled: setupIntentChanged,
  FundsRecorded: merchantChanged,
  FundsReleased: merchantChanged,
  PayoutCreated: merchantChanged,
  PayoutUpdated: merchantChanged,
  PayoutSent: merchantChanged,
  PayoutPaid: merchantChanged,
  PayoutFailed: merchantChanged,
  PayoutCanceled: merchantChanged,
  PayoutReversed: merchantChanged,
  PayoutScheduleSet: merchantChanged,
  PayoutScheduleRan: merchantChanged,
  ReserveHeld: merchantChanged,
  ReserveReleased: merchantChanged,
  FundsConverted: merchantChanged,
  ReportRunRecorded: merchantChanged,
  SettlementBatchImported: settlementChanged,
  BankStatementImported: settlementChanged,
  SettlementReceived: settlementChanged,
  SettlementBreakFound: settlementChanged,
  BreakAssigned: settlementChanged,
  BreakResolved: settlementChanged,
});
