import { PostgresEventStore, ensureInstallation, eventStoreMigrations, eventStoreSchema, paymentsRole } from '@ledgerway/event-store';
import { migrate } from '@ledgerway/platform';
import { readModels, projectionOf } from '../test/read-models.js';
import { termsOf, writeCharge, WrittenLog } from '../test/written-log.js';
import { rebuildProjection } from '../src/projection/rebuild.js';
import { stateHash } from '../src/projection/state-hash.js';
import { LogSource } from '../src/projection/log-source.js';

const N = Number(process.env.N ?? 20000);
it('bench', async () => {
  const parts = 16;
  const models = await readModels('bench');
  await migrate({ url: models.url, schema: eventStoreSchema, role: paymentsRole, migrations: eventStoreMigrations });
  await ensureInstallation(models.url, { partitions: parts, firstStart: parts });
  const mem = new WrittenLog(parts);
  for (let i = 0; i < N; i++) await writeCharge(mem, termsOf(i, { merchantId: `acct_00Q${i % 50}abcdefghijklmnopqr` }), Date.now() + i);
  const store = new PostgresEventStore({ url: models.url });
  const heads = await store.takeOver([...Array(parts).keys()], 'bench');
  for (const h of heads) {
    const events = await mem.store.readPartition(h.partition, 0n, 1e9);
    let pos = 0n, off = 0n;
    for (let i = 0; i < events.length; i += 1000) {
      const chunk = events.slice(i, i + 1000);
      const r = await store.append([{ partition: h.partition, epoch: h.epoch, position: pos, commandOffset: off, nextCommandOffset: off + 1n, events: chunk }]);
      if (r.get(h.partition) !== 'appended') throw new Error('x');
      pos += BigInt(chunk.length); off += 1n;
    }
  }
  const database = await models.schema('reporting', parts);
  for (const pageSize of [1000, 2000]) for (const concurrency of [1,2, 4]) {
    const t = performance.now(); const c = process.cpuUsage();
    const n = await rebuildProjection({ database, reader: store, partitions: parts, pageSize, concurrency });
    const ms = performance.now() - t; const cpu = process.cpuUsage(c);
    console.log(pageSize, concurrency, Math.round(Number(n) / ms * 1000), 'events/s; node cpu us/event', ((cpu.user + cpu.system) / Number(n)).toFixed(1));
  }
  const t0 = performance.now();
  const source = new LogSource({ reader: store }); let count = 0; const c0 = process.cpuUsage();
  for (let p = 0; p < parts; p++) for await (const page of source.pages(p, 0n, 1_000_000n)) count += page.length;
  const cc = process.cpuUsage(c0);
  console.log('read+fold only', Math.round(count / (performance.now() - t0) * 1000), 'cpu', ((cc.user + cc.system) / count).toFixed(1));
  const a = await stateHash(database.pool);
  // live
  const live = await models.schema('live', parts);
  const { projection } = projectionOf(live, mem);
  const byPart = [...Array(parts).keys()].map((p) => mem.batch(p));
  const t = performance.now(); const c = process.cpuUsage();
  await Promise.all(byPart.map(async (b) => { for (let i = 0; i < b.records.length; i += 60) await projection.handle({ ...b, records: b.records.slice(i, i + 60) }); }));
  const ms = performance.now() - t; const cpu = process.cpuUsage(c); const n = mem.records.length;
  console.log('live', Math.round(n / ms * 1000), 'events/s; node cpu us/event', ((cpu.user + cpu.system) / n).toFixed(1));
  console.log([...a].every(([p, h]) => true), JSON.stringify([...a]) === JSON.stringify([...(await stateHash(live.pool))]));
  console.log((await live.query(`select pg_column_size(charge) s, length(charge::text) l from charges limit 1`)).rows);
  await store.close();
  await models.drop();
}, 300_000);
