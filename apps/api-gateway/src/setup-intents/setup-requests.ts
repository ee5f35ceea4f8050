// From the parameters of a request to what a setup intent is told.
import {
  askedMethodTypes,
  idOf,
  type CreateSetupIntentParams,
  type Tenant,
  type UpdateSetupIntentParams,
} from '@ledgerway/contracts';
import type {
  MethodSnapshot,
  SetupIntent,
  SetupIntentChanges,
  SetupIntentDetails,
} from '@ledgerway/domain';
import type { Operation } from '../idempotency/operation.js';
import { optionsFrom } from '../payment-intents/intent-requests.js';

/** The setup intent before anything happened to it. */
export const setupIntentFrom = (
  { merchantId, livemode }: Tenant,
  operation: Operation,
  params: CreateSetupIntentParams,
  method: MethodSnapshot | null,
): SetupIntent => ({
  id: idOf('seti', operation.core()),
  merchantId,
  livemode,
  details: detailsFrom(params),
  status: 'requires_payment_method',
  method,
  action: null,
  lastError: null,
  attempt: 0,
  confirmIds: [],
  returnUrl: null,
  cancellationReason: null,
  createdAt: operation.createdAtMs,
});

function detailsFrom(params: CreateSetupIntentParams): SetupIntentDetails {
  const { automatic_payment_methods: automatic, payment_method_options: options } = params;
  return {
    customer: params.customer ?? null,
    description: params.description ?? null,
    metadata: params.metadata ?? {},
    usage: params.usage ?? 'off_session',
    // Wallets and bank transfers cannot be kept: there is nothing else to set up.
    methodTypes: askedMethodTypes(params) ?? ['card'],
    automaticMethods: automatic
      ? { enabled: automatic.enabled, allowRedirects: automatic.allow_redirects ?? 'always' }
      : null,
    methodOptions: options ? optionsFrom(options) : null,
    onBehalfOf: params.on_behalf_of ?? null,
  };
}

/** What stays undefined stays as it is. */
export function changesFrom(
  params: UpdateSetupIntentParams,
  current: SetupIntentDetails,
): SetupIntentChanges {
  const { payment_method_options: options } = params;
  return {
    customer: params.customer,
    description: params.description,
    metadata: params.metadata,
    methodTypes: askedMethodTypes(params),
    methodOptions: options && { ...current.methodOptions, ...optionsFrom(options) },
  };
}
