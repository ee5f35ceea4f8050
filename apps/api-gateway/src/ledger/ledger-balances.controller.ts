import { Controller, Get, Req } from '@nestjs/common';
import {
  LedgerBalancesParams,
  publicAmount,
  readMoment,
  resourceMissing,
  type BalanceTime,
  type PastBalanceJson,
} from '@ledgerway/contracts';
import { accountKinds, parseAccount } from '@ledgerway/domain';
import { Needs } from '../auth/permissions.js';
import { wrongReference } from '../edge/answer.js';
import { callerOf, type ApiRequest, type Caller } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';

/** What an account of the ledger held at any moment; a merchant's key sees the merchant's own ones. */
@Controller('v1/ledger/balances')
export class LedgerBalancesController {
  constructor(
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
  ) {}

  @Get()
  @Needs('report', { operator: true })
  async retrieve(@Req() request: ApiRequest) {
    const params = paramsOf(request, LedgerBalancesParams);
    checkNothingExpanded(params.expand);
    const { account, as_of, by = 'recorded', currency, livemode = false } = params;
    const caller = callerOf(request);
    checkAccount(account, caller);
    const asOfMs = as_of === undefined ? null : (readMoment(as_of) ?? null);
    const asked = {
      account,
      ...(currency !== undefined && { currency }),
      asOfMs,
      by,
      ...(caller.kind === 'operator'
        ? { livemode, after: [] }
        : { livemode: caller.tenant.livemode, after: this.seen.after(caller.tenant) }),
    };
    const balances = await this.reporting.ask('reporting.balance_as_of', asked);
    return rendered({ account, livemode: asked.livemode, asOfMs, by }, balances);
  }
}

/** @throws ApiException unless there can be such an account, and the caller may see it */
function checkAccount(name: string, caller: Caller): void {
  const [kind = ''] = name.split(':', 1);
  const owner = Object.hasOwn(accountKinds, kind) ? parseAccount(name).owner : undefined;
  const isOwn = caller.kind !== 'operator' && owner === caller.tenant.merchantId;
  if (owner !== undefined && (caller.kind === 'operator' || isOwn)) return;
  throw wrongReference(resourceMissing('ledger account', name, { param: 'account' }));
}

export type PublicLedgerBalance = ReturnType<typeof rendered>;

type Asked = {
  readonly account: string;
  readonly livemode: boolean;
  readonly asOfMs: number | null;
  readonly by: BalanceTime;
};

const rendered = ({ account, livemode, asOfMs, by }: Asked, balances: PastBalanceJson) => ({
  object: 'ledger_balance' as const,
  account,
  as_of: asOfMs === null ? null : Math.floor(asOfMs / 1000),
  balances: balances.map(({ currency, posted, pending }) => ({
    currency,
    pending: publicAmount(pending),
    posted: publicAmount(posted),
  })),
  by,
  livemode,
});
