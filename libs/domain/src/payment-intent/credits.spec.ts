import { specFor } from '@ledgerway/testing';
import { approved, at, caller, declined, recordAuthorization } from '../testing/examples.js';
import {
  after,
  cancelIntent,
  cardMethod,
  confirm,
  createIntent,
  credit,
  expireAction,
  fps,
  happened,
} from '../testing/payment-intents.js';
import type { StreamCommand, StreamEvent } from '../stream/model.js';
import { stream } from '../stream/stream.js';
import { fpsCodeLifetimeMs } from './methods.js';
import type { UnmatchedCredit } from './model.js';

const { given } = specFor(stream);
const waiting = [createIntent(), confirm(fps)];
const end = at + fpsCodeLifetimeMs;

const unmatched = (
  cause: UnmatchedCredit['cause'],
  changed: Partial<UnmatchedCredit> = {},
): StreamEvent => ({
  type: 'CreditUnmatched',
  credit: {
    creditId: 'credit_1',
    ...caller,
    amount: 2000n,
    currency: 'hkd',
    reference: 'fps1',
    bankReference: 'bank_1',
    cause,
    at,
    ...changed,
  },
  at: changed.at ?? at,
});

describe('a bank credit', () => {
  it('pays the attempt that waits for just that', () => {
    const { state } = after(...waiting, credit({ at: end - 1 }));
    expect(state.charge?.terms).toMatchObject({
      chargeId: 'ch_1',
      method: 'fps',
      amount: 2000n,
      currency: 'hkd',
      bankReference: 'bank_1',
      authenticated: false,
    });
    expect(state.intent?.status).toBe('processing');
    expect(after(...waiting, credit(), recordAuthorization(approved)).state.intent?.status).toBe(
      'succeeded',
    );
  });

  it.each<[UnmatchedCredit['cause'], string, StreamCommand[], ReturnType<typeof credit>]>([
    ['short', 'too little', waiting, credit({ amount: 1999n })],
    ['over', 'too much', waiting, credit({ amount: 2001n })],
    [
      'wrong_currency',
      'the right number of another currency',
      waiting,
      credit({ currency: 'cny' }),
    ],
    ['late', 'a code whose time is over', waiting, credit({ at: end })],
    ['late', 'a code that ran out', [...waiting, expireAction(end)], credit()],
    ['late', 'a code that a new one replaced', [...waiting, confirm(fps, 2)], credit()],
    ['late', 'a payment that was canceled', [...waiting, cancelIntent()], credit()],
    ['unknown', 'a code that was never shown', waiting, credit({ reference: 'fps9' })],
    ['unknown', 'a payment nobody began', [createIntent()], credit()],
    ['unknown', 'nothing that we know of', [], credit()],
    [
      'already_paid',
      'what was paid otherwise',
      [...waiting, confirm(cardMethod, 2), recordAuthorization(approved)],
      credit(),
    ],
    ['already_paid', 'what is just being paid', [...waiting, confirm(cardMethod, 2)], credit()],
    [
      'already_paid',
      'what another credit paid',
      [...waiting, credit({ creditId: 'credit_0', bankReference: 'bank_0' })],
      credit(),
    ],
    [
      'unknown',
      'the payment of another merchant',
      waiting,
      credit({ caller: { ...caller, merchantId: 'acct_2' } }),
    ],
  ])('is held in suspense, as %s, if it pays %s', (cause, _, before, command) => {
    const { amount, currency, reference, at: now } = command;
    const { merchantId } = command.caller;
    given(...happened(...before))
      .when(command)
      .then(unmatched(cause, { amount, currency, reference, merchantId, at: now }));
    const status = after(...before).state.intent?.status;
    expect(after(...before, command).state.intent?.status).toBe(status);
  });

  it('is taken once, whether it paid or not', () => {
    given(...happened(...waiting, credit()))
      .when(credit())
      .then();
    given(...happened(...waiting, credit(), recordAuthorization(approved)))
      .when(credit())
      .then();
    given(...happened(...waiting, credit({ amount: 1n })))
      .when(credit({ amount: 1n }))
      .then();
  });
  it('is not money if it is nothing', () =>
    given(...happened(...waiting))
      .when(credit({ amount: 0n }))
      .thenRejected('invalid_amount'));
  it('can still pay exactly after a short one', () => {
    const { state } = after(
      ...waiting,
      credit({ creditId: 'credit_0', bankReference: 'bank_0', amount: 1n }),
      credit(),
    );
    expect(state.charge?.terms.bankReference).toBe('bank_1');
    expect(state.credits).toMatchObject([{ creditId: 'credit_0', cause: 'short' }]);
  });
  it('is not lost if the acquirer refuses what it paid', () => {
    const refused = [...waiting, credit(), recordAuthorization(declined)];
    const { state } = after(...refused);
    expect(state.intent?.status).toBe('requires_payment_method');
    expect(state.credits).toMatchObject([{ bankReference: 'bank_1', amount: 2000n }]);
    given(...happened(...refused))
      .when(credit())
      .then();
  });
});
