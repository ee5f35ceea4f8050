// The charge aggregate: its stream is named by the core of the charge id.
import type { Decider } from '../decision.js';
import { decide } from './decide.js';
import { evolve } from './evolve.js';
import type { ChargeCommand, ChargeEvent, ChargeRejection, ChargeState } from './model.js';

export const charge: Decider<ChargeCommand, ChargeState, ChargeEvent, ChargeRejection> = {
  initialState: { status: 'none' },
  decide,
  evolve,
};
