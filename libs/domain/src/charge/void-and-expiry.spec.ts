import { specFor } from '@ledgerway/testing';
import {
  at,
  authorized,
  captured,
  captureRequested,
  done,
  expire,
  expired,
  expiresAt,
  failed,
  recordVoid,
  refund,
  refundRequested,
  refusedByIssuer,
  requested,
  saleRequested,
  sold,
  unknown,
  voided,
  voidRequested,
} from '../testing/examples.js';
import { charge } from './charge.js';
import type { ChargeEvent } from './model.js';

const { given } = specFor(charge);
const uncaptured = [requested, authorized];
const partly = [
  ...uncaptured,
  captureRequested('c1', 500n, false),
  captured('c1', 500n, 0n, false),
];
const voidUnknown: ChargeEvent = { type: 'VoidUnknown', refundId: 're_v', at };
const voidFailed: ChargeEvent = {
  type: 'VoidFailed',
  refundId: 're_v',
  failure: 'declined',
  at,
};

describe('refunding what is not captured', () => {
  it('is a void, asked for with or without the whole amount', () => {
    given(...uncaptured)
      .when(refund('re_v', null))
      .then(voidRequested);
    given(...uncaptured)
      .when(refund('re_v', 2000n))
      .then(voidRequested);
  });
  it('refuses a part', () =>
    given(...uncaptured)
      .when(refund('re_v', 1999n))
      .thenRejected('partial_void'));
  it('refuses to void what is partly captured', () =>
    given(...partly)
      .when(refund('re_v', null))
      .thenRejected('partial_void'));
  it('answers a repeated request with no new event', () => {
    given(...uncaptured, voidRequested)
      .when(refund('re_v', null))
      .then();
    given(...uncaptured, voidRequested, voided)
      .when(refund('re_v', null))
      .then();
  });
  it('refuses a second void while the first is under way', () =>
    given(...uncaptured, voidRequested)
      .when(refund('re_2', null))
      .thenRejected('step_in_progress'));
  it('may be tried again after the acquirer refused', () =>
    given(...uncaptured, voidRequested, voidFailed)
      .when(refund('re_v', null))
      .then(voidRequested));
});

describe('the answer to a void', () => {
  const asked = [...uncaptured, voidRequested];

  it('releases the whole hold', () =>
    given(...asked)
      .when(recordVoid('re_v', done))
      .then(voided));
  it('fails', () =>
    given(...asked)
      .when(recordVoid('re_v', failed))
      .then(voidFailed));
  it('is unknown once', () => {
    given(...asked)
      .when(recordVoid('re_v', unknown))
      .then(voidUnknown);
    given(...asked, voidUnknown)
      .when(recordVoid('re_v', unknown))
      .then();
  });
  it('resolves an unknown one', () => {
    given(...asked, voidUnknown)
      .when(recordVoid('re_v', done))
      .then(voided);
    given(...asked, voidUnknown)
      .when(recordVoid('re_v', failed))
      .then(voidFailed);
  });
  it('adds nothing when it is repeated, or unknown after all', () => {
    given(...asked, voided)
      .when(recordVoid('re_v', done))
      .then();
    given(...asked, voided)
      .when(recordVoid('re_v', unknown))
      .then();
    given(...asked, voidFailed)
      .when(recordVoid('re_v', failed))
      .then();
  });
  it.each([
    ['done', 'failed', [...asked, voided], failed],
    ['failed', 'done', [...asked, voidFailed], done],
  ] as const)(
    'is kept for a person when it was %s and is now %s',
    (recorded, said, events, now) => {
      const contradicted: ChargeEvent = {
        type: 'AcquirerContradicted',
        intentId: 're_v',
        recorded,
        said,
        at,
      };
      given(...events)
        .when(recordVoid('re_v', now))
        .then(contradicted);
      given(...events, contradicted)
        .when(recordVoid('re_v', now))
        .then();
    },
  );
});

describe('an authorization that was not captured', () => {
  it('expires when its time has come', () =>
    given(...uncaptured)
      .when(expire(expiresAt))
      .then(expired));
  it('does not expire a millisecond earlier', () =>
    given(...uncaptured)
      .when(expire(expiresAt - 1))
      .thenRejected('not_expired_yet'));
  it('waits for a capture or a void that is under way', () => {
    given(...uncaptured, captureRequested('c1', 1n))
      .when(expire())
      .thenRejected('step_in_progress');
    given(...uncaptured, voidRequested)
      .when(expire())
      .thenRejected('step_in_progress');
  });
  it.each([
    ['was captured', [saleRequested, authorized, sold]],
    ['was declined', [requested, refusedByIssuer]],
    ['was voided', [...uncaptured, voidRequested, voided]],
    ['expired before', [...uncaptured, expired]],
    ['is not yet authorized', [requested]],
  ])('has nothing to expire if it %s', (_, events) =>
    given(...events)
      .when(expire())
      .then(),
  );
  it('is not found where nothing was asked', () =>
    given().when(expire()).thenRejected('not_found'));
  it('keeps what was captured of it, which can be refunded', () => {
    const rest: ChargeEvent = { ...expired, released: 1500n } as ChargeEvent;
    given(...partly)
      .when(expire())
      .then(rest);
    given(...partly, rest)
      .when(refund('re_1', null))
      .then(refundRequested('re_1', 500n));
    given(...partly, rest)
      .when(refund('re_1', 501n))
      .thenRejected('refund_exceeds_remaining');
  });
});

describe('what is known after a void', () => {
  const fold = (...events: ChargeEvent[]) => events.reduce(charge.evolve, charge.initialState);

  it.each([
    ['a void that nobody asked for', [...uncaptured, voided]],
    ['a void of a captured charge', [saleRequested, authorized, sold, voidRequested]],
    ['a second void', [...uncaptured, voidRequested, voided, voided]],
    ['an expiry after a void', [...uncaptured, voidRequested, voided, expired]],
  ])('cannot be folded over %s', (_, events) =>
    expect(() => fold(...events)).toThrow('cannot follow'),
  );
});
