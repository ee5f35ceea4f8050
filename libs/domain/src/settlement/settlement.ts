// How the events of a settlement stream change what stands in it.
import { evolveBy } from '../decision.js';
import { decide, type SettlementState } from './decide.js';
import {
  operatorId,
  type Settlement,
  type SettlementBreak,
  type SettlementCommand,
  type SettlementEvent,
  type SettlementRejection,
} from './model.js';
import type { Decider } from '../decision.js';

const emptyOf = (livemode: boolean): Settlement => ({
  merchantId: operatorId,
  livemode,
  batch: null,
  importedAt: null,
  statement: null,
  received: null,
  breaks: [],
});

const evolve = evolveBy<SettlementState, SettlementEvent>({
  SettlementBatchImported: ({ settlement }, { batch, at }) =>
    (settlement?.batch ?? null) === null && {
      settlement: { ...(settlement ?? emptyOf(batch.livemode)), batch, importedAt: at },
    },
  // Somebody may have taken on a break of it before it came, as with a batch.
  BankStatementImported: ({ settlement }, { statement, at }) =>
    (settlement?.statement ?? null) === null && {
      settlement: { ...(settlement ?? emptyOf(statement.livemode)), statement, importedAt: at },
    },
  SettlementReceived: ({ settlement }, { credit }) =>
    settlement !== null &&
    settlement.batch !== null &&
    settlement.received === null && { settlement: { ...settlement, received: credit } },
  SettlementBreakFound: ({ settlement }, { breakId, livemode, kind, credit, open, at }) =>
    changedBreak(settlement, livemode, breakId, at, (one) => ({ ...one, kind, credit, open })),
  BreakAssigned: ({ settlement }, { breakId, livemode, owner, at }) =>
    changedBreak(settlement, livemode, breakId, at, (one) => ({ ...one, owner })),
  BreakResolved: ({ settlement }, { breakId, livemode, resolution, note, at }) =>
    changedBreak(settlement, livemode, breakId, at, (one) => ({
      ...one,
      resolution,
      note,
      resolvedAt: at,
    })),
});

function changedBreak(
  settlement: Settlement | null,
  livemode: boolean,
  id: string,
  at: number,
  change: (one: SettlementBreak) => SettlementBreak,
): SettlementState {
  const current = settlement ?? emptyOf(livemode);
  const known = current.breaks.find((one) => one.id === id);
  const seen: SettlementBreak = {
    ...{ id, kind: null, credit: null, open: [], foundAt: at },
    ...{ owner: null, resolution: null, note: null, resolvedAt: null },
  };
  const breaks = known
    ? current.breaks.map((one) => (one === known ? change(one) : one))
    : [...current.breaks, change(seen)];
  return { settlement: { ...current, breaks } };
}

/** Pure: a file is read, and its break ids are made, before it becomes a command. */
export const settlement: Decider<
  SettlementCommand,
  SettlementState,
  SettlementEvent,
  SettlementRejection
> = { initialState: { settlement: null }, decide, evolve };
