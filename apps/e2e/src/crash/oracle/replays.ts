// An answer once given is given again, byte for byte, whatever was killed since.
import type { LoadClient } from '../client/load-client.js';
import { isWrite } from '../client/request-journal.js';
import type { Random } from '../random.js';
import type { Difference } from './facts.js';

const mostReplays = 60;

/** Asks a sample of the finished requests again. Refusals are not kept, so they are left out. */
export async function replayDifferences(client: LoadClient, random: Random): Promise<Difference[]> {
  const kept = client.journal.entries.filter(
    ({ request, answer }) => isWrite(request) && (answer?.status === 200 || answer?.status === 402),
  );
  const differences: Difference[] = [];
  for (let replay = 0; replay < Math.min(mostReplays, kept.length); replay += 1) {
    const { request, answer } = random.pick(kept);
    const { status, text } = await client.replay(request);
    if (status === answer?.status && text === answer.text) continue;
    const what = `${request.key}: ${answer?.status} ${answer?.text} became ${status} ${text}`;
    differences.push({ witness: 'replays', kind: 'wrong', what });
  }
  return differences;
}
