import { ManualClock } from '@ledgerway/testing';
import { LastUsed } from './last-used.js';

const minuteMs = 60_000;

function given() {
  const clock = new ManualClock();
  const written: [string, number][][] = [];
  const warnings: string[] = [];
  const store = {
    fails: false,
    noteUse: (used: ReadonlyMap<string, number>) => {
      if (store.fails) return Promise.reject(new Error('no database'));
      written.push([...used]);
      return Promise.resolve();
    },
  };
  const log = { warn: (_fields: object, text: string) => void warnings.push(text) };
  const lastUsed = new LastUsed(store, clock, log as never);
  return { clock, written, warnings, store, lastUsed };
}

describe('the last use of keys', () => {
  it('is written for all that are due at once', async () => {
    const { lastUsed, written, clock } = given();
    const now = clock.now();
    for (const key of ['key_1', 'key_2', 'key_1']) lastUsed.note(key);
    await lastUsed.flush();
    await lastUsed.flush();
    expect(written).toEqual([
      [
        ['key_1', now],
        ['key_2', now],
      ],
    ]);
  });

  it('is written once a minute for each key', async () => {
    const { lastUsed, written, clock } = given();
    const useAfter = async (ms: number) => {
      clock.advance(ms);
      lastUsed.note('key_1');
      await lastUsed.flush();
    };
    await useAfter(0);
    await useAfter(minuteMs - 1);
    expect(written).toHaveLength(1);
    await useAfter(1);
    expect(written).toHaveLength(2);
  });

  it('may be lost, which disturbs nobody', async () => {
    const { lastUsed, warnings, store } = given();
    store.fails = true;
    lastUsed.note('key_1');
    await lastUsed.flush();
    expect(warnings).toHaveLength(1);
  });

  it('is written before the end', async () => {
    const { lastUsed, written } = given();
    const stop = lastUsed.start();
    lastUsed.note('key_1');
    await stop();
    expect(written).toHaveLength(1);
  });
});
