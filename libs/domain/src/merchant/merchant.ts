// The merchant aggregate: its stream is named by its account and mode.
import type { Decider } from '../decision.js';
import { decide, type MerchantRefusal } from './decide.js';
import { evolve, type MerchantState } from './evolve.js';
import type { MerchantCommand, MerchantEvent } from './model.js';

export type { MerchantState } from './evolve.js';

export const merchant: Decider<MerchantCommand, MerchantState, MerchantEvent, MerchantRefusal> = {
  initialState: { merchant: null },
  decide,
  evolve,
};
