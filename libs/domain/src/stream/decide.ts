// Hands each command to the part of the stream that it is about. The table is complete by its type: a
// command that is forgotten does not compile.
import { isOwnedBy } from '../charge/progress.js';
import { customer } from '../customer/customer.js';
import { reject, type Decision } from '../decision.js';
import { merchant } from '../merchant/merchant.js';
import { decideCharge } from '../payment-intent/charges.js';
import { decide as decidePaymentIntent } from '../payment-intent/decide.js';
import { paymentMethod } from '../payment-method/payment-method.js';
import { settlement } from '../settlement/settlement.js';
import { setupIntent } from '../setup-intent/setup-intent.js';
import type { StreamCommand, StreamEvent, StreamRejection, StreamState } from './model.js';
import { tenantOf } from './resources.js';

type StreamDecision = Decision<StreamEvent, StreamRejection>;

/** What decides a command, and what it answers if the resource is somebody else's. */
type Part<C> = {
  readonly decide: (command: C, state: StreamState) => StreamDecision;
  readonly notFound: StreamRejection;
};
type Parts = {
  readonly [T in StreamCommand['type']]: Part<Extract<StreamCommand, { type: T }>>;
};

const ofCharge = { decide: decideCharge, notFound: 'not_found' } as const;
const ofPaymentIntent = { decide: decidePaymentIntent, notFound: 'intent_not_found' } as const;
const ofMethod = { decide: paymentMethod.decide, notFound: 'method_not_found' } as const;
const ofCustomer = { decide: customer.decide, notFound: 'customer_not_found' } as const;
const ofSetupIntent = { decide: setupIntent.decide, notFound: 'setup_intent_not_found' } as const;
const ofSettlement = { decide: settlement.decide, notFound: 'settlement_not_found' } as const;
const ofMerchant = { decide: merchant.decide, notFound: 'merchant_not_found' } as const;

const parts: Parts = {
  CreateCharge: ofCharge,
  CaptureCharge: ofCharge,
  RefundCharge: ofCharge,
  UpdateCharge: ofCharge,
  UpdateRefund: ofCharge,
  CancelRefund: ofCharge,
  UpdateDispute: ofCharge,
  CloseDispute: ofCharge,
  AnnounceExpiry: ofCharge,
  ExpireAuthorization: ofCharge,
  RecordAuthorization: ofCharge,
  RecordCapture: ofCharge,
  RecordVoid: ofCharge,
  RecordRefund: ofCharge,
  RecordRefundCancel: ofCharge,
  RecordEvidence: ofCharge,
  OpenDispute: ofCharge,
  SettleDispute: ofCharge,
  CreatePaymentIntent: ofPaymentIntent,
  UpdatePaymentIntent: ofPaymentIntent,
  ConfirmPaymentIntent: ofPaymentIntent,
  CapturePaymentIntent: ofPaymentIntent,
  CancelPaymentIntent: ofPaymentIntent,
  CompleteAction: ofPaymentIntent,
  ReceiveCredit: ofPaymentIntent,
  ExpireAction: ofPaymentIntent,
  CreatePaymentMethod: ofMethod,
  UpdatePaymentMethod: ofMethod,
  AttachPaymentMethod: ofMethod,
  DetachPaymentMethod: ofMethod,
  UsePaymentMethod: ofMethod,
  CreateCustomer: ofCustomer,
  UpdateCustomer: ofCustomer,
  DeleteCustomer: ofCustomer,
  AddSource: ofCustomer,
  UpdateSource: ofCustomer,
  RemoveSource: ofCustomer,
  CreateSetupIntent: ofSetupIntent,
  UpdateSetupIntent: ofSetupIntent,
  ConfirmSetupIntent: ofSetupIntent,
  CompleteSetupAction: ofSetupIntent,
  CancelSetupIntent: ofSetupIntent,
  RecordFunds: ofMerchant,
  ReleaseFunds: ofMerchant,
  CreatePayout: ofMerchant,
  UpdatePayout: ofMerchant,
  CancelPayout: ofMerchant,
  ReversePayout: ofMerchant,
  FailPayout: ofMerchant,
  SendPayout: ofMerchant,
  PayPayout: ofMerchant,
  SetPayoutSchedule: ofMerchant,
  RunPayoutSchedule: ofMerchant,
  HoldReserve: ofMerchant,
  ReleaseReserve: ofMerchant,
  ConvertFunds: ofMerchant,
  RecordReportRun: ofMerchant,
  ImportSettlementBatch: ofSettlement,
  ImportBankStatement: ofSettlement,
  RecordBankCredit: ofSettlement,
  AssignBreak: ofSettlement,
  ResolveBreak: ofSettlement,
};

export function decide(command: StreamCommand, state: StreamState): StreamDecision {
  // The table pairs each command with the part that takes it.
  const part = parts[command.type] as Part<StreamCommand>;
  return isForeign(command, state) ? reject(part.notFound) : part.decide(command, state);
}

/** A credit is kept wherever it comes in; anything else of another merchant or mode finds nothing. */
function isForeign(command: StreamCommand, state: StreamState): boolean {
  if (command.type === 'ReceiveCredit' || !('caller' in command)) return false;
  const tenant = tenantOf(state);
  return tenant !== null && !isOwnedBy(command.caller, tenant);
}
