// Histories for property tests: whatever merchants and acquirers do, decided by the real decider.
import { deriveSuffix, idOf, parseId } from '@ledgerway/contracts';
import { openIntents, type ChargeCommand, type Terms } from '@ledgerway/domain';
import fc from 'fast-check';
import { approved, chargeIdOf, startMs, termsOf, WrittenLog } from './written-log.js';

export type Step = {
  readonly charge: number;
  readonly does: 'create' | 'capture' | 'refund' | 'update' | 'expire' | 'answer';
  readonly amount: number | null;
  readonly final: boolean;
  readonly answer: 'approved' | 'declined' | 'done' | 'failed' | 'unknown' | 'pending';
  readonly afterMs: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  charge: fc.nat(5),
  does: fc.constantFrom(
    'create',
    'answer',
    'answer',
    'answer',
    'capture',
    'refund',
    'update',
    'expire',
  ),
  amount: fc.option(fc.integer({ min: 1, max: 900 })),
  final: fc.boolean(),
  answer: fc.constantFrom(
    'approved',
    'approved',
    'done',
    'done',
    'declined',
    'failed',
    'unknown',
    'pending',
  ),
  afterMs: fc.constantFrom(0, 0, 1, 1, 999, 999, 60_000, 60_000, 8 * 24 * 60 * 60 * 1000),
});

export const histories = fc.array(step, { minLength: 20, maxLength: 90, size: 'max' });

/** Two merchants, one of them in both modes; half of the charges are captured later. */
export const historyTerms = (charge: number): Terms =>
  termsOf(charge, {
    merchantId: charge % 3 === 0 ? 'acct_two' : 'acct_one',
    livemode: charge % 3 === 1,
    currency: charge === 5 ? 'jpy' : 'hkd',
    capture: charge % 2 === 0 ? 'automatic' : 'manual',
    details: {
      ...termsOf(charge).details,
      description: charge === 4 ? 'a "quoted" {text}, 陳大文 \\' : null,
      customer: charge % 2 === 0 ? 'cus_1' : null,
      transferGroup: charge === 2 ? 'NULL' : null,
    },
  });

export async function writeHistory(log: WrittenLog, steps: readonly Step[]): Promise<void> {
  let at = startMs;
  for (const [index, step] of steps.entries()) {
    at += step.afterMs;
    const command = commandOf(log, step, index, at);
    if (command !== undefined) await log.run(chargeIdOf(step.charge), command);
  }
}

function commandOf(
  log: WrittenLog,
  step: Step,
  index: number,
  at: number,
): ChargeCommand | undefined {
  const terms = historyTerms(step.charge);
  const { core } = parseId(terms.chargeId)!;
  const id = (prefix: 're' | 'cap', what: string) =>
    idOf(prefix, core, deriveSuffix(what, String(index)));
  const caller = { merchantId: terms.merchantId, livemode: terms.livemode };
  const amount = step.amount === null ? null : BigInt(step.amount);
  const { final } = step;
  // A refund may come too early: it is refused, and the stream has no charge yet.
  const unborn = step.does !== 'refund' && log.stream(terms.chargeId).state.status === 'none';
  switch (unborn ? 'create' : step.does) {
    case 'create':
      return { type: 'CreateCharge', terms, at };
    case 'capture': {
      const [captureId, releaseId] = [id('cap', 'capture'), id('re', 'release')];
      return { type: 'CaptureCharge', caller, captureId, amount, final, releaseId, at };
    }
    case 'refund':
      return {
        type: 'RefundCharge',
        caller,
        refundId: id('re', 'refund'),
        amount,
        reason: null,
        metadata: {},
        at,
      };
    case 'update':
      return { type: 'UpdateCharge', caller, changes: { description: `changed ${index}` }, at };
    case 'expire':
      return { type: 'ExpireAuthorization', releaseId: id('re', 'expiry'), at };
    case 'answer':
      return answerOf(log, step, at);
  }
}

/** The acquirer's answer to the oldest open question, if there is one it fits. */
function answerOf(
  log: WrittenLog,
  { charge, answer }: Step,
  at: number,
): ChargeCommand | undefined {
  const [intent] = openIntents(log.stream(chargeIdOf(charge)).state);
  if (intent === undefined) return undefined;
  if (intent.kind === 'authorize') {
    const decline = {
      code: 'card_declined',
      declineCode: null,
      message: 'No.',
      param: null,
      blocked: false,
    };
    const outcome =
      answer === 'unknown'
        ? ({ kind: 'unknown' } as const)
        : answer === 'declined'
          ? ({ kind: 'declined', decline } as const)
          : approved;
    return { type: 'RecordAuthorization', outcome, at };
  }
  const step =
    answer === 'unknown'
      ? ({ kind: 'unknown' } as const)
      : answer === 'failed'
        ? ({ kind: 'failed', failure: 'declined' } as const)
        : ({ kind: 'done', acquirerReference: 'ref-2' } as const);
  if (intent.kind === 'capture')
    return { type: 'RecordCapture', captureId: intent.intentId, outcome: step, at };
  if (intent.kind === 'void')
    return { type: 'RecordVoid', refundId: intent.intentId, outcome: step, at };
  const outcome = answer === 'pending' ? ({ kind: 'pending' } as const) : step;
  return { type: 'RecordRefund', refundId: intent.intentId, outcome, at };
}
