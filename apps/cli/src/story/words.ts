// What happened, in words that a person in support understands.
import type { StreamEvent, StreamState } from '@ledgerway/domain';
import { chargeWords } from './charge-words.js';
import { merchantWords } from './merchant-words.js';
import { payerWords } from './payer-words.js';
import type { Words } from './phrases.js';

const words: Words<StreamEvent> = { ...chargeWords, ...payerWords, ...merchantWords };

export function inWords(event: StreamEvent, state: StreamState): string {
  const say = words[event.type] as (event: StreamEvent, state: StreamState) => string;
  return say(event, state);
}
