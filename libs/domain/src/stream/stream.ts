// One decider for all that can stand in a stream: charges, intents, methods, customers.
import type { Decider } from '../decision.js';
import { decide } from './decide.js';
import { evolve } from './evolve.js';
import {
  emptyStreamState,
  type StreamCommand,
  type StreamEvent,
  type StreamRejection,
  type StreamState,
} from './model.js';

/** Refuses what is not of the caller as not found. Pure: times and ids arrive in commands. */
export const stream: Decider<StreamCommand, StreamState, StreamEvent, StreamRejection> = {
  initialState: emptyStreamState,
  decide,
  evolve,
};
