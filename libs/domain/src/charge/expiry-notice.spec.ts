import { specFor } from '@ledgerway/testing';
import {
  authorized,
  expired,
  expiresAt,
  refusedByIssuer,
  requested,
  saleRequested,
  sold,
  voided,
  voidRequested,
} from '../testing/examples.js';
import { announceExpiry } from '../testing/refund-examples.js';
import { charge } from './charge.js';
import { expiryNoticeMs } from './expiry.js';
import type { ChargeEvent } from './model.js';

const { given } = specFor(charge);
const dayBefore = expiresAt - expiryNoticeMs;
const announced: ChargeEvent = { type: 'ChargeExpiringSoon', expiresAt, at: dayBefore };

describe('the notice that an authorization ends soon', () => {
  it('comes a day before', () =>
    given(requested, authorized).when(announceExpiry(dayBefore)).then(announced));
  it('does not come a millisecond earlier', () =>
    given(requested, authorized)
      .when(announceExpiry(dayBefore - 1))
      .thenRejected('not_expired_yet'));
  it('comes once', () =>
    given(requested, authorized, announced).when(announceExpiry(expiresAt)).then());
  it.each([
    ['is not authorized yet', [requested]],
    ['was declined', [requested, refusedByIssuer]],
    ['was captured', [saleRequested, authorized, sold]],
    ['was voided', [requested, authorized, voidRequested, voided]],
    ['expired', [requested, authorized, expired]],
  ])('does not come for a charge that %s', (_, events) =>
    given(...events)
      .when(announceExpiry(expiresAt))
      .then(),
  );
  it('is not found where nothing was asked', () =>
    given().when(announceExpiry(expiresAt)).thenRejected('not_found'));
});
