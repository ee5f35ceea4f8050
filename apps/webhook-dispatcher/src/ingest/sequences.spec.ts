import { Installation, type Process } from '../../test/installation.js';
import { merchantId, WrittenLog } from '../../test/written-log.js';

let installation: Installation;
let process: Process;
let log: WrittenLog;

beforeEach(async () => {
  installation = await Installation.create('sequences');
  log = new WrittenLog();
  process = await installation.process();
});
afterEach(() => installation.drop());

const url = 'http://127.0.0.1:9999/hook';
type Row = { sequence: string; order_key: string | null; held: string | null; version: number };
const deliveriesOf = (id: string) =>
  installation.rows<Row>(
    `select sequence, order_key, held, object_version as version from delivery
     where endpoint_id = $1 order by delivery_id`,
    [id],
  );
const authorized = (of: WrittenLog, events: number) => {
  const first = of.events.length + 1;
  for (let i = 0; i < events; i++) of.authorize();
  return of.batch(first);
};

describe('the sequence of an endpoint', () => {
  it('counts its own deliveries without a gap', async () => {
    const all = await process.endpoint(url);
    await process.ingest.handle(authorized(log, 2));
    const later = await process.endpoint(url);
    await process.endpoint(url, { enabledEvents: ['refund.created'] });
    await process.ingest.handle(authorized(log, 3));
    const numbers = async (id: string) => (await deliveriesOf(id)).map((row) => row.sequence);
    expect(await numbers(all.id)).toEqual(['1', '2', '3', '4', '5']);
    expect(await numbers(later.id)).toEqual(['1', '2', '3']);
  });

  it('has no gap and no double when processes take events in at once', async () => {
    const { id } = await process.endpoint(url);
    const other = await installation.process();
    const logs = [0, 1, 2, 3].map((partition) => new WrittenLog(partition));
    for (let round = 0; round < 5; round++)
      await Promise.all(
        logs.flatMap((one, index) =>
          (index % 2 === 0 ? process : other).ingest.handle(authorized(one, 7)),
        ),
      );
    const numbers = (await deliveriesOf(id)).map((row) => Number(row.sequence));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 140 }, (_, i) => i + 1));
  });

  it('is not used up by what a disabled endpoint misses, which is written down', async () => {
    const { id } = await process.endpoint(url);
    await process.ingest.handle(authorized(log, 1));
    await process.endpoints.update({ id, merchantId, livemode: false, disabled: true });
    await process.ingest.handle(authorized(log, 2));
    await process.endpoints.update({ id, merchantId, livemode: false, disabled: false });
    await process.ingest.handle(authorized(log, 1));
    expect(await deliveriesOf(id)).toMatchObject([{ sequence: '2' }]);
    expect(await installation.count('delivery_done', `outcome = 'skipped' and attempts = 0`)).toBe(
      2,
    );
    const numbers = await installation.rows(
      'select delivery_id from delivery_done union select delivery_id from delivery',
    );
    expect(numbers).toHaveLength(4);
  });

  it('comes with what it must stay in order with, if anything', async () => {
    const [none, object, fifo] = await Promise.all(
      (['none', 'per_object', 'fifo'] as const).map((ordering) =>
        process.endpoint(url, { delivery: { ordering } }),
      ),
    );
    await process.ingest.handle(authorized(log, 1));
    expect(await deliveriesOf(none!.id)).toEqual([
      { sequence: '1', order_key: null, held: null, version: 2 },
    ]);
    expect(await deliveriesOf(fifo!.id)).toEqual([
      { sequence: '1', order_key: fifo!.id, held: 'in_line', version: 2 },
    ]);
    const [{ order_key }] = (await deliveriesOf(object!.id)) as [Row];
    expect(order_key).toMatch(/^ch_/);
  });
});
