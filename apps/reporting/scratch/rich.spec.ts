import fc from 'fast-check';
import { histories, writeHistory } from '../test/histories.js';
import { WrittenLog } from '../test/written-log.js';
it('rich', async () => {
  const n: Record<string, number> = {};
  for (const h of fc.sample(histories, 100)) { const log = new WrittenLog(1); await writeHistory(log, h); for (const r of log.records) n[r.event.type] = (n[r.event.type] ?? 0) + 1; }
  console.log(n);
});
