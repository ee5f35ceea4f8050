// Payouts are decided in the merchant's own stream, whose core every payout's id carries. They are
// read from the read side: it keeps those that the stream has let go of.
import {
  deriveSuffix,
  idOf,
  invalidRequest,
  merchantCore,
  parseId,
  payoutFromJson,
  rejectionToApiError,
  renderPayout,
  resourceMissing,
  type CreatePayoutParams,
  type PublicPayout,
  type ReversePayoutParams,
  type Tenant,
  type UpdatePayoutParams,
} from '@ledgerway/contracts';
import type { MerchantCommand, MerchantCommandOf, PayoutFailure } from '@ledgerway/domain';
import type { Commands } from '../commands/commands.js';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { PaymentsClient, ReportingClient } from '../queries/query-client.js';
import type { SeenPositions } from '../queries/seen-positions.js';
import { modeOf } from '../streams/stream-reader.js';

type Verb = 'cancel' | 'create' | 'fail' | 'reverse' | 'update';

type Changing = 'CancelPayout' | 'FailPayout' | 'ReversePayout' | 'UpdatePayout';
/** What is wanted of a payout, before it is said of which, by whom and when. */
type PayoutChange = {
  [T in Changing]: Omit<MerchantCommandOf<T>, 'at' | 'caller' | 'payoutId'>;
}[Changing];

export type PayoutsOptions = {
  readonly commands: Commands;
  readonly payments: PaymentsClient;
  readonly reporting: ReportingClient;
  readonly seen: SeenPositions;
};

export class Payouts {
  constructor(private readonly options: PayoutsOptions) {}

  /** What was captured or became available before this call counts, however short before. */
  async create(tenant: Tenant, operation: Operation, params: CreatePayoutParams) {
    const { amount, currency, description, statement_descriptor: descriptor } = params;
    const id = newPayoutId(tenant, operation, 'payout');
    const payout = {
      ...{ id, amount, currency, metadata: params.metadata ?? {} },
      ...{ description: description ?? null, statementDescriptor: descriptor ?? null },
    };
    await this.options.payments.ask('payments.funds_ready', tenant);
    const at = operation.createdAtMs;
    const command = { type: 'CreatePayout', caller: tenant, payout, at } as const;
    await this.send(tenant, operation, { id, verb: 'create', amount }, command);
    return this.find(tenant, id);
  }

  async update(tenant: Tenant, operation: Operation, id: string, params: UpdatePayoutParams) {
    const { metadata } = params;
    if (metadata === undefined) return this.find(tenant, id);
    return this.change(tenant, operation, id, 'update', { type: 'UpdatePayout', metadata });
  }

  cancel(tenant: Tenant, operation: Operation, id: string): Promise<PublicPayout> {
    return this.change(tenant, operation, id, 'cancel', { type: 'CancelPayout' });
  }

  /** Answers with the payout that takes this one back. */
  async reverse(tenant: Tenant, operation: Operation, id: string, params: ReversePayoutParams) {
    const reversalId = newPayoutId(tenant, operation, 'reversal');
    const { metadata = {} } = params;
    const asked = { type: 'ReversePayout', reversalId, metadata } as const;
    await this.change(tenant, operation, id, 'reverse', asked);
    return this.find(tenant, reversalId);
  }

  /** What the bank says of it: it refuses the payout, or sends it back. */
  fail(tenant: Tenant, operation: Operation, id: string, failure: PayoutFailure) {
    return this.change(tenant, operation, id, 'fail', { type: 'FailPayout', failure });
  }

  /** Refuses (404) what this account and mode does not have. */
  async find(tenant: Tenant, id: string): Promise<PublicPayout> {
    const { reporting, seen } = this.options;
    const after = seen.after(tenant);
    const json = await reporting.ask('reporting.payout', { ...tenant, id, after });
    if (json === null) throw new ApiException(missingPayout(tenant, id));
    return renderPayout(payoutFromJson(json), tenant.livemode);
  }

  /** The payout as the change left it. What does not exist is refused before anything is asked. */
  private async change(
    tenant: Tenant,
    operation: Operation,
    payoutId: string,
    verb: Verb,
    asked: PayoutChange,
  ): Promise<PublicPayout> {
    await this.find(tenant, payoutId);
    const command = { ...asked, caller: tenant, payoutId, at: operation.createdAtMs };
    await this.send(tenant, operation, { id: payoutId, verb }, command);
    return this.find(tenant, payoutId);
  }

  private async send(
    tenant: Tenant,
    operation: Operation,
    asked: { readonly id: string; readonly verb: Verb; readonly amount?: bigint },
    command: MerchantCommand,
  ): Promise<void> {
    const core = merchantCore(tenant.merchantId, tenant.livemode);
    const { id, verb, ...rest } = asked;
    await this.options.commands.send(tenant, operation, core, command, (reason, state) =>
      // The read side has it, so it is one that the stream has let go of.
      reason === 'payout_not_found'
        ? invalidRequest(`Payout ${id} has ended too long ago to be changed.`)
        : rejectionToApiError[reason]({ operation: verb, id, state, ...rest }),
    );
  }
}

const newPayoutId = ({ merchantId, livemode }: Tenant, operation: Operation, what: string) =>
  idOf('po', merchantCore(merchantId, livemode), deriveSuffix(operation.commandId(), what));

/** An id tells by itself whether it is of the account's other mode. */
function missingPayout({ merchantId, livemode }: Tenant, id: string) {
  const other = { merchantId, livemode: !livemode };
  const isElsewhere = parseId(id)?.core === merchantCore(merchantId, other.livemode);
  return resourceMissing('payout', id, isElsewhere ? { otherMode: modeOf(other) } : {});
}
