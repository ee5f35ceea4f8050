// Every status of a payment intent against everything that can be asked of it: the table of the
// payment contract, section 1.7. A cell holds the events, or the refusal after an exclamation mark.
import { approved, declined, recordAuthorization, refund } from '../testing/examples.js';
import {
  after,
  alipay,
  cancelIntent,
  captureIntent,
  cardMethod,
  complete,
  confirm,
  createIntent,
  enrolled,
  manual,
  updateIntent,
} from '../testing/payment-intents.js';
import type { StreamCommand } from '../stream/model.js';
import { stream } from '../stream/stream.js';

const statuses = {
  requires_payment_method: [createIntent()],
  'requires_payment_method, declined once': [
    createIntent(),
    confirm(cardMethod),
    recordAuthorization(declined),
  ],
  requires_confirmation: [createIntent({}, { method: cardMethod })],
  requires_action: [createIntent(), confirm(enrolled('required'))],
  'processing at the acquirer': [createIntent(), confirm(cardMethod)],
  'processing in the wallet': [createIntent(), confirm(alipay), complete('processing')],
  requires_capture: [createIntent(manual), confirm(cardMethod), recordAuthorization(approved)],
  succeeded: [createIntent(), confirm(cardMethod), recordAuthorization(approved)],
  canceled: [createIntent(), cancelIntent()],
} satisfies Record<string, StreamCommand[]>;
type Status = keyof typeof statuses;

const charged = 'PaymentIntentConfirmed ChargeRequested';
const updated = 'PaymentIntentUpdated';
const canceled = 'PaymentIntentCanceled';
const notBefore = {
  'processing at the acquirer': '!intent_state',
  'processing in the wallet': '!intent_state',
  requires_capture: '!intent_state',
  succeeded: '!intent_state',
  canceled: '!intent_state',
} as const;
const beforePayment = (events: string) => ({
  requires_payment_method: events,
  'requires_payment_method, declined once': events,
  requires_confirmation: events,
  requires_action: events,
});

const matrix: Record<string, [StreamCommand, Record<Status, string>]> = {
  'confirm with a method': [confirm(cardMethod, 2), { ...beforePayment(charged), ...notBefore }],
  'confirm without a method': [
    confirm(undefined, 2),
    {
      ...beforePayment('!intent_without_method'),
      ...notBefore,
      requires_confirmation: charged,
      requires_action: 'PaymentIntentConfirmed PaymentIntentActionRequired',
    },
  ],
  capture: [
    captureIntent(),
    {
      ...beforePayment('!intent_state'),
      ...notBefore,
      requires_capture: 'CaptureRequested',
      succeeded: '!intent_remaining_not_capturable',
    },
  ],
  cancel: [
    cancelIntent(),
    {
      ...beforePayment(canceled),
      ...notBefore,
      'processing in the wallet': canceled,
      requires_capture: 'PaymentIntentCancelRequested VoidRequested',
    },
  ],
  'update the amount': [
    updateIntent({ amount: 2500n }),
    { ...beforePayment(updated), ...notBefore },
  ],
  'update the method': [
    updateIntent({ method: { ...cardMethod, id: 'pm_other' } }),
    { ...beforePayment(updated), ...notBefore },
  ],
  'update metadata and description': [
    updateIntent({ metadata: { order: '7' }, description: 'tea' }),
    {
      ...beforePayment(updated),
      'processing at the acquirer': updated,
      'processing in the wallet': updated,
      requires_capture: updated,
      succeeded: updated,
      canceled: updated,
    },
  ],
  refund: [
    refund('re_1', null),
    {
      ...beforePayment('!not_found'),
      ...notBefore,
      'requires_payment_method, declined once': '!charge_failed',
      'processing at the acquirer': '!charge_pending',
      'processing in the wallet': '!not_found',
      requires_capture: '!owned_by_intent',
      succeeded: 'RefundRequested',
      canceled: '!not_found',
    },
  ],
};

const decided = (command: StreamCommand, status: Status): string => {
  const { state } = after(...statuses[status]);
  const decision = stream.decide(command, state);
  if (!decision.accepted) return `!${decision.reason}`;
  decision.events.reduce(stream.evolve, state); // The stream can be folded over them.
  return decision.events.map(({ type }) => type).join(' ');
};

describe('a payment intent', () => {
  it.each(Object.entries(statuses))('can be in %s', (name, commands) =>
    expect(after(...commands).state.intent?.status).toBe(/^\w+/.exec(name)?.[0]),
  );

  const cells = Object.entries(matrix).flatMap(([operation, [command, row]]) =>
    Object.entries(row).map(([status, expected]) => ({ operation, command, status, expected })),
  );
  it.each(cells)('$operation, $status: $expected', ({ command, status, expected }) =>
    expect(decided(command, status as Status)).toBe(expected),
  );
});
