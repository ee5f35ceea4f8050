// Random lives of a merchant: charges are made, facts of them are told in any batches and more than
// once, days pass, and money is paid out, held back and converted.
import fc from 'fast-check';
import { dayMs } from '../ledger/availability.js';
import type { FeeRate } from '../ledger/fees.js';
import { postings, type Posting } from '../ledger/postings.js';
import { fundsOf } from '../merchant/funds.js';
import { merchant, type MerchantState } from '../merchant/merchant.js';
import type { MerchantCommand, MerchantEvent, Movement } from '../merchant/model.js';
import { movementOf } from '../merchant/movements.js';
import { play, walks, type Step } from './charge-walks.js';
import { at as startAt, caller, create, done, refund } from './examples.js';

const partitions = 3;

export type Act =
  | { readonly kind: 'charge'; readonly partition: number; readonly steps: readonly Step[] }
  /** Tells what is new of a partition, and again up to `again` facts before it. */
  | {
      readonly kind: 'tell';
      readonly partition: number;
      readonly again: number;
      readonly most: number;
    }
  | { readonly kind: 'pass'; readonly days: number }
  | { readonly kind: 'pay'; readonly percent: number }
  | { readonly kind: 'hold'; readonly percent: number }
  | { readonly kind: 'free'; readonly which: number }
  | { readonly kind: 'convert'; readonly percent: number }
  | {
      readonly kind: 'payout';
      readonly which: number;
      readonly step: 'SendPayout' | 'PayPayout' | 'CancelPayout' | 'FailPayout' | 'ReversePayout';
    }
  | { readonly kind: 'run' };

const partition = fc.nat(partitions - 1);
const percent = fc.constantFrom(1, 50, 100, 101);
const fees: FeeRate = { percentBps: 340, fixed: 235n, taxBps: 1000 };

const costly = (steps: readonly Step[]): readonly Step[] =>
  steps.map((step) =>
    step.type === 'CreateCharge' ? { ...step, terms: { ...step.terms, fees } } : step,
  );

const sales = fc.constantFrom<readonly Step[]>(
  [create({ capture: 'automatic' }), { type: 'Answer', outcome: done }],
  [create({ capture: 'automatic' }), { type: 'Answer', outcome: done }, refund('re_1', 700n)],
);

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('charge'),
      partition,
      steps: fc.oneof(walks, sales).map(costly),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('tell'),
      partition,
      again: fc.nat(4),
      most: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('pass'), days: fc.constantFrom(0.3, 1, 7) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pay'), percent }) },
  fc.record({ kind: fc.constant('hold'), percent }),
  fc.record({ kind: fc.constant('free'), which: fc.nat(3) }),
  fc.record({ kind: fc.constant('convert'), percent }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('payout'),
      which: fc.nat(5),
      step: fc.constantFrom(
        'SendPayout',
        'PayPayout',
        'CancelPayout',
        'FailPayout',
        'ReversePayout',
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('run') }) },
) as fc.Arbitrary<Act>;

export const lives: fc.Arbitrary<readonly Act[]> = fc.array(act, {
  minLength: 20,
  maxLength: 60,
  size: 'max',
});

export class MerchantLife {
  readonly journal: Posting[] = [];
  readonly events: MerchantEvent[] = [];
  /** All there is to tell, by partition. */
  readonly facts: Movement[][] = Array.from({ length: partitions }, () => []);
  state: MerchantState = merchant.initialState;
  private now = startAt;
  private count = 0;
  private position = 0;

  /** `look` sees each event, with the state before it. */
  constructor(private readonly look: (event: MerchantEvent, before: MerchantState) => void) {
    const schedule = { interval: 'daily' } as const;
    this.decide({ type: 'SetPayoutSchedule', caller, schedule, at: this.now });
  }

  do(act: Act): void {
    if (act.kind === 'charge') return this.charge(act.partition, act.steps);
    if (act.kind === 'pass') {
      this.now += act.days * dayMs;
      return this.decide({ type: 'ReleaseFunds', at: this.now });
    }
    const command = this.commandOf(act);
    if (command !== undefined) this.decide(command);
  }

  tellAll(): void {
    this.facts.forEach((_, partition) =>
      this.do({ kind: 'tell', partition, again: 0, most: Number.MAX_SAFE_INTEGER }),
    );
  }

  private decide(command: MerchantCommand): void {
    const decision = merchant.decide(command, this.state);
    if (!decision.accepted) return;
    for (const event of decision.events) {
      this.look(event, this.state);
      this.state = merchant.evolve(this.state, event);
      this.events.push(event);
      this.journal.push(...postings(event, null));
    }
  }

  private charge(partition: number, steps: readonly Step[]): void {
    const facts = this.facts[partition] as Movement[];
    play(steps, (event, charge) => {
      const later = { ...event, at: event.at + (this.now - startAt) };
      this.position += 1;
      if (charge.status === 'none') return;
      this.journal.push(...postings(later, charge));
      const change = movementOf(later, charge);
      if (change !== null) facts.push({ partition, position: this.position, ...change });
    });
  }

  private commandOf(act: Exclude<Act, { kind: 'charge' | 'pass' }>): MerchantCommand | undefined {
    const { now: at } = this;
    const id = `${act.kind}_${(this.count += 1)}`;
    const amountOf = (part: number) => (this.available() * BigInt(part) + 99n) / 100n;
    switch (act.kind) {
      case 'tell':
        return { type: 'RecordFunds', ...caller, movements: this.untold(act), at };
      case 'pay': {
        const terms = { description: null, statementDescriptor: null, metadata: {} };
        const payout = { id, amount: amountOf(act.percent), currency: 'hkd', ...terms };
        return { type: 'CreatePayout', caller, payout, at };
      }
      case 'hold': {
        const held = { amount: amountOf(act.percent), currency: 'hkd', description: null };
        return { type: 'HoldReserve', caller, reserveId: id, ...held, at };
      }
      case 'free': {
        const reserve = this.state.merchant?.reserves[act.which];
        if (reserve === undefined) return undefined;
        const amount = act.which === 0 ? null : (reserve.amount + 1n) / 2n;
        return { type: 'ReleaseReserve', caller, reserveId: reserve.id, releaseId: id, amount, at };
      }
      case 'convert': {
        const from = { currency: 'hkd', amount: amountOf(act.percent) };
        const terms = { rate: { numerator: 128n, denominator: 1000n }, marginBps: 150 };
        return { type: 'ConvertFunds', caller, conversionId: id, from, to: 'usd', ...terms, at };
      }
      case 'payout':
        return this.payoutStep(act.step, act.which, id);
      case 'run':
        return { type: 'RunPayoutSchedule', payoutIds: { hkd: `${id}_hkd`, usd: `${id}_usd` }, at };
    }
  }

  private available = () => fundsOf(this.state.merchant, 'hkd').available;

  private untold({ partition, again, most }: Extract<Act, { kind: 'tell' }>): Movement[] {
    const facts = this.facts[partition] ?? [];
    const known = this.state.merchant?.positions[String(partition)] ?? 0;
    const told = facts.filter(({ position }) => position <= known).length;
    return facts.slice(Math.max(0, told - again), Math.min(facts.length, told + most));
  }

  private payoutStep(
    type: Extract<Act, { kind: 'payout' }>['step'],
    which: number,
    id: string,
  ): MerchantCommand | undefined {
    const payoutId = this.state.merchant?.payouts[which]?.id;
    if (payoutId === undefined) return undefined;
    const { now: at } = this;
    switch (type) {
      case 'SendPayout':
      case 'PayPayout':
        return { type, payoutId, at };
      case 'CancelPayout':
        return { type, caller, payoutId, at };
      case 'FailPayout':
        return { type, caller, payoutId, failure: { code: 'account_closed', message: '' }, at };
      case 'ReversePayout':
        return { type, caller, payoutId, reversalId: id, metadata: {}, at };
    }
  }
}
