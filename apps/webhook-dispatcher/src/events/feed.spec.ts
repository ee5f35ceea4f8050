// A reader that goes on from the newest event it has seen sees every event, whenever it happened and
// whichever process took it in.
import { Installation, tenant, type Process } from '../../test/installation.js';
import { customer } from '../../test/resources.js';
import { at, merchantId, WrittenLog } from '../../test/written-log.js';

let installation: Installation;
let process: Process;
beforeEach(async () => {
  installation = await Installation.create('feed');
  process = await installation.process();
});
afterEach(() => installation.drop());

const happen = (log: WrittenLog, when: number) => {
  const first = log.events.length + 1;
  const name = `${log.partition}-${first}`;
  log.tell(name, { event: { type: 'CustomerCreated', customer, at: when }, customer });
  return log.batch(first);
};

class Reader {
  readonly seen: string[] = [];

  /** Reads on to the end. @returns how many events were new */
  async read(): Promise<number> {
    const before = this.seen.length;
    for (let more = true; more;) {
      const last = this.seen.at(-1);
      const page = { limit: 3, ...(last !== undefined && { endingBefore: last }) };
      const from = last === undefined ? { limit: 100 } : page;
      const found = await process.events.page({ ...tenant, page: from, after: [] });
      if (!('data' in found)) throw new Error('unknown cursor');
      this.seen.push(...found.data.map(({ id }) => id).reverse());
      more = found.hasMore;
    }
    return this.seen.length - before;
  }
}

describe('a reader of the feed', () => {
  it('is shown what came in after its cursor, though it happened before', async () => {
    const reader = new Reader();
    await process.ingest.handle(happen(new WrittenLog(0), at));
    expect(await reader.read()).toBe(1);
    await process.ingest.handle(happen(new WrittenLog(1), at - 60_000));
    expect(await reader.read()).toBe(1);
  });

  it('is shown nothing behind what another process is still writing', async () => {
    const reader = new Reader();
    await process.ingest.handle(happen(new WrittenLog(0), at));
    await reader.read();
    const writer = await installation.owner.pool.connect();
    await writer.query('begin');
    await writer.query(`update event_feed set last_seq = last_seq + 1`);
    await writer.query(
      `insert into event (event_id, seq, merchant_id, livemode, type, created)
       select 'evt_late', last_seq, $1, false, 't', 0 from event_feed`,
      [merchantId],
    );
    await writer.query(`insert into payload select 'evt_late', p.api_version, '{}' from payload p`);
    const taken = process.ingest.handle(happen(new WrittenLog(1), at));
    expect(await reader.read()).toBe(0);
    await writer.query('commit');
    writer.release();
    await taken;
    expect(await reader.read()).toBe(2);
    expect(reader.seen[1]).toBe('evt_late');
  });

  it('misses nothing and sees nothing twice while processes write at once', async () => {
    const other = await installation.process();
    const logs = [0, 1, 2, 3].map((partition) => new WrittenLog(partition));
    const reader = new Reader();
    await process.ingest.handle(happen(logs[0]!, at));
    await reader.read();
    for (let round = 0; round < 10; round++) {
      const taking = logs.map((log, index) =>
        (index % 2 === 0 ? process : other).ingest.handle(happen(log, at - round * 1_000 * index)),
      );
      await reader.read();
      await Promise.all(taking);
    }
    await reader.read();
    expect(reader.seen).toHaveLength(41);
    expect(new Set(reader.seen).size).toBe(41);
  });
});
