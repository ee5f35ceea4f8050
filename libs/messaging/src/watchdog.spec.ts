import { jest } from '@jest/globals';
import type { RunningSubscription } from './port.js';
import { endWhenStalled, StallWatchdog } from './watchdog.js';

describe('a stall watchdog', () => {
  it('reports each silence beyond its bound once, and again when it lasts as long once more', () => {
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
    silentForMs = 3_001;
    watchdog.look();
    expect(stalls.at(-1)).toEqual(['commands', 3_001]);
  });
});

describe('a stalled consumer', () => {
  const stalled = (ok: boolean) => {
    jest.useFakeTimers();
    const ended: string[] = [];
    const subscription = { silentForMs: () => 31_000 } as RunningSubscription;
    const stop = endWhenStalled({
      log: { health: async () => ({ ok, detail: '' }) },
      subscriptions: () => [['commands', subscription]],
      end: (error) => ended.push(error.message),
    });
    return { ended, stop };
  };
  afterEach(() => jest.useRealTimers());

  it('ends its process when the log answers others', async () => {
    const { ended, stop } = stalled(true);
    await jest.advanceTimersByTimeAsync(1_000);
    stop();
    expect(ended).toEqual([expect.stringContaining('commands')]);
  });

  it('waits when the log is out for everybody', async () => {
    const { ended, stop } = stalled(false);
    await jest.advanceTimersByTimeAsync(1_000);
    stop();
    expect(ended).toEqual([]);
  });
});
