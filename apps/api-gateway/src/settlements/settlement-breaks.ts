// What people do about a break: they take it on, and end it. Most breaks are only seen by comparing, so
// what stands open of them is taken from the comparison at that moment.
import { creditBreakId } from '@ledgerway/contracts/settlement';
import {
  invalidRequest,
  parseId,
  resourceMissing,
  type Core,
  type SettlementBreakJson,
} from '@ledgerway/contracts';
import {
  operatorId,
  type BankCredit,
  type Resolution,
  type SettlementBatch,
  type StreamCommand,
} from '@ledgerway/domain';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { ReportingClient } from '../queries/query-client.js';
import type { SeenPositions } from '../queries/seen-positions.js';
import type { Kind, StreamReader } from '../streams/stream-reader.js';
import { settlementTenant, type SettlementCommands } from './settlement-commands.js';

export type BreakChange = {
  readonly owner?: string;
  readonly resolution?: Resolution;
  readonly note?: string;
  /** The batch that a credit pays. */
  readonly settlement?: string;
};

export class SettlementBreaks {
  constructor(
    private readonly commands: SettlementCommands,
    private readonly reporting: ReportingClient,
    private readonly reader: StreamReader,
    private readonly seen: SeenPositions,
  ) {}

  /** The break as it is now. Refuses (404) what is none, also if it has settled itself. */
  async find(id: string, nowMs: number): Promise<SettlementBreakJson> {
    const after = this.seen.after(settlementTenant);
    const ask = { id, nowMs, graceMs: 0, after };
    const found = await this.reporting.ask('reporting.settlement_break', ask);
    if (found === null) throw missing(id);
    return found;
  }

  async change(
    operation: Operation,
    one: SettlementBreakJson,
    { owner, resolution, note, settlement }: BreakChange,
  ): Promise<SettlementBreakJson> {
    const { id, livemode } = one;
    const about = { breakId: id, livemode, at: operation.createdAtMs };
    const send = (command: StreamCommand) =>
      this.commands.send(operation, coreOf(id), command, id, command.type);
    if (owner !== undefined) await send({ type: 'AssignBreak', ...about, owner });
    if (settlement !== undefined) await this.payWith(operation, one, settlement);
    const ending = settlement === undefined ? resolution : 'explained';
    const taken = { ...one, owner: owner ?? one.owner };
    if (ending === undefined) return taken;
    const open = one.open.map((part) => ({ ...part, amount: BigInt(part.amount) }));
    const end = { resolution: ending, note: note ?? null };
    await send({ type: 'ResolveBreak', ...about, ...end, open });
    return { ...taken, ...end, status: 'resolved' };
  }

  /** Tells a batch of a credit that did not name it, or not rightly. */
  private async payWith(
    operation: Operation,
    { id, livemode, acquirer }: SettlementBreakJson,
    settlementId: string,
  ): Promise<void> {
    const owner = { merchantId: operatorId, livemode };
    await this.reader.reference(owner, batchKind, settlementId, 'settlement');
    const found = await this.reader.lookUp(owner, creditKind, id);
    if (found === undefined) throw noCredit();
    const { object: credit } = found;
    const breakId = creditBreakId(settlementId, credit.id);
    const facts = { acquirer, livemode, credit, breakId, at: operation.createdAtMs };
    const command = { type: 'RecordBankCredit', ...facts } as const;
    const core = coreOf(settlementId);
    await this.commands.send(operation, core, command, settlementId, command.type);
  }
}

const batchKind: Kind<SettlementBatch> = {
  name: 'settlement',
  prefixes: ['stl'],
  of: ({ settlement }, id) => (settlement?.batch?.id === id ? settlement.batch : null),
};

/** The credit that a stored break is about. */
const creditKind: Kind<BankCredit> = {
  name: 'settlement_break',
  prefixes: ['brk'],
  of: ({ settlement }, id) => settlement?.breaks.find((one) => one.id === id)?.credit,
};

function coreOf(id: string): Core {
  const parsed = parseId(id);
  if (parsed === undefined) throw missing(id);
  return parsed.core;
}

const missing = (id: string) => new ApiException(resourceMissing('settlement_break', id));

const noCredit = () =>
  new ApiException(
    invalidRequest('This break is no credit that could pay a settlement.', { param: 'settlement' }),
  );
