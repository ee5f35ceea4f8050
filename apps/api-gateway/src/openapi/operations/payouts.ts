import {
  CreateConversionParams,
  CreatePayoutParams,
  CreateReserveParams,
  ExpandParams,
  ListPayoutsParams,
  ListReservesParams,
  ReleaseReserveParams,
  ReversePayoutParams,
  UpdatePayoutParams,
} from '@ledgerway/contracts';
import { operation, type Operation } from '../operation.js';

export const payoutOperations: Readonly<Record<string, Operation>> = {
  'POST /v1/payouts': operation(
    'Pay out of what is available; 400 `balance_insufficient` if it is more',
    CreatePayoutParams,
    'payout',
  ),
  'GET /v1/payouts': operation('List payouts', ListPayoutsParams, 'list of payout'),
  'GET /v1/payouts/{id}': operation('Retrieve a payout', ExpandParams, 'payout'),
  'POST /v1/payouts/{id}': operation('Change its metadata', UpdatePayoutParams, 'payout'),
  'POST /v1/payouts/{id}/cancel': operation('Cancel a pending payout', ExpandParams, 'payout'),
  'POST /v1/payouts/{id}/reverse': operation(
    'Take a paid payout back, by a payout of its own',
    ReversePayoutParams,
    'payout',
  ),
  'POST /v1/accounts/{account}/reserves': operation(
    'Hold back a part of what is available to an account',
    CreateReserveParams,
    'reserve',
  ),
  'GET /v1/accounts/{account}/reserves': operation(
    'List the reserves that hold something',
    ListReservesParams,
    'list of reserve',
  ),
  'POST /v1/accounts/{account}/reserves/{reserve}/release': operation(
    'Release a reserve, or a part of it',
    ReleaseReserveParams,
    'reserve_release',
  ),
  'POST /v1/accounts/{account}/conversions': operation(
    'Change what is available to an account into another currency',
    CreateConversionParams,
    'conversion',
  ),
};
