import { sandboxCard, stateToJson } from '@ledgerway/contracts';
import { emptyStreamState, type Customer, type PaymentMethod } from '@ledgerway/domain';
import { PaymentsClient } from '../queries/query-client.js';
import { proxyTo } from '../under-test/fake-queries.js';
import { StoredCards } from './stored-cards.js';

const tenant = { merchantId: 'acct_1', livemode: false };
const customer = { ...tenant, id: 'cus_1', deletedAt: null } as Customer;
const card = {
  ...tenant,
  id: 'card_1',
  type: 'card',
  card: sandboxCard('tok_visa')!,
  detachedAt: null,
} as PaymentMethod;

function cardsOf(owner: Customer | null, paymentMethods: readonly PaymentMethod[]) {
  const state = stateToJson({ ...emptyStreamState, customer: owner, paymentMethods });
  const proxy = proxyTo({ 'payments.state': () => state });
  return new StoredCards(
    new PaymentsClient({ proxy, timeoutMs: 1_000, log: { warn: () => undefined } }),
  );
}
const refused = (param: string) => ({
  error: expect.objectContaining({ status: 400, code: 'resource_missing', param }),
});

describe('a card that a customer has', () => {
  it('is found by both ids', async () =>
    expect(await cardsOf(customer, [card]).find(tenant, 'cus_1', 'card_1')).toMatchObject({
      id: 'card_1',
      card: { instrument: 'tok_visa' },
    }));

  it.each([
    ['a customer that is none', null, [card], 'customer'],
    ['a customer that is gone', { ...customer, deletedAt: 1 }, [card], 'customer'],
    ['a card of somebody else', customer, [{ ...card, id: 'card_2' }], 'card'],
    ['a card that was removed', customer, [{ ...card, detachedAt: 1 }], 'card'],
  ] as const)('is not found for %s', (_, owner, methods, param) =>
    expect(cardsOf(owner, methods).find(tenant, 'cus_1', 'card_1')).rejects.toMatchObject(
      refused(param),
    ),
  );
});
