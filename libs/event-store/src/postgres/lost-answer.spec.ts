// An append whose answer is lost may have been committed, or not, or not yet. Whatever happened,
// its result must be true and its events must be there exactly once.
import pg from 'pg';
import { eventually, testDatabase, type TestDatabase } from '@ledgerway/testing';
import { appendAt, firstEvent, firstEvents, headAfter, tail } from '../conformance/fixtures.js';
import { type Head, type PartitionAppend, UnknownCommit } from '../port.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { FaultyNetwork, type Fault } from './testing/faulty-network.js';
import { execute, installTestLog } from './testing/install-test-log.js';

let database: TestDatabase;
let network: FaultyNetwork;
/** Reaches the server through the faulty network; `observer` does not. */
let store: PostgresEventStore;
let observer: PostgresEventStore;

beforeAll(async () => {
  database = await testDatabase('lost answer');
  const open = await installTestLog(database.url, 4);
  network = await FaultyNetwork.to(database.url);
  store = open(network.url);
  observer = open();
});
afterAll(async () => {
  await store.close();
  await observer.close();
  await network.close();
  await database.drop();
});

const own = (...partitions: number[]): Promise<Head[]> => observer.takeOver(partitions, 'owner');

async function expectOnce(start: Head, append: PartitionAppend): Promise<void> {
  expect((await observer.heads())[append.partition]).toEqual(headAfter(append));
  const stored = await tail(observer, start, headAfter(append).position);
  expect(stored.map(({ hash }) => hash)).toEqual(append.events.map(({ hash }) => hash));
}

const faults: Fault[] = ['lose the request', 'lose the answer', 'leave the server working'];
const histories = [
  ...faults.map((fault) => [fault]),
  ...faults.flatMap((first) => faults.map((second) => [first, second])),
];

describe('an append', () => {
  it.each(histories.map((history) => [history.join(', then '), history] as const))(
    'is written once when the network happens to %s',
    async (_what, history) => {
      const [head] = await own(0);
      const append = appendAt(head!, ...firstEvents(3));
      network.fail(...history);
      expect(await store.append([append])).toEqual(new Map([[0, 'appended']]));
      expect(network.faultsLeft).toBe(0);
      await expectOnce(head!, append);
    },
  );

  it('of no events is known by the offset when its answer is lost', async () => {
    const [head] = await own(0);
    network.fail('lose the answer');
    expect(await store.append([appendAt(head!)])).toEqual(new Map([[0, 'appended']]));
    await expectOnce(head!, appendAt(head!));
  });

  it('tells what was written from what was fenced when its answer is lost', async () => {
    const [stale, good] = await own(0, 1);
    await own(0);
    const append = appendAt(good!, ...firstEvents(2));
    network.fail('lose the answer');
    expect(await store.append([appendAt(stale!, firstEvent()), append])).toEqual(
      new Map([
        [0, 'fenced'],
        [1, 'appended'],
      ]),
    );
    await expectOnce(good!, append);
  });

  it('that is refused after its first try was lost is a conflict', async () => {
    const [head] = await own(0);
    const append = appendAt(head!, firstEvent());
    await store.append([append]);
    network.fail('lose the request');
    expect(await store.append([appendAt(headAfter(append), append.events[0]!)])).toEqual(
      new Map([[0, 'conflict']]),
    );
  });

  it('was written even if another owner took over before that was known', async () => {
    const [head] = await own(0);
    const append = appendAt(head!, firstEvent());
    network.fail('lose the answer');
    network.hold();
    const result = store.append([append]);
    await eventually(async () =>
      expect((await observer.heads())[0]!.position).toBe(headAfter(append).position),
    );
    await own(0);
    network.letIn();
    expect(await result).toEqual(new Map([[0, 'appended']]));
  });
});

describe('an append that the server is still working on', () => {
  let blocker: pg.Client;
  beforeEach(async () => {
    blocker = new pg.Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query('begin');
    await blocker.query('select from payments.heads where part = 2 for update');
  });
  afterEach(() => blocker.end());

  const sessionsWaiting = async (): Promise<number[]> => {
    const { rows } = await execute(
      database.url,
      `select pid from pg_stat_activity
       where wait_event_type = 'Lock' and datname = current_database() order by backend_start`,
    );
    return rows.map(({ pid }) => pid as number);
  };

  it('when its connection breaks is written once', async () => {
    const [head] = [(await observer.heads())[2]!];
    const append = appendAt(head, ...firstEvents(3));
    network.fail('leave the server working');
    const result = store.append([append]);
    // The lost session and the one that repeats the append both wait for the head.
    await eventually(async () => expect(await sessionsWaiting()).toHaveLength(2));
    await blocker.query('commit');
    expect(await result).toEqual(new Map([[2, 'appended']]));
    await expectOnce(head, append);
  });

  it('when its session is killed is written once', async () => {
    const head = (await observer.heads())[2]!;
    const append = appendAt(head, ...firstEvents(3));
    const result = store.append([append]);
    const [pid] = await eventually(async () => {
      const pids = await sessionsWaiting();
      expect(pids).toHaveLength(1);
      return pids;
    });
    await execute(database.url, `select pg_terminate_backend(${pid})`);
    await eventually(async () => {
      const [other] = await sessionsWaiting();
      expect(other).toEqual(expect.any(Number));
      expect(other).not.toBe(pid);
    });
    await blocker.query('commit');
    expect(await result).toEqual(new Map([[2, 'appended']]));
    await expectOnce(head, append);
  });
});

describe('an append whose every answer is lost', () => {
  const always = (fault: Fault): Fault[] => [fault, fault, fault, fault];

  it('ends in UnknownCommit, and the head tells that it was written', async () => {
    const [head] = await own(3);
    const append = appendAt(head!, firstEvent());
    network.fail(...always('lose the answer'));
    await expect(store.append([append])).rejects.toThrow(UnknownCommit);
    await expectOnce(head!, append);
  });

  it('ends in UnknownCommit, and the head tells that it was not', async () => {
    const [head] = await own(3);
    network.fail(...always('lose the request'));
    await expect(store.append([appendAt(head!, firstEvent())])).rejects.toThrow(UnknownCommit);
    expect((await observer.heads())[3]).toEqual(head);
  });

  it('does not hold up the next one', async () => {
    const [head] = await own(3);
    const append = appendAt(head!, firstEvent());
    network.fail(...always('lose the request'));
    const lost = store.append([append]);
    const next = store.append([append]);
    await expect(lost).rejects.toThrow(UnknownCommit);
    expect(await next).toEqual(new Map([[3, 'appended']]));
  });
});

it('an append that was never sent is an error, but not an unknown commit', async () => {
  const [head] = await own(3);
  const nowhere = await FaultyNetwork.to(database.url);
  const { url } = nowhere;
  await nowhere.close();
  const cutOff = new PostgresEventStore({ url, partitions: 4, reconnectPatienceMs: 50 });
  const error = await cutOff.append([appendAt(head!)]).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  expect(error).not.toBeInstanceOf(UnknownCommit);
  await cutOff.close();
});

it('an append that the server refuses is an error, and nothing of it is written', async () => {
  const [head] = await own(3);
  const nameless = appendAt(head!, firstEvent({ streamId: 'not a uuid' }));
  await expect(store.append([nameless])).rejects.toThrow('invalid input syntax for type uuid');
  expect((await observer.heads())[3]).toEqual(head);
  expect(await store.append([appendAt(head!)])).toEqual(new Map([[3, 'appended']]));
});
