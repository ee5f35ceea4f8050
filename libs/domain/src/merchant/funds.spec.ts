import { specFor } from '@ledgerway/testing';
import { dayMs } from '../ledger/availability.js';
import { at } from '../testing/examples.js';
import {
  createPayout,
  dueAt,
  funded,
  fundsRecorded,
  fundsReleased,
  moved,
  owed,
  payoutCreated,
  payoutOf,
  record,
} from '../testing/merchant-examples.js';
import { merchant } from './merchant.js';

const { given } = specFor(merchant);
const release = (now: number) => ({ type: 'ReleaseFunds', at: now }) as const;

describe('what a merchant is told of', () => {
  it('is one event for a batch, summed by the day it becomes available', () =>
    given()
      .when(
        record([moved(3, 1000n), moved(7, 500n), moved(9, -200n, null), moved(4, 5n, dueAt, 1)]),
      )
      .then(fundsRecorded({ '0': 9, '1': 4 }, [owed(1505n), owed(-200n, null)])));
  it('is dropped if it is known, and only that', () =>
    given(fundsRecorded({ '0': 3 }, [owed(1000n)]))
      .when(record([moved(2, 1n), moved(3, 1000n), moved(5, 500n), moved(1, 7n, dueAt, 1)]))
      .then(fundsRecorded({ '0': 5, '1': 1 }, [owed(507n)])));
  it('is nothing if all of it is known', () =>
    given(fundsRecorded({ '0': 3 }, [owed(1000n)]))
      .when(record([moved(3, 1000n)]))
      .then());
  it('is available at once if its day has come', () =>
    given()
      .when(record([moved(3, 1000n), moved(5, 500n, dueAt + dayMs)], dueAt))
      .then(
        fundsRecorded({ '0': 5 }, [owed(1000n), owed(500n, dueAt + dayMs)], dueAt),
        fundsReleased(1000n),
      ));
  it('is available at once if that day was released before, whatever a slower clock says', () =>
    given(fundsRecorded({ '0': 3 }, [owed(1000n)]), fundsReleased(1000n))
      .when(record([moved(5, 500n)]))
      .then(fundsRecorded({ '0': 5 }, [owed(500n)]), { ...fundsReleased(500n), at }));
  it('can never be told twice by an event', () =>
    expect(() =>
      [fundsRecorded({ '0': 3 }, [owed(1000n)]), fundsRecorded({ '0': 3 }, [owed(1000n)])].reduce(
        merchant.evolve,
        merchant.initialState,
      ),
    ).toThrow());
});

describe('what is pending', () => {
  const pending = fundsRecorded({ '0': 2 }, [owed(1000n), owed(500n, dueAt + dayMs)]);
  it('stays so until the last moment before its day', () =>
    given(pending)
      .when(release(dueAt - 1))
      .then());
  it('is released on its day, and no other', () =>
    given(pending).when(release(dueAt)).then(fundsReleased(1000n)));
  it('is all released if nobody looked for a while', () =>
    given(pending)
      .when(release(dueAt + dayMs))
      .then(fundsReleased(1500n, dueAt + dayMs)));
  it('is released before a payout looks at it', () =>
    given(pending)
      .when(createPayout('po_1', 900n))
      .then(fundsReleased(1000n), payoutCreated(payoutOf('po_1', 900n))));
  it('is nobody’s money if there is no merchant yet', () => given().when(release(dueAt)).then());
});

describe('a payout of what is pending', () => {
  it('is refused', () =>
    given(...funded)
      .when(createPayout('po_1', 1001n))
      .thenRejected('balance_insufficient'));
  it('is refused to a merchant nobody knows', () =>
    given().when(createPayout('po_1', 1n)).thenRejected('balance_insufficient'));
});
