import fc from 'fast-check';
import { cvcLengthOf, readCardNumber } from './card-number.js';

describe('the number of a card', () => {
  it.each([
    ['4242424242424242', 'visa'],
    ['4242 4242 4242 4242', 'visa'],
    ['4222222222222', 'visa'],
    ['5555-5555-5555-4444', 'mastercard'],
    ['2223003122003222', 'mastercard'],
    ['378282246310005', 'amex'],
    ['6011111111111117', 'discover'],
    ['3056930009020004', 'diners'],
    ['36227206271667', 'diners'],
    ['3566002020360505', 'jcb'],
    ['6200000000000005', 'unionpay'],
    ['9999999999999995', 'unknown'],
  ])('%s is one of %s', (text, brand) =>
    expect(readCardNumber(text)).toEqual({ digits: text.replace(/\D/g, ''), brand }),
  );

  it.each([
    ['', 'invalid_number'],
    ['abcdefghijklmnop', 'invalid_number'],
    ['4242x4242', 'invalid_number'],
    ['4242424242424241', 'incorrect_number'],
    ['4242', 'incorrect_number'],
    ['42424242424242424242', 'incorrect_number'],
    // A visa of 14 digits and an American Express of 16: the check digit is right, the length is not.
    ['42424242424242', 'incorrect_number'],
    ['3782822463100052', 'incorrect_number'],
  ])('is refused: %j', (text, refused) => expect(readCardNumber(text)).toEqual({ refused }));

  it('has a check digit: no single wrong digit goes unseen', () =>
    fc.assert(
      fc.property(fc.nat(15), fc.integer({ min: 1, max: 9 }), (place, by) => {
        const digits = [...'4242424242424242'];
        digits[place] = String((Number(digits[place]) + by) % 10);
        expect(readCardNumber(digits.join(''))).toEqual({ refused: 'incorrect_number' });
      }),
    ));

  it('tells how long the security code is', () =>
    expect([cvcLengthOf('amex'), cvcLengthOf('visa')]).toEqual([4, 3]));
});
