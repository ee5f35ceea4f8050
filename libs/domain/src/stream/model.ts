// A stream of the event log holds what belongs together: a charge, or a payment intent with its
// charges and the methods made on the way; a customer with its sources; a payment method; a setup
// intent; what a merchant is owed; what the acquirer and the bank say of settlement. An id carries
// its stream, so any of these finds all.
import type { Charge, ChargeCommand, ChargeEvent, ChargeRejection } from '../charge/model.js';
import type {
  Customer,
  CustomerCommand,
  CustomerEvent,
  CustomerRejection,
} from '../customer/model.js';
import type {
  Merchant,
  MerchantCommand,
  MerchantEvent,
  MerchantRejection,
} from '../merchant/model.js';
import type {
  PaymentIntent,
  PaymentIntentCommand,
  PaymentIntentEvent,
  PaymentIntentRejection,
  UnmatchedCredit,
} from '../payment-intent/model.js';
import type {
  PaymentMethod,
  PaymentMethodCommand,
  PaymentMethodEvent,
  PaymentMethodRejection,
} from '../payment-method/model.js';
import type {
  Settlement,
  SettlementCommand,
  SettlementEvent,
  SettlementRejection,
} from '../settlement/model.js';
import type {
  SetupIntent,
  SetupIntentCommand,
  SetupIntentEvent,
  SetupIntentRejection,
} from '../setup-intent/model.js';

/** What stands in a stream after its events. */
export type StreamState = {
  /** The charge, or the latest one of the intent. */
  readonly charge: Charge | null;
  /** Charges of earlier attempts of the intent, all declined, oldest first. */
  readonly earlierCharges: readonly Charge[];
  readonly intent: PaymentIntent | null;
  readonly paymentMethods: readonly PaymentMethod[];
  readonly customer: Customer | null;
  readonly setupIntent: SetupIntent | null;
  readonly credits: readonly UnmatchedCredit[];
  readonly merchant: Merchant | null;
  /** A batch of the acquirer, a bank statement, or breaks that somebody took on. */
  readonly settlement: Settlement | null;
};

export const emptyStreamState: StreamState = {
  charge: null,
  earlierCharges: [],
  intent: null,
  paymentMethods: [],
  customer: null,
  setupIntent: null,
  credits: [],
  merchant: null,
  settlement: null,
};

export type StreamEvent =
  | ChargeEvent
  | PaymentIntentEvent
  | PaymentMethodEvent
  | CustomerEvent
  | SetupIntentEvent
  | MerchantEvent
  | SettlementEvent;

export type StreamCommand =
  | ChargeCommand
  | PaymentIntentCommand
  | PaymentMethodCommand
  | CustomerCommand
  | SetupIntentCommand
  | MerchantCommand
  | SettlementCommand;

/** Why a command is refused. The gateway maps each to status and code. */
export type StreamRejection =
  | ChargeRejection
  | PaymentIntentRejection
  | PaymentMethodRejection
  | CustomerRejection
  | SetupIntentRejection
  | MerchantRejection
  | SettlementRejection;
