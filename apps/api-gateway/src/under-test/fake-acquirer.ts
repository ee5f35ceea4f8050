// What the acquirer says in these specs: at once, and always the same for the same test card.
import { sandboxCardByNumber, testNumbers, type CardVerification } from '@ledgerway/contracts';
import type {
  AuthorizationOutcome,
  CardSnapshot,
  Charge,
  Decline,
  Intent,
  StreamCommand,
} from '@ledgerway/domain';

const decline = (declineCode: string, changes: Partial<Decline> = {}): Decline => ({
  code: 'card_declined',
  declineCode,
  message: 'Your card was declined.',
  param: null,
  blocked: false,
  ...changes,
});

const generic = decline('generic_decline');
const unauthenticated = decline('authentication_required', { code: 'authentication_required' });

const declines: Readonly<Record<string, Decline>> = {
  tok_chargeDeclined: generic,
  tok_chargeDeclinedInsufficientFunds: decline('insufficient_funds', {
    message: 'Your card has insufficient funds.',
  }),
  tok_chargeDeclinedIncorrectCvc: decline('incorrect_cvc', {
    code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    param: 'cvc',
  }),
  tok_chargeDeclinedFraudulent: decline('fraudulent', { blocked: true }),
};

/** A card from the vault behaves as the test card with its number. */
const byFingerprint = new Map(
  testNumbers.map((number) => {
    const card = sandboxCardByNumber(number);
    return [card?.fingerprint, card?.instrument] as const;
  }),
);
const instrumentOf = ({ instrument, fingerprint }: CardSnapshot) =>
  instrument.startsWith('vault:') ? (byFingerprint.get(fingerprint) ?? instrument) : instrument;

export function verify(card: CardSnapshot): CardVerification {
  const found = declines[instrumentOf(card)];
  return found === undefined ? { kind: 'approved' } : { kind: 'declined', decline: found };
}

function authorize({ terms }: Charge): AuthorizationOutcome {
  const { card, authenticated } = terms;
  const instrument = card === null ? terms.method : instrumentOf(card);
  const found = instrument === 'tok_chargeCustomerFail' ? generic : declines[instrument];
  if (found !== undefined) return { kind: 'declined', decline: found };
  if (card?.authentication === 'required' && !authenticated)
    return { kind: 'declined', decline: unauthenticated };
  return {
    kind: 'approved',
    approval: {
      acquirerReference: 'a1',
      authorizationCode: '123456',
      networkTransactionId: 'n1',
      checks: { cvc: null, addressLine1: null, addressPostalCode: null },
    },
  };
}

const done = { kind: 'done', acquirerReference: 'a2' } as const;

/** The command that records the acquirer's answer. */
export function answerTo(intent: Intent, charge: Charge, at: number): StreamCommand {
  const { intentId } = intent;
  switch (intent.kind) {
    case 'authorize':
      return { type: 'RecordAuthorization', chargeId: intentId, outcome: authorize(charge), at };
    case 'capture':
      return { type: 'RecordCapture', captureId: intentId, outcome: done, at };
    case 'void':
      return { type: 'RecordVoid', refundId: intentId, outcome: done, at };
    case 'refund': {
      const { card } = charge.terms;
      const waits = card !== null && instrumentOf(card) === 'tok_pendingRefund';
      const outcome = waits ? ({ kind: 'pending' } as const) : done;
      return { type: 'RecordRefund', refundId: intentId, outcome, at };
    }
    case 'cancel_refund':
      return { type: 'RecordRefundCancel', refundId: intent.refundId, outcome: done, at };
    case 'evidence': {
      const { disputeId, submission } = intent;
      return { type: 'RecordEvidence', disputeId, submission, outcome: done, at };
    }
  }
}
