import {
  chargeRejections,
  customerRejections,
  merchantRejections,
  emptyStreamState,
  paymentIntentRejections,
  paymentMethodRejections,
  settlementRejections,
  setupIntentRejections,
  type PaymentIntentStatus,
  type StreamEvent,
  type StreamRejection,
  type StreamState,
} from '@ledgerway/domain';
import { renderError, resourceMissing } from '../errors.js';
import {
  chargeAfter,
  chargeId,
  held,
  refundRequested,
  refundSucceeded,
  sale,
  terms,
} from '../testing/examples.js';
import {
  confirmed,
  customerId,
  disputeId,
  intent,
  intentCharged,
  intentCreated,
  intentDeclined,
  intentId,
  methodId,
  setupIntent,
  setupIntentId,
  stateAfter,
} from '../testing/stream-examples.js';
import { noSuchObject, type Operation, type RejectionContext } from './context.js';
import { rejectionToApiError } from './rejection-to-api-error.js';

const answer = (reason: StreamRejection, context: Partial<RejectionContext> = {}) =>
  rejectionToApiError[reason]({
    operation: 'capture',
    id: chargeId,
    state: emptyStreamState,
    ...context,
  });

describe('the answer to a refused command of a charge', () => {
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
    ['refund_not_cancelable', 'cancel', 400, undefined, undefined],
    ['charge_disputed', 'refund', 400, 'charge_disputed', undefined],
    ['dispute_not_open', 'update', 400, undefined, undefined],
    ['owned_by_intent', 'capture', 400, undefined, undefined],
    ['owned_by_intent', 'refund', 400, undefined, undefined],
  ] as const)('%s of a %s is %s, code %s, param %s', (reason, operation, status, code, param) => {
    const error = answer(reason, { operation });
    expect([error.status, error.code, error.param]).toEqual([status, code, param]);
  });
  it('is there for every refusal, whatever was refused', () =>
    expect(Object.keys(rejectionToApiError).sort()).toEqual(
      [
        ...chargeRejections,
        ...paymentIntentRejections,
        ...paymentMethodRejections,
        ...customerRejections,
        ...merchantRejections,
        ...setupIntentRejections,
        ...settlementRejections,
      ].sort(),
    ));
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
    expect(answer('refund_not_cancelable').message).toBe('Canceling this refund is unsupported.');
    expect(answer('charge_disputed').message).toMatch(/has been charged back; cannot issue a refu/);
  });
  it('shows amounts in major units, with the money’s sign', () => {
    const refunded = [refundRequested('a', 500n), refundSucceeded('a', 500n)];
    expect(
      answer('refund_exceeds_remaining', {
        operation: 'refund',
        state: stateAfter(...sale, ...refunded),
        amount: 4000n,
      }).message,
    ).toBe('Refund amount (HK$40.00) is greater than unrefunded amount on charge (HK$15.00)');
    const inDinars = { ...terms, currency: 'kwd' };
    const charge = { ...chargeAfter(...held), terms: inDinars };
    const state = { ...emptyStreamState, charge };
    expect(answer('capture_exceeds_authorized', { state, amount: 3000n }).message).toContain(
      '3.000 KWD',
    );
  });
  it('names what was asked for by what its id promises', () => {
    expect(noSuchObject(disputeId)).toMatchObject({
      status: 404,
      message: `No such dispute: '${disputeId}'`,
      param: 'id',
    });
    expect(noSuchObject(intentId)).toMatchObject({
      message: `No such payment_intent: '${intentId}'`,
      param: 'intent',
    });
    expect(noSuchObject('nonsense').message).toBe("No such object: 'nonsense'");
    expect(noSuchObject(chargeId, 'test').message).toContain('exists in test mode');
  });
});

describe('the answer to a refund of an intent', () => {
  const refund = (reason: StreamRejection, ...events: StreamEvent[]) =>
    answer(reason, { operation: 'refund', id: intentId, state: stateAfter(...events) });
  it.each(['charge_pending', 'charge_failed', 'charge_expired', 'charge_voided'] as const)(
    'that was not paid names it, without a code: %s',
    (reason) => {
      const events = [intentCreated, confirmed(), intentCharged(), intentDeclined];
      expect(refund(reason, ...events)).toEqual({
        status: 400,
        type: 'invalid_request_error',
        message: `This PaymentIntent (${intentId}) does not have a successful charge to refund.`,
      });
    },
  );
  it('that holds its money says to cancel it', () =>
    expect(refund('owned_by_intent', intentCreated, confirmed(), intentCharged()).message).toMatch(
      new RegExp(`${intentId} .* must cancel the PaymentIntent`),
    ));
});

describe('the answer to a refused command of an intent', () => {
  const inStatus = (status: PaymentIntentStatus): StreamState => ({
    ...stateAfter(intentCreated),
    intent: { ...intent, status },
  });
  const refusal = (operation: Operation, status: PaymentIntentStatus) =>
    answer('intent_state', { operation, id: intentId, state: inStatus(status) });

  it.each<[Operation, PaymentIntentStatus, RegExp]>([
    ['confirm', 'succeeded', /already succeeded after being previously confirmed/],
    ['confirm', 'canceled', /status of canceled.*: requires_confirmation, requires_action\.$/],
    ['capture', 'requires_action', /status of requires_action.*captured: requires_capture\.$/],
    [
      'cancel',
      'succeeded',
      /canceled: requires_payment_method, requires_capture, requires_reauthorization, requires_con/,
    ],
    [
      'update',
      'processing',
      /amount could not be updated.*: requires_payment_method, requires_confirmation, requires_act/,
    ],
  ])('a %s while it is %s carries the whole intent', (operation, status, message) => {
    const error = refusal(operation, status);
    expect(error.message).toMatch(message);
    expect(renderError(error)).toMatchObject({
      error: {
        code: 'payment_intent_unexpected_state',
        payment_intent: { id: intentId, object: 'payment_intent', status },
        type: 'invalid_request_error',
      },
    });
    expect(error.status).toBe(400);
  });
  it('shows its client secret only to who may see it', () => {
    const context = { operation: 'confirm', id: intentId, state: inStatus('canceled') } as const;
    const secretOf = (clientSecret?: string) =>
      answer('intent_state', { ...context, ...(clientSecret && { clientSecret }) }).paymentIntent;
    expect(secretOf()).toMatchObject({ client_secret: null });
    expect(secretOf('secret')).toMatchObject({ client_secret: 'secret' });
  });
  it.each([
    ['intent_not_found', 404, 'resource_missing', 'intent'],
    ['intent_without_method', 400, 'payment_intent_unexpected_state', undefined],
    ['intent_amount_too_large', 400, 'amount_too_large', 'amount_to_capture'],
    ['intent_remaining_not_capturable', 400, 'payment_intent_unexpected_state', undefined],
    ['intent_return_url_missing', 400, 'parameter_missing', 'return_url'],
    ['intent_method_of_other_customer', 400, undefined, 'payment_method'],
    ['intent_method_needs_customer', 400, 'parameter_missing', 'source'],
    [
      'intent_method_type_not_allowed',
      400,
      'payment_intent_incompatible_payment_method',
      'payment_method',
    ],
    [
      'intent_client_parameter',
      400,
      'parameter_missing',
      'payment_method_options[wechat_pay][client]',
    ],
    ['action_not_open', 400, 'payment_intent_unexpected_state', undefined],
  ] as const)('%s is %s, code %s, param %s', (reason, status, code, param) => {
    const state = stateAfter(intentCreated);
    const error = answer(reason, { operation: 'confirm', id: intentId, state });
    expect([error.status, error.code, error.param]).toEqual([status, code, param]);
  });
  it('says how to name a method, with a customer and without one', () => {
    const of = (customer: string | null) => {
      const details = { ...intent.details, customer };
      const state = { ...stateAfter(intentCreated), intent: { ...intent, details } };
      return answer('intent_without_method', { operation: 'confirm', id: intentId, state }).message;
    };
    expect(of(null)).toContain('update the PaymentIntent with a payment method');
    expect(of(customerId)).toContain(`with ${customerId}, specify a payment method attached to`);
  });
});

describe('the answer to a refused command of what keeps a card', () => {
  it.each([
    ['method_not_found', methodId, 404, 'resource_missing', 'payment_method'],
    [
      'method_attached_elsewhere',
      methodId,
      400,
      'payment_method_unexpected_state',
      'payment_method',
    ],
    ['method_not_attached', methodId, 400, 'payment_method_unexpected_state', 'payment_method'],
    ['method_used_up', methodId, 400, 'payment_method_unexpected_state', 'payment_method'],
    ['method_not_reusable', methodId, 400, 'payment_method_unsupported_type', 'payment_method'],
    ['customer_not_found', customerId, 404, 'resource_missing', 'id'],
    ['source_not_found', 'card_1', 404, 'resource_missing', 'id'],
    ['too_many_sources', customerId, 400, undefined, 'source'],
    ['setup_intent_not_found', setupIntentId, 404, 'resource_missing', 'intent'],
    ['setup_intent_without_method', setupIntentId, 400, 'setup_intent_unexpected_state', undefined],
    ['setup_intent_state', setupIntentId, 400, 'setup_intent_unexpected_state', undefined],
  ] as const)('%s of %s is %s, code %s, param %s', (reason, id, status, code, param) => {
    const state = { ...emptyStreamState, setupIntent };
    const error = answer(reason, { operation: 'confirm', id, state });
    expect([error.status, error.code, error.param]).toEqual([status, code, param]);
  });
  it('carries the setup intent that refused', () => {
    const state = { ...emptyStreamState, setupIntent };
    const context = { operation: 'cancel', id: setupIntentId, state } as const;
    expect(renderError(answer('setup_intent_state', context))).toMatchObject({
      error: { setup_intent: { id: setupIntentId } },
    });
  });
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
