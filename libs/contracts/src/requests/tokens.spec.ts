import { parseParams } from './parse-params.js';
import { billingOf, CreateTokenParams, readCard, type CardParams } from './tokens.js';

const now = new Date(Date.UTC(2026, 10, 22));
const card = { number: '4242424242424242', exp_month: '5', exp_year: '2027', cvc: '314' };
const amex = { number: '378282246310005' };

function errorOf(changes: Record<string, unknown>) {
  const parsed = parseParams(CreateTokenParams, { card: { ...card, ...changes } });
  if (!parsed.ok) return parsed.error;
  const read = readCard(parsed.value.card as CardParams, now);
  return 'error' in read ? read.error : undefined;
}
function refusalOf(changes: Record<string, unknown>) {
  const error = errorOf(changes);
  return error === undefined
    ? 'accepted'
    : `${error.status} ${error.type} ${error.code} ${error.param}`;
}
const refusalOfAll = (params: Record<string, unknown>) => {
  const parsed = parseParams(CreateTokenParams, params);
  return parsed.ok
    ? 'accepted'
    : `${parsed.error.status} ${parsed.error.code} ${parsed.error.param}`;
};

describe('the card of a token', () => {
  it.each([
    [{}, 'accepted'],
    [{ name: 'Jo', address_zip: '1' }, 'accepted'],
    [{ cvc: '' }, 'accepted'],
    [{ exp_year: '27' }, 'accepted'],
    [{ exp_month: '11', exp_year: '2026' }, 'accepted'],
    [{ ...amex, cvc: '1234' }, 'accepted'],
    [{ number: '4539578763621486' }, 'accepted'],
    [{ exp_month: '10', exp_year: '2026' }, '402 card_error invalid_expiry_month exp_month'],
    [{ exp_month: '13' }, '402 card_error invalid_expiry_month exp_month'],
    [{ exp_month: '0' }, '402 card_error invalid_expiry_month exp_month'],
    [{ exp_year: '2025' }, '402 card_error invalid_expiry_year exp_year'],
    [{ exp_year: '2099' }, '402 card_error invalid_expiry_year exp_year'],
    [{ cvc: '12' }, '402 card_error invalid_cvc cvc'],
    [{ cvc: '12a' }, '402 card_error invalid_cvc cvc'],
    [{ cvc: '1234' }, '402 card_error invalid_cvc cvc'],
    [{ ...amex, cvc: '123' }, '402 card_error invalid_cvc cvc'],
    [{ number: '4242424242424241' }, '402 card_error incorrect_number number'],
    [{ number: 'four two' }, '402 card_error invalid_number number'],
    [{ number: '' }, '400 invalid_request_error parameter_invalid_empty card[number]'],
    [{ exp_month: 'May' }, '400 invalid_request_error parameter_invalid_integer card[exp_month]'],
    [{ pin: '1234' }, '400 invalid_request_error parameter_unknown card[pin]'],
  ])('%j: %s', (changes, refusal) => expect(refusalOf(changes)).toBe(refusal));

  it('has the year in full, and no separators in its number', () => {
    const params = { number: '4242 4242 4242 4242', exp_month: 5, exp_year: 27, cvc: '314' };
    const secret = { number: '4242424242424242', expMonth: 5, expYear: 2027 };
    expect(readCard(params, now)).toEqual({ secret });
  });

  it('is never repeated in a refusal', () => {
    const wrong = { number: '4242424242424241', exp_month: '4242424242424242', cvc: '999999' };
    for (const [name, value] of Object.entries(wrong)) {
      expect(errorOf({ [name]: value })).toBeDefined();
      expect(JSON.stringify(errorOf({ [name]: value }))).not.toContain(value);
    }
  });

  it('says who pays, as far as it was given', () => {
    const params = { number: '', exp_month: 1, exp_year: 1 };
    expect(billingOf(params)).toMatchObject({ address: null, name: null, email: null });
    expect(billingOf({ ...params, name: 'Jo', address_zip: '1' })).toMatchObject({
      name: 'Jo',
      address: { postal_code: '1', city: null },
    });
  });
});

describe('the parameters of a token', () => {
  it.each([
    [{ card }, 'accepted'],
    [{ card: 'card_1', customer: 'cus_1' }, 'accepted'],
    [{ pii: { id_number: '000000000' } }, 'accepted'],
    [{ cvc_update: { cvc: '123' } }, 'accepted'],
    [{}, '400 parameter_missing card'],
    [{ customer: 'cus_1' }, '400 parameter_missing card'],
    [{ card: 'card_1' }, '400 parameter_missing customer'],
    [{ card, pii: { id_number: '1' } }, '400 parameters_exclusive undefined'],
    [{ cvc_update: {} }, '400 parameter_missing cvc_update[cvc]'],
    [{ cvc_update: { cvc: '1' } }, '402 invalid_cvc cvc'],
    [{ bank_account: { country: 'HK' } }, '400 undefined bank_account'],
    [{ card, colour: 'red' }, '400 parameter_unknown colour'],
  ])('%j: %s', (params, refusal) => expect(refusalOfAll(params)).toBe(refusal));
});
