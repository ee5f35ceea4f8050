import type { RunningSubscription } from './port.js';
import { StallWatchdog } from './watchdog.js';

describe('a stall watchdog', () => {
  it('reports each silence beyond its bound once', () => {
    let silentForMs = 1_000;
    const subscription = { silentForMs: () => silentForMs } as RunningSubscription;
    const stalls: [string, number][] = [];
    const watchdog = new StallWatchdog({
      subscriptions: () => [['commands', subscription]],
      boundMs: 1_000,
      onStall: (name, ms) => stalls.push([name, ms]),
    });
    watchdog.look();
    expect(stalls).toEqual([]);
    silentForMs = 1_001;
    watchdog.look();
    watchdog.look();
    expect(stalls).toEqual([['commands', 1_001]]);
    silentForMs = 10;
    watchdog.look();
    silentForMs = 2_000;
    watchdog.look();
    expect(stalls).toEqual([
      ['commands', 1_001],
      ['commands', 2_000],
    ]);
  });
});
