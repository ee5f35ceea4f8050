// What the acquirer has to say by itself, made from its book: a capture on a disputed card opens a
// dispute, evidence of a known kind closes it. A notice's id derives from what it is about, so
// whoever makes it, however often, makes the same one.
import type { Notice } from '../port.js';
import { behaviourOf, type DisputeBehaviour } from './behaviour.js';
import type { AuthorizationEntry } from './book.js';

/** What a dispute costs the merchant, in minor units of the charge's currency. */
export const disputeFee = 1500n;
export const evidenceTimeMs = 9 * 24 * 60 * 60 * 1000;

export type Judgement = 'won' | 'lost';

/** How evidence is judged: the sandbox looks for two words that tests agree on. */
export function judge(evidence: Readonly<Record<string, string>>): Judgement | null {
  const text = Object.values(evidence).join(' ');
  if (text.includes('winning_evidence')) return 'won';
  return text.includes('losing_evidence') ? 'lost' : null;
}

const disputeReference = (authorizationIntentId: string) => `dispute of ${authorizationIntentId}`;
export const openedNoticeId = (authorizationIntentId: string) => `opened ${authorizationIntentId}`;
export const closedNoticeId = (authorizationIntentId: string) => `closed ${authorizationIntentId}`;
export const returnedNoticeId = (refundIntentId: string) => `returned ${refundIntentId}`;

const about = ({ intentId, merchantId, livemode }: AuthorizationEntry) => ({
  merchantId,
  livemode,
  authorizationIntentId: intentId,
});

export const disputeOf = ({ instrument }: AuthorizationEntry): DisputeBehaviour | undefined =>
  behaviourOf(instrument).dispute;

/** The dispute of a captured authorization; none if its card is not a disputed one. */
export function openedNotice(entry: AuthorizationEntry, nowMs: number): Notice | undefined {
  const dispute = disputeOf(entry);
  if (dispute === undefined) return undefined;
  return {
    ...about(entry),
    noticeId: openedNoticeId(entry.intentId),
    kind: 'dispute_opened',
    disputeReference: disputeReference(entry.intentId),
    amount: null,
    fee: disputeFee,
    ...dispute,
    evidenceDueBy: nowMs + evidenceTimeMs,
  };
}

export const closedNotice = (entry: AuthorizationEntry, judgement: Judgement): Notice => ({
  ...about(entry),
  noticeId: closedNoticeId(entry.intentId),
  kind: 'dispute_closed',
  disputeReference: disputeReference(entry.intentId),
  outcome: judgement === 'won' && disputeOf(entry)?.warning === true ? 'warning_closed' : judgement,
});

export const returnedNotice = (
  entry: AuthorizationEntry,
  refundIntentId: string,
  failure: string,
): Notice => ({
  ...about(entry),
  noticeId: returnedNoticeId(refundIntentId),
  kind: 'refund_returned',
  refundIntentId,
  failure,
});
