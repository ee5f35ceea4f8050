// Checks the chain of a log, or only reads it, in a process of its own. Arguments: the database, and
// `verify` or `read`.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PostgresEventReader, SealKey, verifyStoredPartition } from '@ledgerway/event-store';

const [url = '', what = ''] = process.argv.slice(2);
const pageSize = 1_000;
const { publicKey } = new SealKey(Buffer.alloc(32, 1));
const reader = new PostgresEventReader({ url, applicationName: 'bench verify' });
const heads = await reader.heads();

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const pagesPerLook = 10;
let pages = 0;
let liveBytes = 0;

/** What is in use in the middle of the work: the rest is garbage, which says nothing of the log. */
async function look(): Promise<void> {
  pages += 1;
  if (pages % pagesPerLook !== 0) return;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  liveBytes = Math.max(liveBytes, heapUsed + external);
}

async function verify(partition: number): Promise<number> {
  const { events, break: found } = await verifyStoredPartition(reader, {
    partition,
    publicKey,
    beforePage: look,
  });
  if (found !== null) throw new Error(`${found.reason} at ${found.position}`);
  return events;
}

async function read(partition: number): Promise<number> {
  let events = 0;
  for (let after = 0n, length = pageSize; length === pageSize;) {
    const page = await reader.readPartition(partition, after, pageSize);
    after = page.at(-1)?.position ?? after;
    length = page.length;
    events += length;
  }
  return events;
}

const [before, cpuBefore] = [performance.now(), process.cpuUsage()];
let units = 0;
for (const { partition } of heads)
  units += await (what === 'verify' ? verify(partition) : read(partition));
const { user, system } = process.cpuUsage(cpuBefore);
const message = {
  units,
  seconds: (performance.now() - before) / 1000,
  cpuSeconds: (user + system) / 1e6,
  liveMiB: Math.round(liveBytes / 2 ** 20),
  peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
};
process.stdout.write(`${JSON.stringify(message)}\n`);
await reader.close();
