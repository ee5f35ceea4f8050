import { emptyStreamState, type Decline, type StreamState } from '@ledgerway/domain';
import { renderError } from '../errors.js';
import { at, chargeAfter, chargeId, decline, requested, sale } from '../testing/examples.js';
import {
  attemptError,
  confirmed,
  intent,
  intentCharged,
  intentChargeId,
  intentCreated,
  intentDeclined,
  intentId,
  methodId,
  setupIntent,
  setupIntentId,
  stateAfter,
} from '../testing/stream-examples.js';
import { declineToApiError, failedPaymentToApiError, failedSetupToApiError } from './declines.js';

describe('the answer to an attempt that came to nothing', () => {
  const view = { clientSecret: null };
  const having = (changed: Partial<typeof attemptError>): StreamState => ({
    ...stateAfter(intentCreated),
    intent: { ...intent, lastError: { ...attemptError, ...changed } },
  });
  it('is 402 for a decline, with charge, intent and method', () => {
    const state = stateAfter(intentCreated, confirmed(), intentCharged(), intentDeclined);
    const error = failedPaymentToApiError(state, view);
    expect(error.status).toBe(402);
    expect(renderError(error)).toMatchObject({
      error: {
        charge: intentChargeId(1),
        code: 'card_declined',
        decline_code: 'insufficient_funds',
        payment_intent: { id: intentId, status: 'requires_payment_method', payment_method: null },
        payment_method: { id: methodId },
        type: 'card_error',
      },
    });
  });
  it('names no charge if there was none: authentication that nobody is there for', () => {
    const code = 'authentication_required';
    const state = having({ errorType: 'card_error', code, declineCode: code });
    const error = failedPaymentToApiError(state, view);
    expect(error).toMatchObject({ status: 402, code, declineCode: code });
    expect(renderError(error).error).not.toHaveProperty('charge');
    expect(renderError(error).error).toHaveProperty('payment_method.id', methodId);
  });
  it('is 400 for what no card is to blame for', () =>
    expect(failedPaymentToApiError(having({}), view)).toMatchObject({
      status: 400,
      code: 'payment_intent_authentication_failure',
      type: 'invalid_request_error',
    }));
  it('is the same for a setup', () => {
    const state = { ...emptyStreamState, setupIntent: { ...setupIntent, lastError: attemptError } };
    expect(renderError(failedSetupToApiError(state, view))).toMatchObject({
      error: { payment_method: { id: methodId }, setup_intent: { id: setupIntentId } },
    });
  });
  it('is a bug where nothing has failed', () => {
    expect(() => failedPaymentToApiError(stateAfter(intentCreated), view)).toThrow();
    expect(() => failedSetupToApiError({ ...emptyStreamState, setupIntent }, view)).toThrow();
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
        doc_url: expect.stringMatching(/\/card-declined$/) as string,
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
