import { readCardNumber } from './card-number.js';
import { sandboxCard, sandboxCardByNumber, testNumbers } from './sandbox-cards.js';

describe('a test card', () => {
  it.each([
    ['tok_visa', 'tok_visa'],
    ['pm_card_visa', 'tok_visa'],
    ['tok_us', 'tok_visa'],
    ['tok_visa_debit', 'tok_visa_debit'],
    ['pm_card_visa_debit', 'tok_visa_debit'],
    ['pm_card_mastercard_prepaid', 'tok_mastercard_prepaid'],
    ['tok_chargeDeclined', 'tok_chargeDeclined'],
    ['tok_visa_chargeDeclined', 'tok_chargeDeclined'],
    ['pm_card_chargeDeclined', 'tok_chargeDeclined'],
    ['pm_card_visa_chargeDeclined', 'tok_chargeDeclined'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'tok_chargeDeclinedInsufficientFunds'],
    ['tok_visa_chargeDeclinedLostCard', 'tok_chargeDeclinedLostCard'],
    ['tok_radarBlock', 'tok_chargeDeclinedFraudulent'],
    ['pm_card_pendingRefund', 'tok_pendingRefund'],
    ['pm_card_refundFail', 'tok_refundFail'],
    ['tok_createDispute', 'tok_createDispute'],
    ['pm_card_authenticationRequired', 'tok_authenticationRequired'],
    ['tok_hk', 'tok_hk'],
    ['pm_card_hk', 'tok_hk'],
  ])('named %s is %s', (source, instrument) =>
    expect(sandboxCard(source)?.instrument).toBe(instrument),
  );
  it.each([
    '',
    'tok_',
    'visa',
    'tok_VISA',
    'card_visa',
    'tok_none',
    'tok_toString',
    'pm_card_',
    'tok_visa ',
  ])('is not named %j', (source) => expect(sandboxCard(source)).toBeUndefined());
  it('has the traits of its brand and country', () => {
    expect(sandboxCard('tok_amex')).toMatchObject({ brand: 'amex', last4: '0005' });
    expect(sandboxCard('tok_mastercard_debit')).toMatchObject({
      brand: 'mastercard',
      funding: 'debit',
    });
    expect(sandboxCard('tok_hk')).toMatchObject({ country: 'HK', brand: 'visa', last4: '0004' });
    expect(sandboxCard('tok_visa')).toMatchObject({ funding: 'credit', country: 'US' });
  });
  it('has a fingerprint and an id of its own, and no number', () => {
    const visa = sandboxCard('tok_visa');
    expect(visa?.fingerprint).not.toBe(sandboxCard('tok_amex')?.fingerprint);
    expect(visa?.id).not.toBe(sandboxCard('tok_amex')?.id);
    expect(JSON.stringify(visa)).not.toContain('42424242');
  });
});

describe('the number of a test card', () => {
  it.each([
    ['4242424242424242', 'tok_visa'],
    ['4000000000000002', 'tok_chargeDeclined'],
    ['2223003122003222', 'tok_mastercard'],
    ['378282246310005', 'tok_amex'],
    ['6200000000000005', 'tok_unionpay'],
    ['4000003440000004', 'tok_hk'],
    ['4000000000007726', 'tok_pendingRefund'],
    ['4000000000003063', 'tok_threeDSecure2Required'],
    ['4100000000000019', 'tok_chargeDeclinedFraudulent'],
  ])('%s stands for %s', (number, token) =>
    expect(sandboxCardByNumber(number)).toMatchObject({
      instrument: token,
      last4: number.slice(-4),
    }),
  );
  it('is none of a real card', () =>
    expect(sandboxCardByNumber('4539578763621486')).toBeUndefined());
  it('could be the number of a card of that brand, and belongs to one row only', () => {
    expect(new Set(testNumbers).size).toBe(testNumbers.length);
    for (const number of testNumbers)
      expect(readCardNumber(number)).toEqual({
        digits: number,
        brand: sandboxCardByNumber(number)?.brand,
      });
  });
});

describe('the enrolment of a test card in 3-D Secure', () => {
  it.each([
    ['tok_visa', undefined],
    ['tok_threeDSecure2Required', 'required'],
    ['pm_card_threeDSecureRequired', 'required'],
    ['pm_card_authenticationRequiredOnSetup', 'required_unless_set_up'],
    ['pm_card_authenticationRequired', 'required'],
    ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', 'required'],
    ['tok_threeDSecureOptional', 'optional'],
  ])('%s: %s', (source, authentication) =>
    expect(sandboxCard(source)?.authentication).toBe(authentication),
  );
});
