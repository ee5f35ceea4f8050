import type { AuthorizationCall, AuthorizationRecord, StepCall, StepEntry } from './book.js';
import { decideAuthorization, decideStep } from './decide-entry.js';

const merchant = { merchantId: 'acct_1', livemode: false, currency: 'hkd' };
const at = Date.parse('2026-01-05T10:00:00Z');

const authorize = (change: Partial<AuthorizationCall> = {}): AuthorizationCall => ({
  ...merchant,
  kind: 'authorization',
  intentId: 'ch_1',
  instrument: 'tok_visa',
  presence: { authenticated: false, offSession: false },
  amount: 1000n,
  ...change,
});
const step = (
  kind: StepCall['kind'],
  amount: bigint,
  change: Partial<StepCall> = {},
): StepCall => ({
  ...merchant,
  kind,
  intentId: `${kind}_${amount}`,
  authorizationIntentId: 'ch_1',
  amount,
  final: kind === 'void',
  note: null,
  ...change,
});

/** A book with one authorization and the steps that were taken on it. */
function given(authorization: AuthorizationCall, ...calls: StepCall[]) {
  const steps: StepEntry[] = [];
  const record: AuthorizationRecord = {
    authorization: decideAuthorization(authorization, at),
    steps,
  };
  for (const call of calls) steps.push(decideStep(call, record, at));
  return {
    when: (call: StepCall) => {
      const entry = decideStep(call, record, at);
      return {
        thenDone: () => expect(entry.outcome).toMatchObject({ kind: 'done' }),
        thenPending: () => expect(entry.outcome).toEqual({ kind: 'pending' }),
        thenFailed: (failure: string) => expect(entry.outcome).toEqual({ kind: 'failed', failure }),
      };
    },
  };
}

const sale = authorize({ kind: 'sale' });

describe('an authorization', () => {
  it('gets its references from its intent alone', () => {
    const first = decideAuthorization(authorize(), at);
    expect(decideAuthorization(authorize(), at + 60_000).outcome).toEqual(first.outcome);
    expect(decideAuthorization(authorize({ intentId: 'ch_2' }), at).outcome).not.toEqual(
      first.outcome,
    );
    expect(first.outcome).toMatchObject({
      kind: 'approved',
      approval: {
        acquirerReference: expect.stringMatching(/^sbx_[0-9a-f]{22}$/),
        authorizationCode: expect.stringMatching(/^[A-Z2-9]{6}$/),
        networkTransactionId: expect.stringMatching(/^\d{15}$/),
      },
    });
  });
});

describe('the limits of an authorization', () => {
  it('captures in parts up to the authorized amount', () =>
    given(authorize(), step('capture', 600n)).when(step('capture', 400n)).thenDone());
  it('captures nothing beyond it', () =>
    given(authorize(), step('capture', 600n))
      .when(step('capture', 401n))
      .thenFailed('exceeds_authorized'));
  it('captures nothing after the final capture', () =>
    given(authorize(), step('capture', 600n, { final: true }))
      .when(step('capture', 1n))
      .thenFailed('authorization_closed'));
  it('captures nothing more of a sale', () =>
    given(sale).when(step('capture', 1n)).thenFailed('authorization_closed'));
  it('still captures after a capture that was refused', () =>
    given(authorize(), step('capture', 1001n, { final: true }))
      .when(step('capture', 1000n))
      .thenDone());
  it('voids what is open', () => given(authorize()).when(step('void', 1000n)).thenDone());
  it('voids nothing after a void', () =>
    given(authorize(), step('void', 1000n))
      .when(step('void', 1000n, { intentId: 'again' }))
      .thenFailed('authorization_closed'));
  it('voids nothing that is captured', () =>
    given(authorize(), step('capture', 1n))
      .when(step('void', 1000n))
      .thenFailed('exceeds_authorized'));
  it('refunds in parts up to the captured amount', () =>
    given(sale, step('refund', 999n)).when(step('refund', 1n)).thenDone());
  it('refunds nothing beyond it', () =>
    given(sale, step('refund', 999n)).when(step('refund', 2n)).thenFailed('exceeds_captured'));
  it('refunds nothing that is only authorized', () =>
    given(authorize()).when(step('refund', 1n)).thenFailed('exceeds_captured'));
  it('holds the money of a pending refund', () =>
    given({ ...sale, instrument: 'tok_pendingRefund' }, step('refund', 1000n))
      .when(step('refund', 1n))
      .thenFailed('exceeds_captured'));
});

describe('a step', () => {
  it('fails on a declined authorization', () =>
    given(authorize({ instrument: 'tok_chargeDeclined' }))
      .when(step('capture', 1n))
      .thenFailed('authorization_declined'));
  it.each([{ merchantId: 'acct_2' }, { livemode: true }])('finds nothing for %o', (other) =>
    given(sale)
      .when(step('refund', 1n, other))
      .thenFailed('authorization_not_found'),
  );
  it('fails in another currency', () =>
    given(sale)
      .when(step('refund', 1n, { currency: 'usd' }))
      .thenFailed('currency_mismatch'));
  it.each([0n, -1n])('fails for an amount of %s', (amount) =>
    given(sale).when(step('refund', amount)).thenFailed('invalid_amount'),
  );
  it('is pending when the card refunds later', () =>
    given({ ...sale, instrument: 'tok_refundFail' })
      .when(step('refund', 1n))
      .thenPending());
});
