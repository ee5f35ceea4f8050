// Holds all witnesses against the client's acknowledgements. None of them is believed: each keeps a
// record of its own, written by another part of the system at another moment.
import type { Entry } from '../client/request-journal.js';
import type { ReceivedEvent } from '../client/webhook-sink.js';
import { promisesOf } from './acknowledged.js';
import { answerDifferences } from './answers.js';
import type { LogTestimony } from './event-log.js';
import { compareFacts, fact, paidTwice, type Difference, type Fact } from './facts.js';
import type { LedgerTestimony } from './ledger.js';

export type Evidence = {
  readonly merchantId: string;
  readonly entries: readonly Entry[];
  readonly log: LogTestimony;
  readonly book: readonly Fact[];
  readonly ledger: LedgerTestimony;
  readonly webhooks: readonly ReceivedEvent[];
  /** What the webhook sink found wrong with single deliveries. */
  readonly complaints: readonly string[];
};

export function judge({
  merchantId,
  entries,
  log,
  book,
  ledger,
  webhooks,
  complaints,
}: Evidence): Difference[] {
  const promised = promisesOf(entries, log.slowRefunds);
  const told = webhooks.map(({ type, objectId }) => fact.told(type, objectId));
  return [
    ...answerDifferences(entries),
    ...log.differences,
    ...compareFacts('event log', promised.orders, log.orders),
    ...compareFacts('event log', promised.money, log.money),
    ...compareFacts('event log', promised.intents, log.intents),
    ...compareFacts('event log', promised.credits, log.credits),
    ...compareFacts('event log', promised.released, log.released),
    ...paidTwice('event log', log.money),
    ...compareFacts('acquirer', promised.money, book),
    ...paidTwice('acquirer', book),
    ...ledger.differences,
    ...compareFacts('ledger', promised.owed, ledger.owed),
    ...compareFacts('ledger', promised.suspended, ledger.suspended),
    ...compareFacts('balance', [`${promised.balance}`], [`${ledger.balance}`]),
    ...compareFacts('merchant', [`${promised.balance}`], [`${log.owed.get(merchantId) ?? 0n}`]),
    ...compareFacts('webhooks', promised.webhooks, told),
    ...complaints.map((what) => ({ witness: 'webhooks', kind: 'wrong', what }) as const),
  ];
}
