import { readModels } from '../test/read-models.js';
import { termsOf, writeCharge, WrittenLog } from '../test/written-log.js';
import { LogSource } from '../src/projection/log-source.js';
import { applyChunks } from '../src/projection/apply.js';
it.each([['base',''],['no trigger','drop trigger balanced_when_inserted on entries'],['no check','alter table entries drop constraint whole_legs'],['no time index','drop index entries_by_time'],['no list index','drop index entries_listed'],['base',''],['no trigger/check','drop trigger balanced_when_inserted on entries;alter table entries drop constraint whole_legs']])('parts %s', async (name, ddl) => {
  const models = await readModels('bench');
  const mem = new WrittenLog(1);
  for (let i = 0; i < 15000; i++) await writeCharge(mem, termsOf(i, { merchantId: `acct_00Q${i % 50}abcdefghijklmnopqr` }), Date.now() + i);
  const database = await models.schema('reporting', 1);
  const owner = await models.owner(database); await owner.query(ddl || 'select 1');
  const source = new LogSource({ reader: mem.store });
  const chunks: any[] = []; let after = 0n;
  for await (const events of source.pages(0, 0n, 9999999n, 999)) { chunks.push({ partition: 0, after, events, topicOffset: null }); after += BigInt(events.length); }
  const spent: Record<string, number> = {};
  const fake: any = { transaction: (work: any) => database.transaction((client) => work({ query: async (q: any) => { const t = performance.now(); const r = await client.query(q); const k = q.name ?? String(q); spent[k] = (spent[k] ?? 0) + performance.now() - t; return r; } } as any)) };
  const c = process.cpuUsage(), t = performance.now();
  for (const chunk of chunks) await applyChunks(fake, [chunk]);
  const cpu = process.cpuUsage(c);
  const n = Number(after);
  const out = [name, `total ${((performance.now() - t) * 1000 / n).toFixed(1)} us/event wall, node cpu ${((cpu.user + cpu.system) / n).toFixed(1)}`];
  for (const [k, v] of Object.entries(spent)) out.push(`${k} ${(v * 1000 / n).toFixed(2)}`);
  const none: any = { transaction: (work: any) => work({ query: async (q: any) => ({ rows: [1] }) }) };
  const c2 = process.cpuUsage();
  for (let i = 0; i < 3; i++) for (const chunk of chunks) await applyChunks(none, [chunk]);
  const cpu2 = process.cpuUsage(c2);
  out.push(`pure ${((cpu2.user + cpu2.system) / n / 3).toFixed(1)}`);
  console.log(out.join('\n'));
  await models.drop();
}, 100000);
