import { termsOf, writeCharge, WrittenLog } from '../test/written-log.js';
import { LogSource } from '../src/projection/log-source.js';
import { ChargeRows } from '../src/charges/charge-rows.js';
import { RefundRows } from '../src/refunds/refund-rows.js';
import { EntryRows } from '../src/journal/entry-rows.js';
import { BalanceRows } from '../src/balances/balance-rows.js';
import { BalanceTransactionRows } from '../src/balance-transactions/balance-transaction-rows.js';
import { toJson, decodeEventRecord, encodeEventRecord } from '@ledgerway/contracts';

it('micro', async () => {
  const mem = new WrittenLog(1);
  for (let i = 0; i < 1000; i++) await writeCharge(mem, termsOf(i, { merchantId: `acct_00Q${i % 50}abcdefghijklmnopqr` }), Date.now() + i);
  const source = new LogSource({ reader: mem.store });
  const events: any[] = []; for await (const p of source.pages(0, 0n, 9999999n)) events.push(...p);
  const out: string[] = [];
  const time = (name: string, f: () => void, per = events.length) => { for (let i = 0; i < 5; i++) f(); const t = process.cpuUsage(); for (let i = 0; i < 30; i++) f(); const c = process.cpuUsage(t); out.push(`${name} ${((c.user + c.system) / 30 / per).toFixed(2)} us/event`); };
  for (const T of [ChargeRows, RefundRows, EntryRows, BalanceRows, BalanceTransactionRows]) {
    time(T.name + ' add', () => { const t = new T(); for (const e of events) t.add(e); });
    time(T.name, () => { const t = new T(); for (const e of events) t.add(e); t.statement(); });
  }
  const last = events.at(-1).charge;
  
  time('toJson per doc', () => { for (let i = 0; i < 1000; i++) toJson(last); }, 1000);
  const recs = mem.records.map(encodeEventRecord);
  time('decode record', () => { for (const r of recs) decodeEventRecord(r); });
  time('fold', () => { const s = new LogSource({ reader: mem.store }); (s as any).folded; });
  console.log(out.join('\n'), recs[2]!.length);
}, 100000);
