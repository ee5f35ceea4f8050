import { specFor } from '@ledgerway/testing';
import {
  approved,
  at,
  authorizationUnknown,
  authorized,
  card,
  create,
  decline,
  declined,
  expiresAt,
  recordAuthorization,
  refusedByIssuer,
  requested,
  saleRequested,
  saleTerms,
  sold,
  terms,
  unknown,
} from '../testing/examples.js';
import { charge } from './charge.js';
import type { ChargeEvent } from './model.js';

const { given } = specFor(charge);

describe('creating a charge', () => {
  it('requests it once', () => given().when(create()).then(requested));
  it('answers a repeated request with no new event', () => given(requested).when(create()).then());
  it('answers a repeated request however far the charge has come', () =>
    given(requested, refusedByIssuer).when(create()).then());
  it('starts on a stream that has only seen a refused command', () => {
    const refused: ChargeEvent = {
      type: 'CommandRejected',
      command: 'CaptureCharge',
      reason: 'not_found',
      at,
    };
    given(refused).when(create()).then(requested);
  });
  it.each([
    ['amount', create({ amount: 2001n })],
    ['currency', create({ currency: 'usd' })],
    ['way of capture', create({ capture: 'automatic' })],
    ['card', create({ card: { ...card, instrument: 'tok_amex' } })],
    ['method', create({ method: 'alipay' })],
    ['merchant', create({ merchantId: 'acct_2' })],
    ['mode', create({ livemode: true })],
  ])('refuses the same charge with another %s', (_, command) =>
    given(requested).when(command).thenRejected('key_reused'),
  );
  it('knows a repeated request that comes without a card', () => {
    const wallet = { method: 'alipay', card: null, paymentMethod: 'pm_1' } as const;
    const byWallet: ChargeEvent = { type: 'ChargeRequested', terms: { ...terms, ...wallet }, at };
    given().when(create(wallet)).then(byWallet);
    given(byWallet).when(create(wallet)).then();
    given(byWallet)
      .when(create({ ...wallet, card }))
      .thenRejected('key_reused');
  });
  it('accepts the smallest amount', () => {
    const smallest = { ...terms, amount: 1n };
    given()
      .when(create({ amount: 1n }))
      .then({ type: 'ChargeRequested', terms: smallest, at });
  });
  it.each([0n, -1n])('refuses an amount of %s', (amount) =>
    given().when(create({ amount })).thenRejected('invalid_amount'),
  );
});

describe('the answer to an authorization', () => {
  it('authorizes', () => given(requested).when(recordAuthorization(approved)).then(authorized));
  it('holds until a week after the charge was made, however late the answer came', () =>
    given(requested)
      .when({ type: 'RecordAuthorization', outcome: approved, at: at + 60_000 })
      .then({ ...authorized, at: at + 60_000 } as ChargeEvent));
  it('authorizes and captures a sale in one step', () =>
    given(saleRequested).when(recordAuthorization(approved)).then(authorized, sold));
  it('declines', () => given(requested).when(recordAuthorization(declined)).then(refusedByIssuer));
  it('is unknown once', () =>
    given(requested).when(recordAuthorization(unknown)).then(authorizationUnknown));
  it('adds nothing by being unknown again', () =>
    given(requested, authorizationUnknown).when(recordAuthorization(unknown)).then());
  it('resolves an unknown one as authorized', () =>
    given(requested, authorizationUnknown).when(recordAuthorization(approved)).then(authorized));
  it('resolves an unknown one as declined', () =>
    given(requested, authorizationUnknown)
      .when(recordAuthorization(declined))
      .then(refusedByIssuer));
  it('adds nothing when it is repeated', () => {
    given(requested, authorized).when(recordAuthorization(approved)).then();
    given(requested, refusedByIssuer).when(recordAuthorization(declined)).then();
  });
  it('never unsettles what is settled by being unknown', () => {
    given(requested, authorized).when(recordAuthorization(unknown)).then();
    given(requested, refusedByIssuer).when(recordAuthorization(unknown)).then();
  });
  it('is refused where nothing was asked', () =>
    given().when(recordAuthorization(approved)).thenRejected('not_found'));

  const contradicted = (recorded: string, said: string): ChargeEvent => ({
    type: 'AcquirerContradicted',
    intentId: 'ch_1',
    recorded,
    said,
    at,
  });
  it('is kept for a person when it contradicts the first one', () => {
    given(requested, authorized)
      .when(recordAuthorization(declined))
      .then(contradicted('approved', 'declined'));
    given(requested, refusedByIssuer)
      .when(recordAuthorization(approved))
      .then(contradicted('declined', 'approved'));
  });
  it('is kept once, however often it contradicts', () =>
    given(requested, authorized, contradicted('approved', 'declined'))
      .when(recordAuthorization(declined))
      .then());
});

describe('what is known after an authorization', () => {
  const fold = (...events: ChargeEvent[]) => events.reduce(charge.evolve, charge.initialState);

  it('expires only if it waits for a capture', () => {
    expect(fold(requested, authorized)).toMatchObject({ status: 'authorized', expiresAt });
    expect(fold(saleRequested, authorized, sold)).toMatchObject({
      status: 'captured',
      terms: saleTerms,
      expiresAt: null,
      captures: [{ captureId: 'sale', amount: 2000n, status: 'done' }],
    });
  });
  it('holds why it was declined', () =>
    expect(fold(requested, refusedByIssuer)).toMatchObject({ status: 'declined', decline }));
  it.each([
    ['a second request', [requested, requested]],
    ['a second authorization', [requested, authorized, authorized]],
    ['a decline after an authorization', [requested, authorized, refusedByIssuer]],
    ['an authorization of nothing', [authorized]],
  ])('cannot be folded over %s', (_, events) =>
    expect(() => fold(...events)).toThrow('cannot follow'),
  );
});
