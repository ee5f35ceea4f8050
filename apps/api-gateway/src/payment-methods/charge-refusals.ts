// What a charge of a customer is refused with before there is one.
import { cardError, invalidRequest, type ApiError } from '@ledgerway/contracts';

/** Neither did the charge name a card, nor does its customer have one. */
export const noActiveCard = (): ApiError =>
  cardError('missing', 'Cannot charge a customer that has no active card', { param: 'card' });

/** The named card is not among those of the customer. */
export const noLinkedSource = (customer: string, source: string): ApiError => ({
  ...invalidRequest(`Customer ${customer} does not have a linked source with ID ${source}.`, {
    code: 'missing',
    param: 'source',
  }),
  status: 404,
});
