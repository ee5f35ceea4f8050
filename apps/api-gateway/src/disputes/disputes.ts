// Disputes live in the stream of their charge: the id of a dispute names its charge's stream.
import {
  renderDispute,
  type PublicDispute,
  type Tenant,
  type UpdateDisputeParams,
} from '@ledgerway/contracts';
import type { StreamCommand, StreamState } from '@ledgerway/domain';
import type { Commands } from '../commands/commands.js';
import { refusing } from '../commands/refusing.js';
import type { Operation } from '../idempotency/operation.js';
import { disputeKind } from '../streams/kinds.js';
import { coreOfId, type StreamReader } from '../streams/stream-reader.js';

export class Disputes {
  constructor(
    private readonly commands: Commands,
    private readonly reader: StreamReader,
  ) {}

  /** Refuses (404) what this account and mode does not have. */
  async find(tenant: Tenant, id: string, nowMs: number): Promise<PublicDispute> {
    const { state } = await this.reader.find(tenant, disputeKind, id);
    return disputeIn(state, id, nowMs);
  }

  /** Evidence is handed in at once unless `submit` says otherwise. */
  update(tenant: Tenant, operation: Operation, id: string, params: UpdateDisputeParams) {
    const evidence = textsOf(params.evidence ?? {});
    const submit = params.submit ?? Object.keys(evidence).length > 0;
    return this.change(tenant, operation, id, 'update', {
      type: 'UpdateDispute',
      caller: tenant,
      disputeId: id,
      evidence,
      metadata: params.metadata === undefined ? {} : params.metadata,
      submit,
      at: operation.createdAtMs,
    });
  }

  /** The merchant gives up: the dispute is lost. */
  close(tenant: Tenant, operation: Operation, id: string): Promise<PublicDispute> {
    const closeId = operation.commandId();
    const command = { type: 'CloseDispute', closeId, caller: tenant, disputeId: id } as const;
    return this.change(tenant, operation, id, 'close', { ...command, at: operation.createdAtMs });
  }

  private async change(
    tenant: Tenant,
    operation: Operation,
    id: string,
    verb: 'close' | 'update',
    command: StreamCommand,
  ): Promise<PublicDispute> {
    const core = coreOfId(disputeKind, id);
    const refuse = refusing(this.reader, tenant, disputeKind, { operation: verb, id });
    const state = await this.commands.send(tenant, operation, core, command, refuse);
    return disputeIn(state, id, operation.createdAtMs);
  }
}

function disputeIn({ charge }: StreamState, id: string, nowMs: number): PublicDispute {
  const dispute = charge === null ? undefined : renderDispute(charge, id, { now: nowMs });
  if (dispute === undefined) throw new Error(`No dispute ${id} in its stream`);
  return dispute;
}

/** Empty text clears a part of the evidence. */
const textsOf = (evidence: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(evidence as Record<string, string | null>).map(([name, text]) => [
      name,
      text ?? '',
    ]),
  );
