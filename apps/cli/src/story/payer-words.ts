import { shownAmount } from '@ledgerway/contracts';
import type {
  CustomerEvent,
  MethodSnapshot,
  PaymentIntentEvent,
  PaymentMethodEvent,
  SetupIntentEvent,
} from '@ledgerway/domain';
import { because, type Words } from './phrases.js';

type PayerEvent = PaymentIntentEvent | SetupIntentEvent | PaymentMethodEvent | CustomerEvent;

const withMethod = (method: MethodSnapshot | null): string =>
  method === null ? '' : ` with ${method.id} (${method.type.replaceAll('_', ' ')})`;

const failed = ({
  code,
  declineCode,
  message,
}: { [K in 'code' | 'message']: string } & {
  readonly declineCode: string | null;
}): string => `${declineCode ?? code} — ${message}`;

const changed = (previous: object): string => Object.keys(previous).join(', ');

export const payerWords: Words<PayerEvent> = {
  PaymentIntentCreated: ({ intent }) =>
    `a payment of ${shownAmount(intent.details)} was planned: ${intent.id}`,
  PaymentIntentUpdated: ({ previous }) => `the payment was changed: ${changed(previous)}`,
  PaymentIntentConfirmed: ({ attempt, method, chargeId }) =>
    `attempt ${attempt} began${withMethod(method)}: ${chargeId}`,
  PaymentIntentActionRequired: ({ action }) =>
    `the payer has to act: ${action.kind.replaceAll('_', ' ')}`,
  PaymentIntentProcessing: () => 'the payer has done their part; the money is on its way',
  PaymentIntentAttemptFailed: ({ attempt, error }) => `attempt ${attempt} failed: ${failed(error)}`,
  PaymentIntentCancelRequested: ({ reason }) =>
    `it was asked to cancel the payment${because(reason)}`,
  PaymentIntentCanceled: ({ reason }) => `the payment was canceled${because(reason)}`,
  CreditUnmatched: ({ credit }) =>
    `${shownAmount(credit)} came in that fits no payment (${credit.cause.replaceAll('_', ' ')}, ` +
    `bank's reference ${credit.bankReference}): it is held in suspense`,
  SetupIntentCreated: ({ setupIntent }) => `saving a payment method was planned: ${setupIntent.id}`,
  SetupIntentUpdated: () => 'the plan was changed',
  SetupIntentConfirmed: ({ attempt, method }) => `attempt ${attempt} began${withMethod(method)}`,
  SetupIntentActionRequired: ({ action }) =>
    `the payer has to act: ${action.kind.replaceAll('_', ' ')}`,
  SetupIntentSucceeded: () => 'the payment method is ready for later payments',
  SetupIntentFailed: ({ error }) => `it failed: ${failed(error)}`,
  SetupIntentCanceled: ({ reason }) => `it was canceled${because(reason)}`,
  PaymentMethodCreated: ({ method }) => `payment method ${method.id} was made`,
  PaymentMethodUpdated: ({ methodId, previous }) => `${methodId} was changed: ${changed(previous)}`,
  PaymentMethodAttached: ({ methodId, customer }) => `${methodId} was saved for ${customer}`,
  PaymentMethodSetUp: ({ methodId }) => `${methodId} may be used without the payer from now on`,
  PaymentMethodDetached: ({ methodId, customer }) => `${methodId} was taken from ${customer}`,
  PaymentMethodUsed: ({ methodId, by }) => `${methodId} was used by ${by}`,
  CustomerCreated: ({ customer }) => `customer ${customer.id} was made`,
  CustomerUpdated: ({ previous }) => `the customer was changed: ${changed(previous)}`,
  CustomerDeleted: () => 'the customer was deleted',
  SourceAdded: ({ source }) => `${source.id} was added`,
  SourceUpdated: ({ source, previous }) => `${source.id} was changed: ${changed(previous)}`,
  SourceRemoved: ({ sourceId }) => `${sourceId} was removed`,
};
