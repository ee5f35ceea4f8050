import { specFor } from '@ledgerway/testing';
import {
  approved,
  at,
  authorized,
  caller,
  capture,
  decline,
  declined,
  details,
  recordAuthorization,
  refund,
  requested,
  terms,
  update,
} from '../testing/examples.js';
import {
  after,
  captureIntent,
  cardMethod,
  complete,
  confirm,
  createIntent,
  credit,
  happened,
  kept,
  updateIntent,
} from '../testing/payment-intents.js';
import { emptyStreamState, type StreamCommand } from './model.js';
import { chargeOf, findMethod, openIntentsOf, tenantOf } from './resources.js';
import { stream } from './stream.js';

const { given } = specFor(stream);
const stranger = { ...caller, merchantId: 'acct_2' };
const otherMode = { ...caller, livemode: true };

const asked = {
  not_found: capture('c1', null),
  intent_not_found: captureIntent(),
  method_not_found: { type: 'DetachPaymentMethod', caller, methodId: 'pm_card', at },
  customer_not_found: { type: 'DeleteCustomer', caller, at },
  setup_intent_not_found: { type: 'CancelSetupIntent', caller, reason: null, at },
} as const satisfies Record<string, StreamCommand>;
const kinds = Object.entries(asked) as [keyof typeof asked, (typeof asked)[keyof typeof asked]][];

describe('a stream', () => {
  it.each(kinds)('answers %s where no such thing stands', (reason, command) => {
    given().when(command).thenRejected(reason);
  });
  it.each(kinds)('answers %s to another merchant, and in the other mode', (reason, command) => {
    const things = [
      requested,
      { type: 'PaymentMethodCreated', method: kept(cardMethod), at },
    ] as const;
    for (const who of [stranger, otherMode])
      given(...things)
        .when({ ...command, caller: who } as StreamCommand)
        .thenRejected(reason);
  });
  it('is not changed by a refusal', () => {
    const { state } = after(createIntent(), confirm(cardMethod));
    const refusal = { type: 'CommandRejected', command: 'x', reason: 'not_found', at } as const;
    expect(stream.evolve(state, refusal)).toEqual(state);
    expect(stream.evolve(emptyStreamState, refusal)).toEqual(emptyStreamState);
  });
  it('stops at an event that it does not know, or that cannot follow', () => {
    const unknown = { type: 'ChargeForgotten', at } as never;
    expect(() => stream.evolve(emptyStreamState, unknown)).toThrow('ChargeForgotten');
    expect(() => stream.evolve(emptyStreamState, authorized)).toThrow('cannot follow');
    const { state } = after(createIntent());
    expect(() => stream.evolve(state, requested)).toThrow('cannot follow');
  });
  it('is still that of a charge alone', () =>
    expect(
      after({ type: 'CreateCharge', terms, at }, recordAuthorization(approved)).state,
    ).toMatchObject({
      charge: { status: 'authorized' },
      intent: null,
    }));
});

describe('the charges of a stream', () => {
  const retried = [
    createIntent(),
    confirm(cardMethod),
    recordAuthorization(declined),
    confirm(cardMethod, 2),
  ];
  const forFirst = <C extends object>(command: C) => ({ ...command, chargeId: 'ch_1' });

  it('are found by their ids, the earlier ones too', () => {
    const { state } = after(...retried);
    expect(chargeOf(state, 'ch_1')?.status).toBe('declined');
    expect(chargeOf(state, 'ch_2')?.status).toBe('requested');
    expect(chargeOf(state, 'ch_3')).toBeNull();
  });
  it('get each their own answer: a late one does not settle the next attempt', () => {
    const events = happened(...retried);
    const late = forFirst(recordAuthorization(approved) as { type: 'RecordAuthorization' });
    given(...events)
      .when(late as StreamCommand)
      .then({
        type: 'AcquirerContradicted',
        intentId: 'ch_1',
        recorded: 'declined',
        said: 'approved',
        at,
      });
    const { state } = after(...retried, late as StreamCommand);
    expect(state.charge?.status).toBe('requested');
    expect(chargeOf(state, 'ch_1')?.contradictions).toEqual(['ch_1:approved']);
    given(...events)
      .when({ ...late, chargeId: 'ch_3' } as StreamCommand)
      .thenRejected('not_found');
  });
  it('are changed and refused each by itself', () => {
    const events = happened(...retried, recordAuthorization(approved));
    given(...events)
      .when(forFirst(update({ description: 'first' })) as StreamCommand)
      .then({
        type: 'ChargeUpdated',
        chargeId: 'ch_1',
        details: { ...details, description: 'first' },
        previous: { description: null },
        at,
      });
    given(...events)
      .when(forFirst(refund('re_1', null)) as StreamCommand)
      .thenRejected('charge_failed');
    const { state } = after(
      ...retried,
      forFirst(update({ description: 'first' })) as StreamCommand,
      update({ description: 'second' }),
    );
    expect(chargeOf(state, 'ch_1')).toMatchObject({ decline, details: { description: 'first' } });
    expect(state.charge?.details.description).toBe('second');
  });
});

describe('what can be told of any stream', () => {
  it('is whose it is', () => {
    expect(tenantOf(emptyStreamState)).toBeNull();
    expect(tenantOf(after(createIntent()).state)).toEqual(caller);
    expect(tenantOf(after({ type: 'CreateCharge', terms, at }).state)).toEqual(caller);
    expect(tenantOf(after(credit({ caller: stranger })).state)).toEqual(stranger);
  });
  it('is what the acquirer still has to be asked', () => {
    expect(openIntentsOf(emptyStreamState)).toEqual([]);
    expect(openIntentsOf(after(createIntent(), confirm(cardMethod)).state)).toMatchObject([
      { kind: 'authorize', intentId: 'ch_1' },
    ]);
    const paid = after(createIntent(), confirm(cardMethod), recordAuthorization(approved));
    expect(openIntentsOf(paid.state)).toEqual([]);
  });
  it('is which methods are kept in it', () => {
    const { state } = after(createIntent(), updateIntent({ method: cardMethod }, kept(cardMethod)));
    expect(findMethod(state, 'pm_card')).toEqual(kept(cardMethod));
    expect(findMethod(state, 'pm_other')).toBeNull();
  });
  it('is that nothing waits for a payer where nobody pays', () =>
    given({ type: 'ChargeRequested', terms, at })
      .when(complete('succeeded'))
      .thenRejected('intent_not_found'));
});
