// What a card looks like when it arrives, and which of its parts deserve which refusal.
import type { BillingDetails } from '@ledgerway/domain';
import { Matches } from 'class-validator';
import { cvcLengthOf, readCardNumber } from '../card-number.js';
import { cardError, invalidRequest, missingParameter, type ApiError } from '../errors.js';
import type { CardSecret } from '../queries/vault.js';
import { ExpMonth, ExpYear, expiryRefusal, fullYear } from './card-expiry.js';
import { ExpandParams } from './lists.js';
import { Id, Ignored, Nested, Text } from './parameters.js';
import { declare, parseParams, refused } from './parse-params.js';
import { readObject, readText } from './readers.js';
import { text } from './schemas.js';

const badCvc = cardError('invalid_cvc', "Your card's security code is invalid.", { param: 'cvc' });
const badNumbers = {
  incorrect_number: 'Your card number is incorrect.',
  invalid_number: 'The card number is not a valid credit card number.',
} as const;

/** A security code, whichever brand its card is of. It is looked at and then forgotten. */
const Cvc = (options: { required?: true } = {}): PropertyDecorator => {
  const shape = Matches(/^\d{3,4}$/, { message: badCvc.message, context: badCvc });
  return (prototype, name) => {
    Text(options)(prototype, name);
    shape(prototype, name);
  };
};

export class CardParams {
  @Text({ required: true, max: 64 }) number!: string;
  @ExpMonth({ required: true }) exp_month!: number;
  @ExpYear({ required: true }) exp_year!: number;
  @Cvc() cvc?: string;
  @Text() name?: string;
  @Text() address_city?: string;
  @Text() address_country?: string;
  @Text() address_line1?: string;
  @Text() address_line2?: string;
  @Text() address_state?: string;
  @Text() address_zip?: string;
  @Ignored() currency?: undefined;
  @Ignored() networks?: undefined;
}

/** A new card by its number, or one that a customer has, by its id. */
const CardOrId = (): PropertyDecorator => (prototype, name) => {
  const readCard = readObject((raw, path) => parseParams(CardParams, raw, path));
  declare(prototype, String(name), {
    required: false,
    schema: (of) => ({ anyOf: [of(CardParams), text(of)] }),
    read: (raw, path) => (typeof raw === 'string' ? readText : readCard)(raw, path),
  });
};

/** Refused in words: a token that stands for nothing would only fail later. */
const NotMadeHere = (): PropertyDecorator => (prototype, name) => {
  const read = (_raw: unknown, path: string) =>
    refused(invalidRequest(`Tokens of this kind are not made here: ${path}.`, { param: path }));
  declare(prototype, String(name), { required: false, schema: refusedInWords, read });
};
const refusedInWords = () => ({ not: {}, description: 'Tokens of this kind are not made here.' });

class CvcUpdateParams {
  @Cvc({ required: true }) cvc!: string;
}

class PiiParams {
  @Text() id_number?: string;
}

export class CreateTokenParams extends ExpandParams {
  @CardOrId() card?: CardParams | string;
  /** The customer whose card `card` names. */
  @Id() customer?: string;
  @Nested(CvcUpdateParams) cvc_update?: CvcUpdateParams;
  @Nested(PiiParams) pii?: PiiParams;
  @NotMadeHere() account?: undefined;
  @NotMadeHere() bank_account?: undefined;
  @NotMadeHere() person?: undefined;

  static refuse(params: CreateTokenParams): ApiError | undefined {
    const given = (['card', 'cvc_update', 'pii'] as const).filter(
      (kind) => params[kind] !== undefined,
    );
    if (given.length === 0) return missingParameter('card');
    if (given.length > 1)
      return invalidRequest(`You may only specify one of these parameters: ${given.join(', ')}.`, {
        code: 'parameters_exclusive',
      });
    const ofCustomer = typeof params.card === 'string';
    return ofCustomer && params.customer === undefined ? missingParameter('customer') : undefined;
  }
}

/** What of a card may be kept; or the 402 that it deserves. */
export function readCard(
  params: CardParams,
  now: Date,
): { readonly secret: CardSecret } | { readonly error: ApiError } {
  const number = readCardNumber(params.number);
  if ('refused' in number)
    return { error: cardError(number.refused, badNumbers[number.refused], { param: 'number' }) };
  const { cvc, exp_month: expMonth, exp_year: year } = params;
  const expYear = fullYear(year);
  const expired = expiryRefusal(expMonth, expYear, now);
  if (expired !== undefined) return { error: expired };
  if (cvc !== undefined && cvc.length !== cvcLengthOf(number.brand)) return { error: badCvc };
  return { secret: { number: number.digits, expMonth, expYear } };
}

/** Who pays with the card, as it was given with it. */
export function billingOf(params: CardParams): BillingDetails {
  const address = {
    city: params.address_city ?? null,
    country: params.address_country ?? null,
    line1: params.address_line1 ?? null,
    line2: params.address_line2 ?? null,
    postal_code: params.address_zip ?? null,
    state: params.address_state ?? null,
  };
  const known = Object.values(address).some((part) => part !== null);
  return {
    address: known ? address : null,
    email: null,
    name: params.name ?? null,
    phone: null,
    taxId: null,
  };
}
