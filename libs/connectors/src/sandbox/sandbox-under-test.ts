// The sandbox as the conformance suite and the specs drive it.
import type { CardSnapshot } from '@ledgerway/domain';
import { conformanceMerchant, type Booked, type ConnectorUnderTest } from '../conformance.js';
import type { BookEntry, SandboxBook } from './book.js';
import type { SandboxFaults } from './faults.js';
import type { SandboxConnector } from './sandbox-connector.js';

export const cardOf = (instrument: string): CardSnapshot => ({
  id: 'card_1',
  instrument,
  brand: 'visa',
  country: 'US',
  expMonth: 12,
  expYear: 2034,
  fingerprint: 'f1',
  funding: 'credit',
  last4: '4242',
  name: null,
});

type Parts = {
  readonly connector: SandboxConnector;
  readonly book: SandboxBook;
  readonly faults: SandboxFaults;
};

export const sandboxUnderTest = (
  { connector, book, faults }: Parts,
  stop: () => Promise<void>,
): ConnectorUnderTest => ({
  connector,
  cards: { approved: cardOf('tok_visa'), declined: cardOf('tok_chargeDeclined') },
  misbehave: (fail) => faults.program(conformanceMerchant, { fail, latencyMs: 0, count: 1 }),
  booked: async (authorizationIntentId) => {
    const authorization = await book.find(authorizationIntentId, 0);
    const steps = await book.entries({ authorizationIntentId });
    return (authorization === undefined ? steps : [authorization, ...steps]).map(toBooked);
  },
  stop,
});

const toBooked = ({ intentId, kind, amount, outcome }: BookEntry): Booked => ({
  intentId,
  kind,
  amount,
  outcome: outcome.kind,
});
