import type { SetupIntent } from '@ledgerway/domain';
import { publicTime } from './amount.js';
import { renderAttemptError } from './attempt-error.js';
import { renderSetupAction } from './next-action.js';
import { renderAutomaticMethods } from './payment-intent.js';
import { renderMethodOf } from './payment-method.js';

export type PublicSetupIntent = ReturnType<typeof renderSetupIntent>;

/** The `setup_intent` object. `clientSecret` is null wherever it does not belong: in events, lists. */
export function renderSetupIntent(
  intent: SetupIntent,
  { clientSecret }: { readonly clientSecret: string | null },
) {
  const { details } = intent;
  return {
    id: intent.id,
    object: 'setup_intent' as const,
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: renderAutomaticMethods(details.automaticMethods),
    cancellation_reason: intent.cancellationReason,
    client_secret: clientSecret,
    created: publicTime(intent.createdAt),
    customer: details.customer,
    customer_account: null,
    description: details.description,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: renderLastError(intent),
    latest_attempt: null,
    livemode: intent.livemode,
    managed_payments: null,
    mandate: null,
    metadata: details.metadata,
    next_action: renderSetupAction(intent.action),
    on_behalf_of: details.onBehalfOf,
    payment_method: intent.method?.id ?? null,
    payment_method_configuration_details: null,
    payment_method_options: renderMethodOptions(details),
    payment_method_types: [...details.methodTypes],
    single_use_mandate: null,
    status: intent.status,
    usage: details.usage,
  };
}

function renderLastError(intent: SetupIntent) {
  const { lastError } = intent;
  if (lastError === null) return null;
  const { method } = lastError;
  return renderAttemptError(lastError, method && renderMethodOf(intent, method));
}

type MethodOptions = Pick<SetupIntent['details'], 'methodTypes' | 'methodOptions'>;

const cardOptions = { mandate_options: null, network: null, request_three_d_secure: 'automatic' };

/** `payment_method_options`: of all methods, only cards have any here. */
const renderMethodOptions = ({ methodTypes, methodOptions }: MethodOptions) =>
  methodTypes.includes('card')
    ? { card: { ...cardOptions, ...(methodOptions?.['card'] as object) } }
    : null;
