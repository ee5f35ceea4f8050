// Which rows of the statement a payout pays, on a real PostgreSQL.
import { deriveSuffix, idOf, parseId, sandboxCard } from '@ledgerway/contracts';
import { dayMs, type PayoutTerms } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';
import fc from 'fast-check';
import { availableTo, decideFor, feedFunds, payoutIdOf } from '../../test/fed-merchants.js';
import { sampleHistory, writeHistory } from '../../test/histories.js';
import { projectAll, readModels, type ReadModels } from '../../test/read-models.js';
import { startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { listBalanceTransactions } from './list-balance-transactions.js';

const tenant = { merchantId: 'acct_one', livemode: false };

let models: ReadModels;
let schemas = 0;
beforeAll(async () => {
  models = await readModels('paid_by');
});
afterAll(() => models?.drop());

/** One merchant's log, fed with its own facts as payments feeds them. */
class Shop {
  private charges = 0;
  private payouts = 0;
  at = startMs;

  constructor(
    readonly log: WrittenLog,
    readonly database: Database,
  ) {}

  async sell(amount: bigint, isHeld = true): Promise<string> {
    const card = sandboxCard(isHeld ? 'tok_visa' : 'tok_bypassPending')!;
    const terms = termsOf(`sale ${this.charges++}`, { ...tenant, amount, card });
    await writeCharge(this.log, terms, this.at);
    return terms.chargeId;
  }

  async refund(chargeId: string, amount: bigint): Promise<void> {
    const refundId = idOf('re', parseId(chargeId)!.core, deriveSuffix(String(this.charges++)));
    const about = { caller: tenant, refundId, amount, reason: null, metadata: {}, at: this.at };
    await this.log.run(chargeId, { type: 'RefundCharge', ...about });
  }

  /** Everything so far is known to the merchant's stream. */
  feed(): Promise<void> {
    return feedFunds(this.log, tenant, this.at);
  }

  get available(): bigint {
    return availableTo(this.log, tenant);
  }

  /** None if there is nothing to pay. */
  async payOut(amount = this.available): Promise<PayoutTerms | undefined> {
    if (amount <= 0n) return undefined;
    const id = payoutIdOf(tenant, deriveSuffix(String(this.payouts++)));
    const about = { description: null, statementDescriptor: null, metadata: {} };
    const payout = { id, amount, currency: 'hkd', ...about };
    const command = { type: 'CreatePayout', caller: tenant, payout, at: this.at } as const;
    await decideFor(this.log, tenant, command);
    return payout;
  }

  async rowsOf(payout: string) {
    const page = { limit: 1_000 };
    return listBalanceTransactions(this.database, { ...tenant, page, payout }, this.at);
  }
}

function sumOf(listed: Awaited<ReturnType<typeof listBalanceTransactions>>): bigint {
  if (!('data' in listed)) throw new Error('no rows can be named');
  return listed.data.reduce((sum, { net }) => sum + BigInt(net), 0n);
}

const openShop = async () => new Shop(new WrittenLog(1), await models.schema(`m${schemas++}`, 1));

describe('the rows that a payout pays', () => {
  it('are those that made up what was available, and no others', async () => {
    const shop = await openShop();
    await shop.sell(2_000n, false);
    await shop.sell(9_000n); // Still pending.
    await shop.feed();
    const payout = await shop.payOut();
    await shop.sell(300n, false); // Too late for it.
    await shop.feed();
    await projectAll(shop.database, shop.log);
    expect(payout?.amount).toBe(2_000n);
    expect(await shop.rowsOf(payout!.id)).toMatchObject({ data: [{ net: '2000' }] });
  });

  it('cannot be named if it pays a part', async () => {
    const shop = await openShop();
    await shop.sell(2_000n, false);
    await shop.feed();
    const part = await shop.payOut(1_999n);
    await projectAll(shop.database, shop.log);
    expect(await shop.rowsOf(part!.id)).toEqual({ partialPayout: true });
  });

  it('add up to it in any history of sales, refunds, payouts and days', async () => {
    const step = fc.record({
      does: fc.constantFrom('sell', 'hold', 'refund', 'feed', 'sweep', 'part', 'cancel', 'day'),
      amount: fc.integer({ min: 1, max: 900 }),
    });
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 40 }),
      async (steps) => {
        const shop = await openShop();
        const swept: PayoutTerms[] = [];
        let last: { charge?: string; payout?: PayoutTerms | undefined } = {};
        for (const { does, amount } of steps) {
          shop.at += 1_000;
          if (does === 'sell')
            last = { ...last, charge: await shop.sell(BigInt(amount) + 900n, false) };
          if (does === 'hold') last = { ...last, charge: await shop.sell(BigInt(amount) + 900n) };
          if (does === 'refund' && last.charge) await shop.refund(last.charge, BigInt(amount));
          if (does === 'feed') await shop.feed();
          if (does === 'day') {
            shop.at += 3 * dayMs;
            await decideFor(shop.log, tenant, { type: 'ReleaseFunds', at: shop.at });
          }
          if (does === 'sweep') {
            last.payout = await shop.payOut();
            if (last.payout) swept.push(last.payout);
          }
          if (does === 'part') last.payout = await shop.payOut(shop.available / 2n);
          if (does === 'cancel' && last.payout) {
            const payoutId = last.payout.id;
            const command = {
              type: 'CancelPayout',
              caller: tenant,
              payoutId,
              at: shop.at,
            } as const;
            await decideFor(shop.log, tenant, command);
          }
        }
        await projectAll(shop.database, shop.log);
        for (const { id, amount } of swept) expect(sumOf(await shop.rowsOf(id))).toBe(amount);
      },
    );
    await fc.assert(property, { numRuns: 25 });
  }, 120_000);

  it('add up to it whatever else happens to merchants', async () => {
    const [log, database] = [new WrittenLog(1), await models.schema('everything', 1)];
    const { endMs } = await writeHistory(log, sampleHistory(2_000, 11));
    await projectAll(database, log);
    const swept = log.records.flatMap(({ event }) =>
      event.type === 'PayoutCreated' && event.coverage !== null ? [event] : [],
    );
    expect(swept.length).toBeGreaterThan(20);
    for (const { merchantId, livemode, payout } of swept) {
      const ask = { merchantId, livemode, page: { limit: 1_000 }, payout: payout.id };
      expect(sumOf(await listBalanceTransactions(database, ask, endMs))).toBe(payout.amount);
    }
  }, 60_000);
});
