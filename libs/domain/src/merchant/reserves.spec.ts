import { specFor } from '@ledgerway/testing';
import { caller } from '../testing/examples.js';
import { dueAt, funded } from '../testing/merchant-examples.js';
import { merchant } from './merchant.js';
import type { MerchantCommand, MerchantCommandOf, MerchantEvent } from './model.js';

const { given } = specFor(merchant);
const at = dueAt;

describe('a reserve', () => {
  const hold = (amount: bigint): MerchantCommand => ({
    type: 'HoldReserve',
    caller,
    reserveId: 'rsv_1',
    amount,
    currency: 'hkd',
    description: null,
    at,
  });
  const held: MerchantEvent = {
    type: 'ReserveHeld',
    ...caller,
    reserve: { id: 'rsv_1', currency: 'hkd', amount: 600n, description: null, at },
    at,
  };
  const release = (amount: bigint | null): MerchantCommand => ({
    type: 'ReleaseReserve',
    caller,
    reserveId: 'rsv_1',
    releaseId: 'release-1',
    amount,
    at,
  });
  const released = (amount: bigint): MerchantEvent => ({
    type: 'ReserveReleased',
    ...caller,
    reserveId: 'rsv_1',
    releaseId: 'release-1',
    amount,
    currency: 'hkd',
    at,
  });

  it('holds back what is available', () =>
    given(...funded)
      .when(hold(600n))
      .then(held));
  it('cannot hold more', () =>
    given(...funded)
      .when(hold(1001n))
      .thenRejected('balance_insufficient'));
  it('that is asked for again is the same', () =>
    given(...funded, held)
      .when(hold(600n))
      .then());
  it('is released in parts', () =>
    given(...funded, held)
      .when(release(200n))
      .then(released(200n)));
  it('is released as a whole', () =>
    given(...funded, held, released(200n))
      .when(release(null))
      .then(released(400n)));
  it('cannot release more than it holds', () =>
    given(...funded, held)
      .when(release(601n))
      .thenRejected('reserve_insufficient'));
  it('is gone once it is empty', () =>
    given(...funded, held, released(600n))
      .when(release(null))
      .thenRejected('reserve_not_found'));
});

describe('a conversion', () => {
  const convert: MerchantCommandOf<'ConvertFunds'> = {
    type: 'ConvertFunds',
    caller,
    conversionId: 'fx_1',
    from: { currency: 'hkd', amount: 1000n },
    to: 'usd',
    rate: { numerator: 128n, denominator: 1000n },
    marginBps: 150,
    at,
  };
  it('rounds for the house, twice', () =>
    given(...funded)
      .when({ ...convert, from: { currency: 'hkd', amount: 999n } })
      .then({
        type: 'FundsConverted',
        ...caller,
        conversionId: 'fx_1',
        from: { currency: 'hkd', amount: 999n },
        // 127.872 is 127, of which 1.905 is 2.
        to: { currency: 'usd', amount: 125n },
        margin: 2n,
        rate: convert.rate,
        marginBps: 150,
        at,
      }));
  it.each<[string, Partial<MerchantCommandOf<'ConvertFunds'>>]>([
    ['of nothing but a remainder', { from: { currency: 'hkd', amount: 7n } }],
    ['into itself', { to: 'hkd' }],
    ['into no currency', { to: 'xyz' }],
    ['at no rate', { rate: { numerator: 0n, denominator: 1n } }],
  ])('%s is refused', (_, changed) =>
    given(...funded)
      .when({ ...convert, ...changed })
      .thenRejected('conversion_not_possible'),
  );
  it('of more than is available is refused', () =>
    given(...funded)
      .when({ ...convert, from: { currency: 'hkd', amount: 1001n } })
      .thenRejected('balance_insufficient'));
});

describe('a run of a report', () => {
  const run = {
    id: 'frr_1',
    reportType: 'balance.summary.1',
    parameters: {},
    status: 'failed',
    failureMessage: 'No such payout.',
    result: null,
    createdAt: at,
    endedAt: at,
  } as const;
  it('is recorded, and changes nothing that is owed', () =>
    given()
      .when({ type: 'RecordReportRun', caller, run, at })
      .then({ type: 'ReportRunRecorded', ...caller, run, at }));
});
