// What the operator decides over a merchant's money: when it is paid out, what is held back of it, and
// what is changed into another currency. All of it is decided in the merchant's own stream.
import {
  deriveSuffix,
  idOf,
  merchantCore,
  parseId,
  rejectionToApiError,
  type CreateConversionParams,
  type CreateReserveParams,
  type IdPrefix,
  type Tenant,
} from '@ledgerway/contracts';
import type { Merchant, MerchantCommand, PayoutSchedule, Reserve } from '@ledgerway/domain';
import type { AccountClocks } from '@ledgerway/platform';
import type { Commands, Refuse } from '../commands/commands.js';
import type { Operation } from '../idempotency/operation.js';
import type { PaymentsClient } from '../queries/query-client.js';
import type { Kind, StreamReader } from '../streams/stream-reader.js';
import { rateFrom } from './conversion-rate.js';

export type MerchantFundsOptions = {
  readonly commands: Commands;
  readonly payments: PaymentsClient;
  readonly reader: StreamReader;
  /** Each account's time: test mode can be ahead. */
  readonly clocks: Pick<AccountClocks, 'now'>;
};

/** What was done, and what the reserve still holds. */
export type Release = { readonly id: string; readonly remaining: bigint };

const reservesKind: Kind<readonly Reserve[]> = {
  name: 'reserve',
  prefixes: ['rsv'],
  of: ({ merchant }) => merchant?.reserves ?? [],
};

export class MerchantFunds {
  constructor(private readonly options: MerchantFundsOptions) {}

  /** In both modes. */
  async setPayoutSchedule(accountId: string, operation: Operation, schedule: PayoutSchedule) {
    for (const livemode of [false, true]) {
      const tenant = { merchantId: accountId, livemode };
      const at = this.now(tenant);
      const command = { type: 'SetPayoutSchedule', caller: tenant, schedule, at } as const;
      await this.send(tenant, operation, accountId, command, livemode ? 'live' : 'test');
    }
  }

  /** The reserve as it was made. */
  async hold(tenant: Tenant, operation: Operation, params: CreateReserveParams): Promise<Reserve> {
    const { amount, currency, description = null } = params;
    const [at, id] = [this.now(tenant), newId('rsv', tenant, operation)];
    await this.options.payments.ask('payments.funds_ready', tenant);
    const reserve = { reserveId: id, amount, currency, description };
    await this.send(tenant, operation, id, {
      ...{ type: 'HoldReserve', caller: tenant, ...reserve, at },
    });
    return { id, amount, currency, description, at };
  }

  /** Without `amount`: all that it holds. */
  async release(
    tenant: Tenant,
    operation: Operation,
    reserveId: string,
    amount: bigint | null = null,
  ): Promise<Release> {
    const releaseId = newId('rsv', tenant, operation);
    const asked = { type: 'ReleaseReserve', caller: tenant, reserveId, releaseId, amount } as const;
    const { reserves } = await this.send(tenant, operation, reserveId, {
      ...asked,
      at: this.now(tenant),
    });
    const left = reserves.find(({ id }) => id === reserveId);
    return { id: releaseId, remaining: left?.amount ?? 0n };
  }

  /** Those that hold something, newest first. */
  async reserves(tenant: Tenant): Promise<readonly Reserve[]> {
    const anyId = idOf('rsv', merchantCore(tenant.merchantId, tenant.livemode));
    const found = await this.options.reader.lookUp(tenant, reservesKind, anyId);
    return (found?.object ?? []).toReversed();
  }

  /** Whether a reserve of this id could be the account's in this mode. */
  isOf({ merchantId, livemode }: Tenant, reserveId: string): boolean {
    return parseId(reserveId)?.core === merchantCore(merchantId, livemode);
  }

  /** At once, and for good. The conversion's id. */
  async convert(
    tenant: Tenant,
    operation: Operation,
    params: CreateConversionParams,
  ): Promise<string> {
    const { amount, from: currency, to, rate, margin_bps: marginBps = 0 } = params;
    const conversionId = newId('fx', tenant, operation);
    await this.options.payments.ask('payments.funds_ready', tenant);
    await this.send(tenant, operation, conversionId, {
      type: 'ConvertFunds',
      caller: tenant,
      conversionId,
      from: { amount, currency },
      to,
      rate: rateFrom(rate, currency, to),
      marginBps,
      at: this.now(tenant),
    });
    return conversionId;
  }

  private now = ({ merchantId, livemode }: Tenant) => this.options.clocks.now(merchantId, livemode);

  private async send(
    tenant: Tenant,
    operation: Operation,
    id: string,
    command: MerchantCommand,
    step?: string,
  ): Promise<Merchant> {
    const core = merchantCore(tenant.merchantId, tenant.livemode);
    const refuse: Refuse = (reason, state) =>
      rejectionToApiError[reason]({ operation: 'update', id, state });
    const { commands } = this.options;
    const { merchant } = await commands.send(tenant, operation, core, command, refuse, step);
    if (merchant === null) throw new Error('A command of a merchant was done, and there is none');
    return merchant;
  }
}

const newId = (prefix: IdPrefix, { merchantId, livemode }: Tenant, operation: Operation) =>
  idOf(prefix, merchantCore(merchantId, livemode), deriveSuffix(operation.commandId(), prefix));
