// Several payers at once, one story after another, until they are told to finish.
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../random.js';
import { playFlow } from './flows.js';
import { GaveUp, type LoadClient } from './load-client.js';

export type Load = {
  /** No new stories; resolves when those under way have ended or given up. */
  finish(): Promise<void>;
};

const payers = 12;
const longestPauseMs = 60;

export function startLoad(client: LoadClient, random: Random): Load {
  let finishing = false;
  const play = async (payer: number, own: Random): Promise<void> => {
    for (let story = 0; !finishing; story += 1) {
      await playFlow(client, `p${payer}-s${story}`, own).catch((error: unknown) => {
        if (!(error instanceof GaveUp)) throw error;
      });
      await delay(own.between(1, longestPauseMs));
    }
  };
  const playing = Array.from({ length: payers }, (_, payer) => play(payer, random.fork()));
  return {
    async finish() {
      finishing = true;
      await Promise.all(playing);
    },
  };
}
