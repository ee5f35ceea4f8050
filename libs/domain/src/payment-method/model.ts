// A way to pay that can be kept: a card, a wallet, a bank transfer. It may belong to a customer.
import type {
  BillingDetails,
  Caller,
  CardSnapshot,
  MethodType,
  Timestamp,
} from '../charge/model.js';

/**
 * What a payment needs to know of a method. `id` is `pm_…`, or `card_…` for a customer's source.
 * `setUp` says that 3-D Secure was passed once for payments without the payer present.
 */
export type MethodSnapshot = {
  readonly id: string;
  readonly type: MethodType;
  /** Null unless the type is card. */
  readonly card: CardSnapshot | null;
  readonly billing: BillingDetails;
  readonly customer: string | null;
  readonly setUp: boolean;
};

export type PaymentMethod = MethodSnapshot & {
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: Timestamp;
  /** The payment that used it up: without a customer a method serves once. */
  readonly usedBy: string | null;
  readonly detachedAt: Timestamp | null;
};

export type PaymentMethodChanges = {
  readonly billing?: Partial<BillingDetails>;
  readonly expMonth?: number;
  readonly expYear?: number;
  readonly name?: string | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
};

export type PaymentMethodEvent =
  | {
      readonly type: 'PaymentMethodCreated';
      readonly method: PaymentMethod;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'PaymentMethodUpdated';
      readonly methodId: string;
      readonly after: PaymentMethod;
      readonly previous: Readonly<Record<string, unknown>>;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'PaymentMethodAttached';
      readonly methodId: string;
      readonly customer: string;
      readonly setUp: boolean;
      readonly at: Timestamp;
    }
  /** 3-D Secure was passed once for payments without the payer. */
  | { readonly type: 'PaymentMethodSetUp'; readonly methodId: string; readonly at: Timestamp }
  | {
      readonly type: 'PaymentMethodDetached';
      readonly methodId: string;
      readonly customer: string;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'PaymentMethodUsed';
      readonly methodId: string;
      readonly by: string;
      readonly at: Timestamp;
    };

export type PaymentMethodCommand =
  | { readonly type: 'CreatePaymentMethod'; readonly method: PaymentMethod; readonly at: Timestamp }
  | {
      readonly type: 'UpdatePaymentMethod';
      readonly caller: Caller;
      readonly methodId: string;
      readonly changes: PaymentMethodChanges;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'AttachPaymentMethod';
      readonly caller: Caller;
      readonly methodId: string;
      readonly customer: string;
      /** True once 3-D Secure was passed for later payments; it is never taken back. */
      readonly setUp: boolean;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'DetachPaymentMethod';
      readonly caller: Caller;
      readonly methodId: string;
      readonly at: Timestamp;
    }
  /** A payment or setup takes a method that has no customer: no other may take it afterwards. */
  | {
      readonly type: 'UsePaymentMethod';
      readonly caller: Caller;
      readonly methodId: string;
      readonly by: string;
      readonly at: Timestamp;
    };

export const paymentMethodRejections = [
  'method_not_found',
  'method_attached_elsewhere',
  'method_not_attached',
  'method_used_up',
  'method_not_reusable',
] as const;
export type PaymentMethodRejection = (typeof paymentMethodRejections)[number];
