import {
  cardError,
  invalidRequest,
  resourceMissing,
  type ApiError,
  type Tenant,
} from '@ledgerway/contracts';

/** A published test number has no business in live mode. */
export const liveTestCard = (): ApiError =>
  cardError(
    'card_declined',
    'Your card was declined. Your request was in live mode, but used a known test card.',
    { declineCode: 'live_mode_test_card', param: 'number' },
  );

/** A `source` or token that the tenant does not have; `otherMode` if it has one there. */
export const missingSource = (
  tenant: Tenant,
  source: string,
  param: string,
  inOtherMode: boolean,
): ApiError => ({
  ...resourceMissing(/^(?:card|src)_/.test(source) ? 'source' : 'token', source, {
    param,
    otherMode: inOtherMode ? (tenant.livemode ? 'test' : 'live') : undefined,
  }),
  status: 400,
});

export const alreadyUsed = (token: string, param: string): ApiError =>
  invalidRequest(`You cannot use a token more than once: ${token}.`, {
    code: 'token_already_used',
    param,
  });
