// A customer of a merchant: who they are, and the cards kept with them in the older way (sources).
import type { Caller, Timestamp } from '../charge/model.js';
import type { PaymentMethod, PaymentMethodChanges } from '../payment-method/model.js';

/** All that a merchant may change. JSON values only; amounts are minor units as numbers. */
export type CustomerDetails = {
  readonly address: Readonly<Record<string, unknown>> | null;
  readonly balance: number;
  readonly description: string | null;
  readonly email: string | null;
  readonly invoiceSettings: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly name: string | null;
  readonly phone: string | null;
  readonly preferredLocales: readonly string[];
  readonly shipping: Readonly<Record<string, unknown>> | null;
  readonly taxExempt: 'exempt' | 'none' | 'reverse';
  /** `invoice_settings.default_payment_method`. */
  readonly defaultPaymentMethod: string | null;
};

export type CustomerChanges = Partial<Omit<CustomerDetails, 'metadata'>> & {
  /** Merged key by key; null removes all. */
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly defaultSource?: string;
};

/** Its sources are the `paymentMethods` of its own stream, named `card_…`. */
export type Customer = {
  readonly id: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly details: CustomerDetails;
  readonly defaultSource: string | null;
  readonly invoicePrefix: string;
  readonly createdAt: Timestamp;
  readonly deletedAt: Timestamp | null;
};

export type CustomerEvent =
  | { readonly type: 'CustomerCreated'; readonly customer: Customer; readonly at: Timestamp }
  | {
      readonly type: 'CustomerUpdated';
      readonly details: CustomerDetails;
      readonly defaultSource: string | null;
      readonly previous: Readonly<Record<string, unknown>>;
      readonly at: Timestamp;
    }
  | { readonly type: 'CustomerDeleted'; readonly at: Timestamp }
  /** A card was added to (or taken from) the customer's own stream. */
  | {
      readonly type: 'SourceAdded';
      readonly source: PaymentMethod;
      /** True if it became the default. */
      readonly isDefault: boolean;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'SourceUpdated';
      readonly source: PaymentMethod;
      readonly previous: Readonly<Record<string, unknown>>;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'SourceRemoved';
      readonly sourceId: string;
      readonly defaultSource: string | null;
      readonly at: Timestamp;
    };

export type CustomerCommand =
  /** `source` becomes the default; its card was verified before. */
  | {
      readonly type: 'CreateCustomer';
      readonly customer: Customer;
      readonly source: PaymentMethod | null;
      readonly at: Timestamp;
    }
  /** `source` is added and becomes the default, replacing the former default card. */
  | {
      readonly type: 'UpdateCustomer';
      readonly caller: Caller;
      readonly changes: CustomerChanges;
      readonly source: PaymentMethod | null;
      readonly at: Timestamp;
    }
  | { readonly type: 'DeleteCustomer'; readonly caller: Caller; readonly at: Timestamp }
  | {
      readonly type: 'AddSource';
      readonly caller: Caller;
      readonly source: PaymentMethod;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'UpdateSource';
      readonly caller: Caller;
      readonly sourceId: string;
      readonly changes: PaymentMethodChanges;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'RemoveSource';
      readonly caller: Caller;
      readonly sourceId: string;
      readonly at: Timestamp;
    };

export const customerRejections = [
  'customer_not_found',
  'source_not_found',
  'too_many_sources',
] as const;
export type CustomerRejection = (typeof customerRejections)[number];
