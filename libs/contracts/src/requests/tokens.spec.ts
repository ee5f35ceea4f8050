import { parseParams } from './parse-params.js';
import { CreateTokenParams, testCardOf, type CardParams } from './tokens.js';

const now = new Date(Date.UTC(2026, 10, 22));
const card = { number: '4242424242424242', exp_month: '5', exp_year: '2027', cvc: '314' };

function refusalOf(changes: Record<string, unknown>) {
  const parsed = parseParams(CreateTokenParams, { card: { ...card, ...changes } });
  const error = parsed.ok ? testCardError(parsed.value.card) : parsed.error;
  return error === undefined ? 'accepted' : `${error.status} ${error.code} ${error.param}`;
}
function testCardError(params: CardParams) {
  const found = testCardOf(params, now);
  return 'error' in found ? found.error : undefined;
}

describe('the parameters of a token', () => {
  it.each([
    [{}, 'accepted'],
    [{ cvc: '1234', name: 'Jo', address_zip: '1' }, 'accepted'],
    [{ exp_year: '27' }, 'accepted'],
    [{ exp_month: '11', exp_year: '2026' }, 'accepted'],
    [{ exp_month: '10', exp_year: '2026' }, '402 invalid_expiry_month exp_month'],
    [{ exp_month: '13' }, '402 invalid_expiry_month exp_month'],
    [{ exp_year: '2025' }, '402 invalid_expiry_year exp_year'],
    [{ exp_year: '2099' }, '402 invalid_expiry_year exp_year'],
    [{ cvc: '12' }, '402 invalid_cvc cvc'],
    [{ number: '4242424242424241' }, '402 incorrect_number number'],
    [{ number: '4539578763621486' }, '402 card_declined number'],
    [{ number: '' }, '400 parameter_invalid_empty card[number]'],
    [{ exp_month: 'May' }, '400 parameter_invalid_integer card[exp_month]'],
    [{ pin: '1234' }, '400 parameter_unknown card[pin]'],
  ])('%j: %s', (changes, refusal) => expect(refusalOf(changes)).toBe(refusal));
  it('cannot be without a card', () => {
    expect(parseParams(CreateTokenParams, {})).toMatchObject({
      error: { code: 'parameter_missing', param: 'card' },
    });
    expect(parseParams(CreateTokenParams, { card: 'card_1' })).toMatchObject({
      error: { status: 400, param: 'card' },
    });
  });
  it('give the test card, with the year in full', () => {
    const params = { number: card.number, exp_month: 5, exp_year: 27 };
    expect(testCardOf(params, now)).toEqual({ token: 'tok_visa', expYear: 2027 });
  });
  it('are never repeated in a refusal', () => {
    const wrong = { number: '4242424242424241', exp_month: '4242424242424242', cvc: '999999' };
    for (const [name, value] of Object.entries(wrong)) {
      const parsed = parseParams(CreateTokenParams, { card: { ...card, [name]: value } });
      const error = parsed.ok ? testCardError(parsed.value.card) : parsed.error;
      expect(JSON.stringify(error)).not.toContain(value);
    }
  });
});
