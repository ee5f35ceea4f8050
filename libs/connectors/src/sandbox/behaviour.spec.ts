import { behaviourOf, sandboxInstruments, verdictOn } from './behaviour.js';

const atOnce = { kind: 'at_once' };
const declined = { code: 'card_declined', message: 'Your card was declined.' };

describe('the cards of the sandbox', () => {
  it.each([
    'tok_visa',
    'tok_visa_debit',
    'tok_mastercard',
    'tok_mastercard_debit',
    'tok_mastercard_prepaid',
    'tok_amex',
    'tok_discover',
    'tok_diners',
    'tok_jcb',
    'tok_unionpay',
    'tok_hk',
    'tok_cn',
    'tok_sg',
    'tok_jp',
    'tok_gb',
    'tok_bypassPending',
    'tok_createDispute',
    'tok_createDisputeProductNotReceived',
    'tok_createDisputeInquiry',
    'tok_threeDSecureOptional',
  ])('%s is approved, its security code passes, and it is refunded at once', (instrument) => {
    expect(behaviourOf(instrument)).toMatchObject({
      authorization: {
        kind: 'approve',
        checks: { cvc: 'pass', addressLine1: null, addressPostalCode: null },
      },
      refund: atOnce,
    });
  });

  it.each([
    ['tok_chargeDeclined', 'generic_decline', declined],
    ['tok_chargeCustomerFail', 'generic_decline', declined],
    [
      'tok_chargeDeclinedInsufficientFunds',
      'insufficient_funds',
      { code: 'card_declined', message: 'Your card has insufficient funds.' },
    ],
    ['tok_chargeDeclinedLostCard', 'lost_card', declined],
    ['tok_chargeDeclinedStolenCard', 'stolen_card', declined],
    [
      'tok_chargeDeclinedExpiredCard',
      'expired_card',
      { code: 'expired_card', message: 'Your card has expired.', param: 'exp_month' },
    ],
    [
      'tok_chargeDeclinedIncorrectCvc',
      'incorrect_cvc',
      {
        code: 'incorrect_cvc',
        message: "Your card's security code is incorrect.",
        param: 'cvc',
      },
    ],
    [
      'tok_chargeDeclinedProcessingError',
      'processing_error',
      {
        code: 'processing_error',
        message: 'An error occurred while processing your card. Try again in a little bit.',
      },
    ],
    [
      'tok_chargeDeclinedVelocityLimitExceeded',
      'card_velocity_exceeded',
      {
        code: 'card_declined',
        message:
          'Your card was declined for making repeated attempts too frequently or exceeding its ' +
          'amount limit.',
      },
    ],
    ['tok_chargeDeclinedFraudulent', 'fraudulent', { ...declined, blocked: true }],
    ['tok_radarBlock', 'fraudulent', { ...declined, blocked: true }],
    ['tok_neverHeardOf', 'generic_decline', declined],
  ])('%s is declined as %s', (instrument, declineCode, decline) => {
    expect(behaviourOf(instrument).authorization).toEqual({
      kind: 'decline',
      decline: { declineCode, param: null, blocked: false, ...decline },
    });
  });

  it.each([
    'tok_threeDSecure2Required',
    'tok_authenticationRequired',
    'tok_authenticationRequiredOnSetup',
    'tok_authenticationRequiredChargeDeclined',
    'tok_authenticationRequiredChargeDeclinedInsufficientFunds',
    'tok_threeDSecureProcessingError',
  ])('%s needs a challenge, so a charge without one is declined', (instrument) => {
    expect(verdictOn(instrument, { authenticated: false, offSession: false })).toMatchObject({
      kind: 'decline',
      decline: { code: 'authentication_required', declineCode: 'authentication_required' },
    });
  });

  it.each([
    ['tok_threeDSecure2Required', 'approve'],
    ['tok_authenticationRequired', 'approve'],
    ['tok_authenticationRequiredOnSetup', 'approve'],
    ['tok_authenticationRequiredChargeDeclined', 'decline'],
    ['tok_authenticationRequiredChargeDeclinedInsufficientFunds', 'decline'],
    ['tok_threeDSecureProcessingError', 'decline'],
  ])('%s says after a challenge: %s', (instrument, kind) => {
    const said = verdictOn(instrument, { authenticated: true, offSession: false });
    expect(said).toMatchObject({ kind });
    expect(said).not.toMatchObject({ decline: { code: 'authentication_required' } });
  });

  it('lets a card that was set up be charged without its payer, and only such a card', () => {
    const away = { authenticated: false, offSession: true };
    expect(verdictOn('tok_authenticationRequiredOnSetup', away).kind).toBe('approve');
    expect(verdictOn('tok_authenticationRequired', away).kind).toBe('decline');
  });

  it.each([
    ['tok_chargeCustomerFail', 'approve'],
    ['tok_authenticationRequired', 'approve'],
    ['tok_chargeDeclined', 'decline'],
  ])('%s is verified as good when nothing is charged: %s', (instrument, kind) => {
    expect(behaviourOf(instrument).verification).toMatchObject({ kind });
  });

  it.each([
    ['tok_cvcCheckFail', { cvc: 'fail', addressLine1: null, addressPostalCode: null }],
    ['tok_avsZipFail', { cvc: 'pass', addressLine1: 'pass', addressPostalCode: 'fail' }],
  ])('%s is approved although a check fails', (instrument, checks) => {
    expect(behaviourOf(instrument).authorization).toEqual({ kind: 'approve', checks });
  });

  it.each([
    ['tok_pendingRefund', { kind: 'later', afterMs: 2_000 }],
    ['tok_refundFail', { kind: 'fails', afterMs: 1_000, failure: 'expired_or_canceled_card' }],
  ])('%s is approved, and its refund is pending first', (instrument, refund) => {
    expect(behaviourOf(instrument)).toMatchObject({ authorization: { kind: 'approve' }, refund });
  });

  it('does not take a name of the object prototype for a card', () => {
    expect(behaviourOf('constructor').authorization).toMatchObject({ kind: 'decline' });
  });

  it('names every card once', () => {
    expect(new Set(sandboxInstruments).size).toBe(sandboxInstruments.length);
  });
});
