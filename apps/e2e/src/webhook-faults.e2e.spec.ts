// The campaigns against the webhook dispatcher, small and of a fixed seed; docs/testing.md has the
// command for them at size.
import { socketCap } from './webhook-faults/endpoint.js';
import { runFaults } from './webhook-faults/faults.js';
import { runIsolation } from './webhook-faults/isolation.js';
import { runOutage } from './webhook-faults/outage.js';

const seed = 20_261_123;
const timeoutMs = 300_000;
/** A dispatcher at rest has about 120 MB; what receivers send is several times this. */
const mostBytes = 500_000_000;
const common = { seed, log: 'postgres', print: () => undefined } as const;

describe('webhooks are never lost', () => {
  it(
    'when dispatchers and the database are killed, and receivers misbehave in every way',
    async () => {
      const report = await runFaults({
        ...common,
        ...{ events: 1_200, kills: 4, databaseCrashes: 1, brokerCrashes: 0 },
      });
      expect(report.unexpectedEnds).toEqual([]);
      expect(report.peakBytes).toBeLessThan(mostBytes);
      // Without these the run would have proved nothing.
      expect(report.floodedBytes).toBeGreaterThan(mostBytes);
      expect(report.refused).toBeGreaterThan(0);
    },
    timeoutMs,
  );

  it(
    'when their endpoint cannot be reached for a day',
    async () => {
      const report = await runOutage({ ...common, events: 600, retryScale: 10_000 });
      expect(report.acceptedInOutage).toBe(0);
      expect(report.mostAttempts).toBeGreaterThan(5);
    },
    timeoutMs,
  );
});

describe('webhooks for others are not held up', () => {
  it(
    'when an endpoint hangs with a little of the traffic or with half of it, and when five hang',
    async () => {
      const phases = await runIsolation({ ...common, events: 1_500 });
      expect(phases.map(({ hanging }) => hanging)).toEqual([1, 1, 5]);
      for (const { arrived, acceptedByHung, mostSockets } of phases) {
        expect(arrived).toBeGreaterThan(100);
        expect(acceptedByHung[1]).toBe(acceptedByHung[0]);
        expect(mostSockets).toBeGreaterThan(0);
        expect(mostSockets).toBeLessThanOrEqual(socketCap);
      }
    },
    timeoutMs,
  );
});
