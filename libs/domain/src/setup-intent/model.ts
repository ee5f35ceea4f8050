// Sets a payment method up for later payments, with 3-D Secure if its issuer asks for it.
import type { Caller, Timestamp } from '../charge/model.js';
import type { AttemptError, IntentAction } from '../payment-intent/model.js';
import type { MethodSnapshot } from '../payment-method/model.js';

export type SetupIntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'processing'
  | 'succeeded'
  | 'canceled';

export type SetupIntentDetails = {
  readonly customer: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly usage: 'off_session' | 'on_session';
  readonly methodTypes: readonly string[];
  readonly automaticMethods: { readonly enabled: boolean; readonly allowRedirects: string } | null;
  /** `payment_method_options`, passed through. */
  readonly methodOptions: Readonly<Record<string, unknown>> | null;
  readonly onBehalfOf: string | null;
};

export type SetupIntent = {
  readonly id: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly details: SetupIntentDetails;
  readonly status: SetupIntentStatus;
  readonly method: MethodSnapshot | null;
  readonly action: IntentAction | null;
  readonly lastError: AttemptError | null;
  readonly attempt: number;
  /** The confirmations taken, so that a repeated one is recognized. */
  readonly confirmIds: readonly string[];
  readonly returnUrl: string | null;
  readonly cancellationReason: string | null;
  readonly createdAt: Timestamp;
};

export type SetupIntentChanges = Partial<Omit<SetupIntentDetails, 'metadata'>> & {
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly method?: MethodSnapshot;
};

export type SetupIntentEvent =
  | {
      readonly type: 'SetupIntentCreated';
      readonly setupIntent: SetupIntent;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'SetupIntentUpdated';
      readonly details: SetupIntentDetails;
      readonly method: MethodSnapshot | null;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'SetupIntentConfirmed';
      readonly confirmId: string;
      readonly attempt: number;
      readonly method: MethodSnapshot;
      readonly returnUrl: string | null;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'SetupIntentActionRequired';
      readonly action: IntentAction;
      readonly at: Timestamp;
    }
  | { readonly type: 'SetupIntentSucceeded'; readonly at: Timestamp }
  | { readonly type: 'SetupIntentFailed'; readonly error: AttemptError; readonly at: Timestamp }
  | {
      readonly type: 'SetupIntentCanceled';
      readonly reason: string | null;
      readonly at: Timestamp;
    };

export type SetupIntentCommand =
  /** `setupIntent` as it is before anything happened to it. */
  | {
      readonly type: 'CreateSetupIntent';
      readonly setupIntent: SetupIntent;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'UpdateSetupIntent';
      readonly caller: Caller;
      readonly changes: SetupIntentChanges;
      readonly at: Timestamp;
    }
  /** Without `method`: the one it has. A 3-D Secure challenge is asked for as the card wants it. */
  | {
      readonly type: 'ConfirmSetupIntent';
      readonly caller: Caller;
      readonly confirmId: string;
      readonly method: MethodSnapshot | null;
      readonly returnUrl: string | null;
      /** Where the payer's pages live: `<pagesUrl>/pages/3ds/<id>`. */
      readonly pagesUrl: string;
      /** Why the card was refused when it was verified; null if it was not. */
      readonly verification: AttemptError | null;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'CompleteSetupAction';
      readonly caller: Caller;
      readonly attempt: number;
      readonly outcome: 'succeeded' | 'failed';
      readonly at: Timestamp;
    }
  | {
      readonly type: 'CancelSetupIntent';
      readonly caller: Caller;
      readonly reason: string | null;
      readonly at: Timestamp;
    };

export const setupIntentRejections = [
  'setup_intent_not_found',
  'setup_intent_without_method',
  'setup_intent_state',
] as const;
export type SetupIntentRejection = (typeof setupIntentRejections)[number];
