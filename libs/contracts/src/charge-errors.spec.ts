import { chargeRejections, type ChargeRejection, type Decline } from '@ledgerway/domain';
import { declineToApiError, rejectionToApiError, type RejectionContext } from './charge-errors.js';
import { renderError, resourceMissing } from './errors.js';
import {
  at,
  chargeAfter,
  chargeId,
  decline,
  held,
  refundRequested,
  refundSucceeded,
  requested,
  sale,
  terms,
} from './testing/examples.js';

const answer = (reason: ChargeRejection, context: Partial<RejectionContext> = {}) =>
  rejectionToApiError[reason]({ operation: 'capture', chargeId, charge: null, ...context });

describe('the answer to a refused command', () => {
  it.each([
    ['not_found', 'capture', 404, 'resource_missing', 'id'],
    ['key_reused', 'create', 400, undefined, undefined],
    ['invalid_amount', 'create', 400, 'parameter_invalid_integer', 'amount'],
    ['charge_pending', 'refund', 400, undefined, undefined],
    ['charge_failed', 'capture', 400, 'capture_unauthorized_payment', undefined],
    ['charge_failed', 'refund', 400, undefined, undefined],
    ['charge_expired', 'capture', 400, 'charge_expired_for_capture', undefined],
    ['charge_expired', 'refund', 400, 'charge_already_refunded', undefined],
    ['charge_voided', 'capture', 400, 'charge_already_refunded', undefined],
    ['charge_voided', 'refund', 400, 'charge_already_refunded', undefined],
    ['step_in_progress', 'capture', 409, 'lock_timeout', undefined],
    ['already_captured', 'capture', 400, 'charge_already_captured', undefined],
    ['capture_exceeds_authorized', 'capture', 400, 'amount_too_large', 'amount'],
    ['partial_void', 'refund', 400, undefined, 'amount'],
    ['already_refunded', 'refund', 400, 'charge_already_refunded', undefined],
    ['refund_exceeds_remaining', 'refund', 400, undefined, 'amount'],
    ['customer_already_set', 'update', 400, undefined, 'customer'],
    ['too_much_metadata', 'update', 400, undefined, 'metadata'],
    ['acquirer_refused', 'capture', 402, 'processing_error', undefined],
    ['not_expired_yet', 'update', 400, undefined, undefined],
  ] as const)('%s of a %s is %s, code %s, param %s', (reason, operation, status, code, param) => {
    const error = answer(reason, { operation });
    expect([error.status, error.code, error.param]).toEqual([status, code, param]);
  });
  it('is there for every refusal', () =>
    expect(Object.keys(rejectionToApiError).sort()).toEqual([...chargeRejections].sort()));
  it('has the type that clients look at', () => {
    expect(answer('key_reused').type).toBe('idempotency_error');
    expect(answer('acquirer_refused').type).toBe('card_error');
    expect(answer('already_captured').type).toBe('invalid_request_error');
  });
  it('says what is known by heart', () => {
    expect(answer('already_captured').message).toBe(
      `Charge ${chargeId} has already been captured.`,
    );
    expect(answer('not_found').message).toBe(`No such charge: '${chargeId}'`);
    expect(answer('partial_void').message).toMatch(
      /^You cannot partially refund an uncaptured charge/,
    );
  });
  it('shows amounts in major units, with the money’s sign', () => {
    const refunded = [refundRequested('a', 500n), refundSucceeded('a', 500n)];
    expect(
      answer('refund_exceeds_remaining', {
        operation: 'refund',
        charge: chargeAfter(...sale, ...refunded),
        amount: 4000n,
      }).message,
    ).toBe('Refund amount (HK$40.00) is greater than unrefunded amount on charge (HK$15.00)');
    const inDinars = { ...terms, currency: 'kwd' };
    const charge = { ...chargeAfter(...held), terms: inDinars };
    expect(answer('capture_exceeds_authorized', { charge, amount: 3000n }).message).toContain(
      '3.000 KWD',
    );
  });
});

describe('the answer to a declined charge', () => {
  const declined = (changes: Partial<Decline>) =>
    declineToApiError(
      chargeAfter(requested, { type: 'ChargeDeclined', decline: { ...decline, ...changes }, at }),
    );

  it('names the charge, the code and the decline code', () =>
    expect(renderError(declined({}))).toEqual({
      error: {
        charge: chargeId,
        code: 'card_declined',
        decline_code: 'insufficient_funds',
        message: 'Your card has insufficient funds.',
        type: 'card_error',
      },
    }));
  it('names the parameter that was wrong', () =>
    expect(declined({ code: 'incorrect_cvc', declineCode: null, param: 'cvc' })).toMatchObject({
      status: 402,
      code: 'incorrect_cvc',
      declineCode: 'incorrect_cvc',
      param: 'cvc',
    }));
  it('is a plain decline if the acquirer made up a code', () =>
    expect(declined({ code: 'out_of_luck', declineCode: null })).toMatchObject({
      code: 'card_declined',
      declineCode: 'out_of_luck',
    }));
  it('is a bug for a charge that was not declined', () =>
    expect(() => declineToApiError(chargeAfter(...sale))).toThrow(chargeId));
});

describe('an error as JSON', () => {
  it('leaves out what is not set', () =>
    expect(renderError({ status: 500, type: 'api_error', message: 'Sorry.' })).toEqual({
      error: { message: 'Sorry.', type: 'api_error' },
    }));
  it('says when the id is one of the other mode', () => {
    expect(resourceMissing('charge', 'ch_1', { otherMode: 'test' }).message).toContain(
      'exists in test mode, but a live mode key',
    );
    expect(resourceMissing('charge', 'ch_1', { otherMode: 'live' }).message).toContain(
      'exists in live mode, but a test mode key',
    );
  });
});
