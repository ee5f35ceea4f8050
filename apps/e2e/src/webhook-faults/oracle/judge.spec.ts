import type { WrittenEvent } from '../written-events.js';
import { isNeverAccepted } from '../misbehaviours.js';
import { judge, type Testimony } from './judge.js';

const event = (n: number, objectId = 'cus_1'): WrittenEvent => ({
  id: `evt_${n}`,
  merchantId: 'acct_1',
  objectId,
  version: n,
  partition: 0,
  position: n,
});
const arrival = (sequence: number, place = sequence, accepted = 1) => ({
  id: `evt_${sequence}`,
  digest: `${sequence}`,
  sequence,
  accepted,
  place,
});
const row = (n: number, outcome: Testimony['rows'][number]['outcome'] = 'delivered') => ({
  eventId: `evt_${n}`,
  sequence: n,
  outcome,
});

/** Three events of one object, all of them delivered in order. */
const well: Testimony = {
  ordering: 'fifo',
  fate: 'delivered',
  expected: [event(1), event(2), event(3)],
  arrivals: new Map([1, 2, 3].map((n) => [`evt_${n}`, arrival(n)])),
  complaints: [],
  rows: [row(1), row(2), row(3)],
};
const arrived = (...all: [number, ReturnType<typeof arrival>][]) =>
  new Map(all.map(([n, one]) => [`evt_${n}`, one]));

describe('the judge of an endpoint', () => {
  it('finds nothing where everything came once, or more than once', () => {
    expect(judge(well)).toEqual([]);
    const again = arrived([1, arrival(1, 1, 3)], [2, arrival(2)], [3, arrival(3)]);
    expect(judge({ ...well, arrivals: again })).toEqual([]);
  });

  it.each<[string, Partial<Testimony>, string]>([
    ['what a receiver complains of', { complaints: ['unsigned'] }, 'unsigned'],
    ['an event without a delivery', { rows: [row(1), row(2)] }, 'evt_3 has no delivery'],
    [
      'an event with two deliveries',
      { rows: [...well.rows, { ...row(3), sequence: 4 }] },
      'evt_3 has 2 deliveries',
    ],
    ['what waits for ever', { rows: [row(1), row(2), row(3, null)] }, 'evt_3 is still waiting'],
    ['what was given up', { rows: [row(1), row(2), row(3, 'dead')] }, 'evt_3 is dead'],
    [
      'what is delivered and never came',
      { arrivals: arrived([1, arrival(1)], [2, arrival(2)]) },
      'evt_3 did not arrive',
    ],
    [
      'what came and was refused',
      { arrivals: arrived([1, arrival(1)], [2, arrival(2)], [3, arrival(3, 0, 0)]) },
      'evt_3 is delivered, and was never accepted',
    ],
    ['what nobody asked for', { expected: [event(1), event(2)] }, 'evt_3 came uncalled'],
    [
      'a gap in the sequence',
      { rows: [row(1), row(2), { ...row(3), sequence: 4 }] },
      'sequence 3 is missing, or there twice',
    ],
    [
      'a delivery that is numbered otherwise than its row',
      { arrivals: arrived([1, arrival(1)], [2, arrival(2)], [3, arrival(9, 3)]) },
      'evt_3 came with another sequence than its row has',
    ],
    [
      'what came too early',
      { arrivals: arrived([1, arrival(1)], [2, arrival(2, 3)], [3, arrival(3, 2)]) },
      'evt_3 came before evt_2',
    ],
    [
      'what was numbered too early',
      { expected: [event(1), { ...event(2), version: 3 }, { ...event(3), version: 2 }] },
      'evt_3 is numbered after a later one of cus_1',
    ],
  ])('finds %s', (_, changed, what) => expect(judge({ ...well, ...changed })).toContain(what));

  it('lets objects pass each other where only each of them wants order', () => {
    const changed = {
      expected: [event(1, 'cus_1'), event(2, 'cus_2'), event(3, 'cus_1')],
      arrivals: arrived([1, arrival(1, 2)], [2, arrival(2, 1)], [3, arrival(3)]),
    };
    expect(judge({ ...well, ...changed, ordering: 'per_object' })).toEqual([]);
    expect(judge({ ...well, ...changed })).toEqual(['evt_2 came before evt_1']);
  });

  it('wants the events of a choosy endpoint dead that it never accepts, and only those', () => {
    const refused = Array.from({ length: 100 }, (_, n) => event(n + 1)).find(({ id }) =>
      isNeverAccepted(id),
    )!;
    const choosy: Testimony = {
      ...well,
      fate: 'choosy',
      expected: [event(1), refused],
      arrivals: new Map([
        ['evt_1', arrival(1)],
        [refused.id, arrival(2, 0, 0)],
      ]),
      rows: [row(1), { eventId: refused.id, sequence: 2, outcome: 'dead' }],
    };
    expect(isNeverAccepted('evt_1')).toBe(false);
    expect(judge(choosy)).toEqual([]);
    expect(judge({ ...choosy, rows: [row(1, 'dead'), choosy.rows[1]!] })).toEqual([
      'evt_1 is dead',
    ]);
  });

  it('demands of an endpoint that is closed only that nothing waits, and nothing is made up', () => {
    const closed: Testimony = {
      ...well,
      fate: 'closed',
      arrivals: arrived([1, arrival(1)]),
      rows: [row(1), row(2, 'cancelled'), { eventId: 'evt_3', sequence: null, outcome: 'skipped' }],
    };
    expect(judge(closed)).toEqual([]);
    expect(judge({ ...closed, rows: [row(1), row(2), closed.rows[2]!] })).toEqual([
      'evt_2 is delivered, and was never accepted',
    ]);
  });
});
