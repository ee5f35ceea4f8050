import { specFor } from '@ledgerway/testing';
import {
  approved,
  at,
  authorizationUnknown,
  authorized,
  capture,
  captured,
  captureRequested,
  details,
  done,
  expired,
  failed,
  recordAuthorization,
  recordCapture,
  refusedByIssuer,
  requested,
  saleRequested,
  saleTerms,
  sold,
  terms,
  unknown,
  voided,
  voidRequested,
} from '../testing/examples.js';
import { charge } from './charge.js';
import type { ChargeEvent } from './model.js';

const { given } = specFor(charge);
const uncaptured = [requested, authorized];
const captureUnknown: ChargeEvent = { type: 'CaptureUnknown', captureId: 'c1', at };
const captureFailed: ChargeEvent = {
  type: 'CaptureFailed',
  captureId: 'c1',
  failure: 'declined',
  at,
};

describe('what a capture costs', () => {
  const fees = { percentBps: 340, fixed: 235n, taxBps: 1000 };
  const costly: ChargeEvent = { type: 'ChargeRequested', terms: { ...terms, fees }, at };
  const recorded = (captureId: string) => recordCapture(captureId, done);
  it('is a share of it and a fixed amount, and the tax on both', () =>
    given(costly, authorized, captureRequested('c1', 2000n))
      .when(recorded('c1'))
      .then({ ...captured('c1', 2000n, 0n), fee: 303n, tax: 30n }));
  it('is for the next part what is missing to the price of both', () =>
    given(
      costly,
      authorized,
      captureRequested('c1', 1500n, false),
      { ...captured('c1', 1500n, 0n, false), fee: 286n, tax: 29n },
      captureRequested('c2', 500n),
    )
      .when(recorded('c2'))
      .then({ ...captured('c2', 500n, 0n), fee: 17n, tax: 1n }));
  it('is the same for a charge that is captured with its authorization', () =>
    given({ type: 'ChargeRequested', terms: { ...saleTerms, fees }, at })
      .when(recordAuthorization(approved))
      .then(authorized, { ...sold, fee: 303n, tax: 30n } as ChargeEvent));
});

describe('capturing a charge', () => {
  it('asks for all that is authorized', () =>
    given(...uncaptured)
      .when(capture('c1', null))
      .then(captureRequested('c1', 2000n)));
  it('asks for a part', () =>
    given(...uncaptured)
      .when(capture('c1', 1500n))
      .then(captureRequested('c1', 1500n)));
  it('refuses more than is authorized', () =>
    given(...uncaptured)
      .when(capture('c1', 2001n))
      .thenRejected('capture_exceeds_authorized'));
  it.each([0n, -1n])('refuses an amount of %s', (amount) =>
    given(...uncaptured)
      .when(capture('c1', amount))
      .thenRejected('invalid_amount'),
  );
  it('answers a repeated request with no new event', () =>
    given(...uncaptured, captureRequested('c1', 1500n))
      .when(capture('c1', 1500n))
      .then());
  it('refuses a repeated request with another amount', () =>
    given(...uncaptured, captureRequested('c1', 1500n))
      .when(capture('c1', 1499n))
      .thenRejected('key_reused'));
  it('refuses a second capture while the first is under way', () => {
    const first = [...uncaptured, captureRequested('c1', 500n, false)];
    given(...first)
      .when(capture('c2', 500n))
      .thenRejected('step_in_progress');
    given(...first, captureUnknown)
      .when(capture('c2', 500n))
      .thenRejected('step_in_progress');
  });
  it('may be tried again after the acquirer refused', () =>
    given(...uncaptured, captureRequested('c1', 1500n), captureFailed)
      .when(capture('c2', 1500n))
      .then(captureRequested('c2', 1500n)));
  it('takes changes of the details along', () =>
    given(...uncaptured)
      .when(capture('c1', 1500n, { changes: { receiptEmail: 'a@example.com' } }))
      .then({
        ...captureRequested('c1', 1500n),
        details: { ...details, receiptEmail: 'a@example.com' },
      }));

  it('says nothing of details that do not change', () =>
    given(...uncaptured)
      .when(capture('c1', 1500n, { changes: { receiptEmail: undefined, description: null } }))
      .then(captureRequested('c1', 1500n)));

  it.each([
    ['never asked for', [], 'not_found'],
    ['not yet authorized', [requested], 'charge_pending'],
    ['of unknown outcome', [requested, authorizationUnknown], 'charge_pending'],
    ['declined', [requested, refusedByIssuer], 'charge_failed'],
    ['expired', [...uncaptured, expired], 'charge_expired'],
    ['voided', [...uncaptured, voidRequested, voided], 'charge_voided'],
    ['about to be voided', [...uncaptured, voidRequested], 'step_in_progress'],
    ['captured at once', [saleRequested, authorized, sold], 'already_captured'],
  ] as const)('is refused for a charge that was %s', (_, events, reason) =>
    given(...events)
      .when(capture('c1', null))
      .thenRejected(reason),
  );
  it.each([
    { merchantId: 'acct_2', livemode: false },
    { merchantId: 'acct_1', livemode: true },
  ])('finds nothing for another caller: %j', (caller) =>
    given(...uncaptured)
      .when(capture('c1', null, { caller }))
      .thenRejected('not_found'),
  );
});

describe('capturing in several parts', () => {
  const half = [
    ...uncaptured,
    captureRequested('c1', 500n, false),
    captured('c1', 500n, 0n, false),
  ];

  it('leaves the rest to capture', () =>
    given(...half)
      .when(capture('c2', 1000n, { final: false }))
      .then(captureRequested('c2', 1000n, false)));
  it('never goes beyond what is authorized', () =>
    given(...half)
      .when(capture('c2', 1501n))
      .thenRejected('capture_exceeds_authorized'));
  it('is final when nothing is left, whatever was asked', () =>
    given(...half)
      .when(capture('c2', 1500n, { final: false }))
      .then(captureRequested('c2', 1500n, true)));
});

describe('the answer to a capture', () => {
  const asked = [...uncaptured, captureRequested('c1', 1500n)];

  it('captures, and releases the rest', () =>
    given(...asked)
      .when(recordCapture('c1', done))
      .then(captured('c1', 1500n, 500n)));
  it('releases nothing if all was captured', () =>
    given(...uncaptured, captureRequested('c1', 2000n))
      .when(recordCapture('c1', done))
      .then(captured('c1', 2000n, 0n)));
  it('releases nothing if more will be captured', () =>
    given(...uncaptured, captureRequested('c1', 1500n, false))
      .when(recordCapture('c1', done))
      .then(captured('c1', 1500n, 0n, false)));
  it('fails', () =>
    given(...asked)
      .when(recordCapture('c1', failed))
      .then(captureFailed));
  it('is unknown once', () => {
    given(...asked)
      .when(recordCapture('c1', unknown))
      .then(captureUnknown);
    given(...asked, captureUnknown)
      .when(recordCapture('c1', unknown))
      .then();
  });
  it('resolves an unknown one', () => {
    given(...asked, captureUnknown)
      .when(recordCapture('c1', done))
      .then(captured('c1', 1500n, 500n));
    given(...asked, captureUnknown)
      .when(recordCapture('c1', failed))
      .then(captureFailed);
  });
  it('adds nothing when it is repeated, or unknown after all', () => {
    const finished = [...asked, captured('c1', 1500n, 500n)];
    given(...finished)
      .when(recordCapture('c1', done))
      .then();
    given(...finished)
      .when(recordCapture('c1', unknown))
      .then();
    given(...asked, captureFailed)
      .when(recordCapture('c1', failed))
      .then();
  });
  it('is kept for a person when it contradicts the first one', () => {
    const contradicted: ChargeEvent = {
      type: 'AcquirerContradicted',
      intentId: 'c1',
      recorded: 'failed',
      said: 'done',
      at,
    };
    given(...asked, captureFailed)
      .when(recordCapture('c1', done))
      .then(contradicted);
    given(...asked, captureFailed, contradicted)
      .when(recordCapture('c1', done))
      .then();
  });
  it('is refused for a capture that was never asked for', () =>
    given(...asked)
      .when(recordCapture('c2', done))
      .thenRejected('not_found'));
});

describe('what is known after a capture', () => {
  const fold = (...events: ChargeEvent[]) => events.reduce(charge.evolve, charge.initialState);

  it('holds the rest that was released', () =>
    expect(
      fold(...uncaptured, captureRequested('c1', 1500n), captured('c1', 1500n, 500n)),
    ).toMatchObject({
      status: 'captured',
      releases: [{ refundId: 'c1-rest', amount: 500n, cause: 'short_capture' }],
    }));
  it.each([
    ['a capture before the authorization', [requested, captureRequested('c1', 1n)]],
    ['a second answer', [...uncaptured, captured('c1', 1n, 0n), captured('c1', 1n, 0n)]],
    ['a failure that nobody asked for', [...uncaptured, captureFailed]],
  ])('cannot be folded over %s', (_, events) =>
    expect(() => fold(...events)).toThrow('cannot follow'),
  );
});
