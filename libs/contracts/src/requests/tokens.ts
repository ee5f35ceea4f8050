import { Matches } from 'class-validator';
import { cardError, type ApiError } from '../errors.js';
import { sandboxCardByNumber } from '../sandbox-cards.js';
import { ExpandParams } from './lists.js';
import { Ignored, Integer, Nested, Text } from './parameters.js';

const card = (
  code: 'invalid_cvc' | 'invalid_expiry_month' | 'invalid_expiry_year',
  param: string,
) => ({ status: 402, type: 'card_error', code, param }) as const;
const badMonth = {
  ...card('invalid_expiry_month', 'exp_month'),
  message: "Your card's expiration month is invalid.",
};
const badYear = {
  ...card('invalid_expiry_year', 'exp_year'),
  message: "Your card's expiration year is invalid.",
};

export class CardParams {
  @Text({ required: true, max: 64 }) number!: string;
  @Integer({ required: true, min: 1, max: 12, refusal: badMonth }) exp_month!: number;
  /** Two digits are a year of this century. */
  @Integer({ required: true, min: 0, max: 9999, refusal: badYear }) exp_year!: number;
  @Matches(/^\d{3,4}$/, {
    message: "Your card's security code is invalid.",
    context: card('invalid_cvc', 'cvc'),
  })
  @Text()
  cvc?: string;
  @Text() name?: string;
  @Ignored() address_city?: undefined;
  @Ignored() address_country?: undefined;
  @Ignored() address_line1?: undefined;
  @Ignored() address_line2?: undefined;
  @Ignored() address_state?: undefined;
  @Ignored() address_zip?: undefined;
  @Ignored() currency?: undefined;
  @Ignored() networks?: undefined;
}

export class CreateTokenParams extends ExpandParams {
  @Nested(CardParams, { required: true }) card!: CardParams;
  @Ignored() customer?: undefined;
}

/** The test card that these numbers are, with the year in full; or the 402 that they deserve. */
export function testCardOf(
  params: CardParams,
  now: Date,
): { readonly token: string; readonly expYear: number } | { readonly error: ApiError } {
  const found = sandboxCardByNumber(params.number);
  if (found === 'incorrect_number')
    return {
      error: cardError('incorrect_number', 'Your card number is incorrect.', { param: 'number' }),
    };
  const expYear = params.exp_year < 100 ? 2000 + params.exp_year : params.exp_year;
  const age = now.getUTCFullYear() - expYear;
  if (age > 0 || age < -50) return { error: badYear };
  if (age === 0 && params.exp_month < now.getUTCMonth() + 1) return { error: badMonth };
  if (found !== 'not_a_test_card') return { ...found, expYear };
  const message =
    'Your card was declined. Your request was in test mode, but used a card that is not a test card.';
  const declineCode = 'test_mode_live_card';
  return { error: cardError('card_declined', message, { declineCode, param: 'number' }) };
}
