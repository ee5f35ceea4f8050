// Invariant I10, by the queries of docs/invariants.md: every event is told and every delivery that was
// numbered is accounted for, whatever becomes of endpoints meanwhile.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Installation, type Process } from '../../test/installation.js';
import { merchantId, WrittenLog } from '../../test/written-log.js';

const document = readFileSync(join(import.meta.dirname, '../../../../docs/invariants.md'), 'utf8');
const section = document.split(/^## /m).find((one) => one.startsWith('I10\n'))!;
const [events, deliveries, orphans] = [...section.matchAll(/```sql\n(.*?)```/gs)].map(
  ([, sql]) => sql!,
);

const url = 'http://127.0.0.1:9999/hook';
const tenant = { merchantId, livemode: false };

describe('what is told', () => {
  let installation: Installation;
  let process: Process;
  let log: WrittenLog;
  beforeEach(async () => {
    installation = await Installation.create('accounted');
    log = new WrittenLog();
    process = await installation.process();
  });
  afterEach(() => installation.drop());

  async function tell(count: number): Promise<void> {
    const first = log.events.length + 1;
    for (let i = 0; i < count; i += 1) log.authorize();
    await process.ingest.handle(log.batch(first));
  }
  const found = async () =>
    Promise.all([events, deliveries, orphans].map((sql) => installation.rows(sql!, [])));
  const nothing = [[], [], []];

  it('is accounted for while endpoints come, pause, go on and go', async () => {
    expect(await found()).toEqual(nothing);
    const { id } = await process.endpoint(url);
    await process.endpoint(url, { enabledEvents: ['refund.created'] });
    await tell(2);
    expect(await found()).toEqual(nothing);
    await process.endpoints.update({ id, ...tenant, disabled: true });
    await tell(2);
    await process.endpoints.update({ id, ...tenant, disabled: false });
    const later = await process.endpoint(url);
    await tell(3);
    expect(await found()).toEqual(nothing);
    await process.endpoints.delete({ id: later.id, ...tenant });
    await tell(1);
    expect(await found()).toEqual(nothing);
  });

  it('shows a delivery that was lost', async () => {
    await process.endpoint(url);
    await tell(4);
    await installation.rows(`delete from delivery where sequence = 2`, []);
    const [, lost] = await found();
    expect(lost).toMatchObject([{ detail: '3 deliveries for the numbers 1 to 4' }]);
  });

  it('shows an event that was lost, and its delivery', async () => {
    await process.endpoint(url);
    await tell(4);
    await installation.rows(
      `delete from event where event_id = (select event_id from delivery where sequence = 3)`,
      [],
    );
    const [gap, whole, orphan] = await found();
    expect(gap).toHaveLength(1);
    expect(whole).toEqual([]);
    expect(orphan).toHaveLength(1);
  });
});
