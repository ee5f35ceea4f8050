// A short part of the crash suite, of a fixed seed; `npm run crash` goes on with random ones.
import { runCampaign } from './crash/campaign.js';
import type { RoundReport } from './crash/round.js';

const seed = 20_261_122;
const timeoutMs = 600_000;

/** A run that the faults left untouched would prove nothing; nor would one without load. */
function expectBite(reports: readonly RoundReport[]): void {
  for (const { requests, events } of reports) {
    expect(requests).toBeGreaterThan(0);
    expect(events).toBeGreaterThan(0);
  }
  expect(reports.some(({ retried }) => retried > 0)).toBe(true);
}

describe('nothing is lost, doubled or made up', () => {
  const print = () => undefined;

  it(
    'when the server, its database, or both are killed, at any moment',
    async () => {
      const rounds = [
        ['kill standalone', 'kill database', 'kill standalone and database'],
        [
          'die at payments.committed',
          'die at payments.replying',
          'die at payments.acquirer-answered',
          'die at gateway.attempt.answered',
        ],
      ];
      expectBite(await runCampaign({ kind: 'embedded', seed, rounds, print }));
    },
    timeoutMs,
  );

  it(
    'when each of the services, the database or the broker is killed, or an owner wakes up fenced',
    async () => {
      const rounds = [
        [
          'kill api-gateway',
          'kill payments',
          'kill webhook-dispatcher',
          'kill reporting',
          'kill vault',
        ],
        ['kill database', 'kill database', 'kill broker'],
        ['wake up a zombie', 'let a second owner freeze at payments.acquirer-answered'],
      ];
      expectBite(await runCampaign({ kind: 'distributed', seed, rounds, print }));
    },
    timeoutMs,
  );
});
