// What a payer may pay with.
import {
  fpsCurrencies,
  methodTypes,
  redirectMethodTypes,
  type MethodType,
  type PaymentIntentDetails,
} from '@ledgerway/domain';

type Terms = Pick<PaymentIntentDetails, 'automaticMethods' | 'captureMethod' | 'currency'>;

/** The types if the merchant names none: cards, or with automatic methods all that can pay this. */
export const methodTypesFor = (terms: Terms): readonly MethodType[] =>
  terms.automaticMethods?.enabled === true
    ? methodTypes.filter((type) => type === 'card' || movesMoneyAtOnce(type, terms))
    : ['card'];

/** Wallets and bank transfers: there is nothing that could be captured later. */
function movesMoneyAtOnce(
  type: MethodType,
  { automaticMethods, captureMethod, currency }: Terms,
): boolean {
  if (captureMethod === 'manual') return false;
  if (type === 'fps' && !fpsCurrencies.includes(currency)) return false;
  return automaticMethods?.allowRedirects !== 'never' || !redirectMethodTypes.includes(type);
}
