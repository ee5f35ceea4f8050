import { eventually } from '@ledgerway/testing';
import fc from 'fast-check';
import {
  allDone,
  done,
  freshInstallationForEachTest,
  installation,
  log,
  sending,
  sink,
} from '../../test/deliveries-fixture.js';
import type { NewEndpoint, Process } from '../../test/installation.js';
import { customer } from '../../test/resources.js';
import { at } from '../../test/written-log.js';
import { shardCount, shardOf } from './shards.js';

freshInstallationForEachTest();

type Ordering = NonNullable<NonNullable<NewEndpoint['delivery']>['ordering']>;
const maxAttempts = 4;
let told = 0;

/** One event of each of these objects, in this order. */
async function tell(process: Process, objects: readonly number[]): Promise<void> {
  const first = log.events.length + 1;
  for (const object of objects)
    log.tell(`${told++}`, {
      event: { type: 'CustomerCreated', customer, at },
      customer: { ...customer, id: `cus_${object}` },
    });
  await process.ingest.handle(log.batch(first));
}

const objectOf = (body: Buffer) =>
  (JSON.parse(body.toString()) as { data: { object: { id: string } } }).data.object.id;

/** What arrived at a path: by its order key, and with the answer that was written down for it. */
async function arrivals(path: string, ordering: Ordering) {
  const rows = await installation.rows<{ delivery_id: string; n: number; status: number }>(
    'select delivery_id, n, status from attempt',
  );
  const statuses = new Map(
    rows.map(({ delivery_id, n, status }) => [`${delivery_id} ${n}`, status]),
  );
  return sink.requestsTo(path).map(({ headers, body }) => {
    const attempt = Number(headers['ledgerway-attempt']);
    return {
      key: ordering === 'fifo' ? path : objectOf(body),
      sequence: Number(headers['ledgerway-sequence']),
      attempt,
      succeeded: statuses.get(`${String(headers['ledgerway-delivery-id'])} ${attempt}`) === 200,
    };
  });
}
type Arrival = Awaited<ReturnType<typeof arrivals>>[number];

/** Within a key nothing is tried before all that was earlier has ended. */
function outOfOrder(all: readonly Arrival[]): Arrival[] {
  const last = new Map<string, Arrival>();
  return all.filter((arrival) => {
    const before = last.get(arrival.key);
    last.set(arrival.key, arrival);
    if (before === undefined) return false;
    const hasEnded = before.succeeded || before.attempt === maxAttempts;
    return hasEnded
      ? arrival.sequence <= before.sequence
      : arrival.sequence !== before.sequence || arrival.attempt !== before.attempt + 1;
  });
}

describe('the order checker', () => {
  const one = { key: 'a', sequence: 1, attempt: 1, succeeded: true };
  it.each<[string, Arrival[], number]>([
    ['finds nothing wrong with order', [one, { ...one, sequence: 2 }], 0],
    [
      'lets keys pass each other',
      [
        { ...one, sequence: 2 },
        { ...one, key: 'b' },
      ],
      0,
    ],
    ['finds what comes too late', [{ ...one, sequence: 2 }, one], 1],
    [
      'finds what passes a failure',
      [
        { ...one, succeeded: false },
        { ...one, sequence: 2 },
      ],
      1,
    ],
  ])('%s', (_name, all, wrong) => expect(outOfOrder(all)).toHaveLength(wrong));
});

describe('an endpoint that wants order', () => {
  it.each(['per_object', 'fifo'] as const)(
    'gets it, %s, whatever it answers',
    async (ordering) => {
      const process = await sending({ retryScale: 50_000 });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.nat(2), { minLength: 2, maxLength: 10 }),
          fc.array(fc.constantFrom(200, 200, 500, 404), { maxLength: 20 }),
          fc.nat(10),
          async (objects, statuses, split) => {
            const path = `/${ordering}-${run++}`;
            sink.on(path, { status: 200 });
            if (statuses.length > 0)
              sink.on(
                path,
                { status: statuses[0]! },
                ...statuses.slice(1).map((status) => ({ status })),
                {
                  status: 200,
                },
              );
            const { id } = await process.endpoint(sink.url(path), { delivery: { ordering } });
            await tell(process, objects.slice(0, split));
            await tell(process, objects.slice(split));
            await eventually(async () =>
              expect(await installation.count('delivery_done', `endpoint_id = '${id}'`)).toBe(
                objects.length,
              ),
            );
            const all = await arrivals(path, ordering);
            expect(outOfOrder(all)).toEqual([]);
            expect(new Set(all.map(({ sequence }) => sequence)).size).toBe(objects.length);
            await process.endpoints.delete({
              id,
              merchantId: customer.merchantId,
              livemode: false,
            });
          },
        ),
        { numRuns: 8, seed: 5 },
      );
    },
    120_000,
  );

  it('has one object wait for its retry while others go on', async () => {
    const process = await sending();
    await process.endpoint(sink.url('/hook'), { delivery: { ordering: 'per_object' } });
    sink.on('/hook', { status: 500 }, { status: 200 });
    await tell(process, [1, 1, 2, 1, 3]);
    await eventually(async () => expect(await done('delivered')).toBe(2));
    expect(sink.requests.map(({ body }) => objectOf(body))).toEqual(['cus_1', 'cus_2', 'cus_3']);
    expect(await installation.count('delivery', `held = 'in_line'`)).toBe(2);
  });

  it('keeps its order when another process takes over', async () => {
    const first = await sending({ retryScale: 50_000 });
    await first.endpoint(sink.url('/hook'), { delivery: { ordering: 'fifo' } });
    sink.on('/hook', { status: 200, delayMs: 5 });
    await tell(first, Array<number>(40).fill(1));
    await sink.waitFor(5);
    const second = await sending({ retryScale: 50_000 });
    await sink.waitFor(15);
    await first.kill();
    await allDone(40);
    const sequences = sink.requests.map(({ headers }) => Number(headers['ledgerway-sequence']));
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(new Set(sequences).size).toBe(40);
    await second.stop();
  });

  it.each(['goes on', 'stops'])(
    'goes on elsewhere when its shard is handed over, and who had it still asks it and %s',
    async (then) => {
      const first = await sending();
      const delivery = { ordering: 'fifo' } as const;
      let { id } = await first.endpoint(sink.url('/0'), { delivery });
      let path = '/0';
      // The upper half of the shards is what a second process is given.
      for (let i = 1; shardOf(id) < shardCount / 2; i++) {
        await first.endpoints.delete({ id, merchantId: customer.merchantId, livemode: false });
        path = `/${i}`;
        ({ id } = await first.endpoint(sink.url(path), { delivery }));
      }
      sink.on(path, { status: 200, delayMs: 4_000 }, { status: 200 });
      await tell(first, [1, 2, 3]);
      await sink.waitFor(1);
      const second = await sending();
      await eventually(async () =>
        expect(
          await installation.count(
            'delivery_shard join dispatcher using (epoch)',
            `shard = ${shardOf(id)} and instance = 'p1'`,
          ),
        ).toBe(1),
      );
      expect(sink.requests).toHaveLength(1);
      if (then === 'stops') await first.stop();
      await allDone(3);
      expect(sink.requests.map(({ headers }) => headers['ledgerway-sequence'])).toEqual([
        '1',
        '2',
        '3',
      ]);
      await second.stop();
    },
  );

  it('goes on behind a dead delivery if it skips, and waits if it blocks', async () => {
    const process = await sending({ retryScale: 50_000 });
    for (const poison of ['skip', 'block'] as const) {
      sink.on(`/${poison}`, ...(Array(maxAttempts).fill({ status: 500 }) as [{ status: number }]), {
        status: 200,
      });
      await process.endpoint(sink.url(`/${poison}`), { delivery: { ordering: 'fifo', poison } });
    }
    await tell(process, [1, 2, 3]);
    await eventually(async () =>
      expect([await done('dead'), await done('delivered')]).toEqual([1, 2]),
    );
    await eventually(async () =>
      expect(
        await installation.rows('select held, attempts from delivery order by sequence'),
      ).toEqual([
        { held: 'blocked', attempts: maxAttempts },
        { held: 'in_line', attempts: 0 },
        { held: 'in_line', attempts: 0 },
      ]),
    );
    expect(sink.requestsTo('/block')).toHaveLength(maxAttempts);
  });

  it('cannot have given up what is under way', async () => {
    const process = await installation.process();
    await process.endpoint(sink.url(), { delivery: { ordering: 'fifo' } });
    await tell(process, [1]);
    await installation.rows('update delivery set owner_epoch = 7');
    const [delivery] = await installation.rows<{ id: string }>(
      'select delivery_id as id from delivery',
    );
    const ask = { id: delivery!.id, merchantId: customer.merchantId, livemode: false };
    expect(await process.cancelling.cancel(ask)).toMatchObject({
      refused: { code: 'lock_timeout' },
    });
    await installation.rows('update delivery set owner_epoch = null');
    expect(await process.cancelling.cancel(ask)).toMatchObject({ status: 'cancelled' });
  });

  describe('and is blocked by a dead delivery', () => {
    const refused = Array<{ status: number }>(maxAttempts).fill({ status: 500 });
    let process: Process;
    let id: string;
    beforeEach(async () => {
      process = await sending({ retryScale: 50_000 });
      sink.on('/hook', { status: 500 }, ...refused.slice(1), { status: 200 });
      const delivery = { ordering: 'fifo', poison: 'block' } as const;
      ({ id } = await process.endpoint(sink.url('/hook'), { delivery }));
      await tell(process, [1, 2, 3]);
      await eventually(async () =>
        expect(await installation.count('delivery', `held = 'blocked'`)).toBe(1),
      );
    });

    it('goes on in order once that is sent again', async () => {
      const [event] = await installation.rows<{ id: string }>(
        `select event_id as id from delivery where held = 'blocked'`,
      );
      const ask = { id: event!.id, merchantId: customer.merchantId, livemode: false };
      expect(await process.resends.resend({ ...ask, endpointId: id })).toHaveLength(1);
      await allDone(3);
      expect(await done('delivered')).toBe(3);
      expect(outOfOrder((await arrivals('/hook', 'fifo')).slice(maxAttempts))).toEqual([]);
    });

    it('goes on once that is given up', async () => {
      const [delivery] = await installation.rows<{ id: string }>(
        `select delivery_id as id from delivery where held = 'blocked'`,
      );
      const ask = { id: `whd_${delivery!.id}`, merchantId: customer.merchantId, livemode: false };
      expect(await process.cancelling.cancel({ ...ask, livemode: true })).toBeNull();
      const given = { status: 'cancelled', attempts: maxAttempts, sequence: 1 };
      expect(await process.cancelling.cancel(ask)).toMatchObject(given);
      await allDone(3);
      expect([await done('cancelled'), await done('delivered')]).toEqual([1, 2]);
      expect(await process.cancelling.cancel(ask)).toMatchObject(given);
    });

    it('lets what waits in line be given up, and stays blocked', async () => {
      const [second] = await installation.rows<{ id: string }>(
        `select delivery_id as id from delivery where held = 'in_line' order by sequence`,
      );
      const ask = { id: second!.id, merchantId: customer.merchantId, livemode: false };
      expect(await process.cancelling.cancel(ask)).toMatchObject({ status: 'cancelled' });
      expect(await installation.rows('select held from delivery order by sequence')).toEqual([
        { held: 'blocked' },
        { held: 'in_line' },
      ]);
    });

    it('goes on once it is told to skip', async () => {
      sink.on('/hook', { status: 500 }, { status: 200 });
      const change = { id, merchantId: customer.merchantId, livemode: false };
      await process.endpoints.update({ ...change, delivery: { poison: 'skip' } });
      await allDone(3);
      expect([await done('dead'), await done('delivered')]).toEqual([1, 2]);
    });
  });
});
