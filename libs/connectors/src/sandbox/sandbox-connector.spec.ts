import { ManualClock } from '@ledgerway/testing';
import { connectorConformance, conformanceMerchant } from '../conformance.js';
import { InMemoryFaults, type FaultKind } from './faults.js';
import { InMemoryBook } from './in-memory-book.js';
import { SandboxConnector } from './sandbox-connector.js';
import { cardOf, sandboxUnderTest } from './sandbox-under-test.js';

function inMemory() {
  const [book, faults, clock] = [new InMemoryBook(), new InMemoryFaults(), new ManualClock()];
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => failures.push(error);
  const connector = new SandboxConnector({ book, faults, clock, onFailure });
  return { connector, book, faults, clock, failures };
}

connectorConformance('the sandbox on a book in memory', async () => {
  const parts = inMemory();
  return sandboxUnderTest(parts, async () => parts.connector.stop());
});

const money = { ...conformanceMerchant, amount: 1000n, currency: 'hkd' };
const sale = {
  ...money,
  intentId: 'ch_1',
  method: 'card',
  authenticated: false,
  offSession: false,
  bankReference: null,
  capture: true,
} as const;
const refund = { ...money, intentId: 're_1', authorizationIntentId: 'ch_1' };
const deadlineMs = 10_000;

async function sold(instrument = 'tok_visa') {
  const parts = inMemory();
  const card = cardOf(instrument);
  await parts.connector.authorize({ ...sale, card }, deadlineMs);
  return parts;
}

describe('a pending refund of the sandbox', () => {
  const lookedUp = async ({ connector }: { connector: SandboxConnector }) =>
    connector.lookup('re_1', deadlineMs);
  const step = (outcome: object) => ({ kind: 'step', outcome });

  it.each([
    ['tok_pendingRefund', 2_000, { kind: 'done', acquirerReference: expect.any(String) }],
    ['tok_refundFail', 1_000, { kind: 'failed', failure: 'expired_or_canceled_card' }],
  ])('of %s ends after %d ms, and stays ended', async (instrument, afterMs, outcome) => {
    const parts = await sold(instrument);
    expect(await parts.connector.refund(refund, deadlineMs)).toEqual({ kind: 'pending' });
    parts.clock.advance(afterMs - 1);
    expect(await lookedUp(parts)).toEqual(step({ kind: 'pending' }));
    parts.clock.advance(1);
    expect(await lookedUp(parts)).toEqual(step(outcome));
    expect(await parts.connector.refund(refund, deadlineMs)).toEqual(outcome);
  });

  it('gives its money back when it failed', async () => {
    const parts = await sold('tok_refundFail');
    await parts.connector.refund(refund, deadlineMs);
    parts.clock.advance(1_000);
    await lookedUp(parts);
    const again = await parts.connector.refund({ ...refund, intentId: 're_2' }, deadlineMs);
    expect(again).toEqual({ kind: 'pending' });
  });

  it('can be made to fail while it is pending', async () => {
    const parts = await sold('tok_pendingRefund');
    await parts.connector.refund(refund, deadlineMs);
    expect(await parts.connector.failRefund('re_1')).toBe(true);
    expect(await lookedUp(parts)).toEqual(step({ kind: 'failed', failure: 'declined' }));
  });

  it('is not known to an acquirer that never made it', async () => {
    const { connector } = await sold();
    expect(await connector.failRefund('re_unheard')).toBe(false);
  });
});

describe('the faults of the sandbox', () => {
  const authorize = ({ connector }: { connector: SandboxConnector }, intentId: string, ms = 30) =>
    connector.authorize({ ...sale, intentId, card: cardOf('tok_visa'), capture: true }, ms);
  const program = (fail: FaultKind, latencyMs = 0, count = 1) => ({ fail, latencyMs, count });

  it.each([
    ['timeout', 'authorization'],
    ['timeout_before', 'absent'],
    ['reset', 'absent'],
    ['late_response', 'absent'],
  ] as const)('%s leaves a book that says: %s', async (fail, kind) => {
    const parts = inMemory();
    await parts.faults.program(conformanceMerchant, program(fail));
    expect(await authorize(parts, 'ch_1')).toEqual({ kind: 'unknown' });
    expect(await parts.connector.lookup('ch_1', deadlineMs)).toMatchObject({ kind });
    parts.connector.stop();
  });

  it('last for as many calls as programmed', async () => {
    const parts = inMemory();
    await parts.faults.program(conformanceMerchant, program('reset', 0, 2));
    const answers = [];
    for (const id of ['ch_1', 'ch_2', 'ch_3']) answers.push((await authorize(parts, id)).kind);
    expect(answers).toEqual(['unknown', 'unknown', 'approved']);
  });

  it('answer plainly after a latency below the deadline, and unknown beyond it', async () => {
    const parts = inMemory();
    await parts.faults.program(conformanceMerchant, program('none', 20, 1));
    expect(await authorize(parts, 'ch_1', deadlineMs)).toMatchObject({ kind: 'approved' });
    await parts.faults.program(conformanceMerchant, program('none', 60_000, 1));
    expect(await authorize(parts, 'ch_2')).toEqual({ kind: 'unknown' });
    parts.connector.stop();
  });

  it('do not reach another merchant, nor the other mode', async () => {
    const parts = inMemory();
    await parts.faults.program({ ...conformanceMerchant, livemode: true }, program('reset'));
    await parts.faults.program({ merchantId: 'acct_2', livemode: false }, program('reset'));
    expect(await authorize(parts, 'ch_1')).toMatchObject({ kind: 'approved' });
  });

  it('end when the connector stops: what waits is unknown, what is late is not done', async () => {
    const parts = inMemory();
    await parts.faults.program(conformanceMerchant, program('late_response'));
    const waiting = authorize(parts, 'ch_1', deadlineMs);
    await new Promise(setImmediate);
    parts.connector.stop();
    expect(await waiting).toEqual({ kind: 'unknown' });
    expect(await parts.book.entries()).toEqual([]);
    expect(parts.failures).toEqual([]);
  });
});

describe('an intent id that names something else', () => {
  it('gets no plain answer, and changes nothing', async () => {
    const parts = await sold();
    const { connector } = parts;
    expect(await connector.refund({ ...refund, intentId: 'ch_1' }, deadlineMs)).toEqual({
      kind: 'unknown',
    });
    expect(await parts.book.entries()).toHaveLength(1);
  });
});

describe('a refund that is taken back', () => {
  const cancel = { ...refund, intentId: 'cancel_1', refundIntentId: 're_1' };

  it('ends as canceled while it is pending, however often it is asked', async () => {
    const { connector } = await sold('tok_pendingRefund');
    await connector.refund(refund, deadlineMs);
    expect(await connector.cancelRefund(cancel, deadlineMs)).toMatchObject({ kind: 'done' });
    expect(await connector.cancelRefund(cancel, deadlineMs)).toMatchObject({ kind: 'done' });
    expect(await connector.lookup('re_1', deadlineMs)).toEqual({
      kind: 'step',
      outcome: { kind: 'failed', failure: 'canceled' },
    });
    // Its money is free again.
    const again = await connector.refund({ ...refund, intentId: 're_2' }, deadlineMs);
    expect(again.kind).toBe('pending');
  });

  it('stays as it is once it succeeded', async () => {
    const { connector } = await sold();
    await connector.refund(refund, deadlineMs);
    expect(await connector.cancelRefund(cancel, deadlineMs)).toEqual({
      kind: 'failed',
      failure: 'refund_not_pending',
    });
  });
});

describe('a disputed card', () => {
  const evidence = (text: string) => ({
    ...refund,
    intentId: 'ev_1',
    evidence: { uncategorized_text: text },
  });

  it('opens one dispute when its money is captured, told until it is heard', async () => {
    const { connector } = await sold('tok_createDispute');
    const told = await connector.notices(10);
    expect(told).toEqual([
      expect.objectContaining({ kind: 'dispute_opened', reason: 'fraudulent', warning: false }),
    ]);
    expect(await connector.notices(10)).toEqual(told);
    await connector.acknowledge([told[0]!.noticeId]);
    expect(await connector.notices(10)).toEqual([]);
  });

  it('opens none while its money is only authorized', async () => {
    const parts = inMemory();
    const card = cardOf('tok_createDispute');
    await parts.connector.authorize({ ...sale, capture: false, card }, deadlineMs);
    expect(await parts.connector.notices(10)).toEqual([]);
    const capture = { ...refund, intentId: 'cap_1', final: true };
    await parts.connector.capture(capture, deadlineMs);
    expect(await parts.connector.notices(10)).toHaveLength(1);
  });

  it.each([
    ['tok_createDispute', 'winning_evidence', 'won'],
    ['tok_createDispute', 'losing_evidence', 'lost'],
    ['tok_createDisputeInquiry', 'winning_evidence', 'warning_closed'],
  ])('of %s is closed by %s as %s', async (instrument, text, outcome) => {
    const { connector } = await sold(instrument);
    await connector.submitEvidence(evidence(text), deadlineMs);
    expect(await connector.notices(10)).toContainEqual(
      expect.objectContaining({ kind: 'dispute_closed', outcome }),
    );
  });

  it('stays open after evidence that says nothing', async () => {
    const { connector } = await sold('tok_createDispute');
    await connector.submitEvidence(evidence('a receipt'), deadlineMs);
    expect(await connector.notices(10)).toHaveLength(1);
  });
});

describe('a refund that comes back', () => {
  it('is told once it had succeeded, and never twice', async () => {
    const { connector } = await sold();
    await connector.refund(refund, deadlineMs);
    expect(await connector.failRefund('re_1')).toBe(true);
    expect(await connector.notices(10)).toEqual([
      expect.objectContaining({ kind: 'refund_returned', refundIntentId: 're_1' }),
    ]);
    expect(await connector.failRefund('re_1')).toBe(false);
  });
});

describe('a card that only the vault knows', () => {
  const vaulted = cardOf('vault:1');
  const numbered = (number: string) => {
    const parts = inMemory();
    const cards = {
      reveal: async () => ({ number }),
      testInstrument: (one: string) => (one === '4242424242424242' ? 'tok_visa' : undefined),
    };
    const { book, faults, clock } = parts;
    return { book, connector: new SandboxConnector({ book, faults, clock, cards }) };
  };
  const charge = (connector: SandboxConnector, livemode = false) =>
    connector.authorize({ ...sale, livemode, card: vaulted }, deadlineMs);

  it.each([
    ['a test number in test mode', '4242424242424242', false, { kind: 'approved' }],
    ['another number in test mode', '4111111111111111', false, { kind: 'declined' }],
    ['a test number in live mode', '4242424242424242', true, { kind: 'declined' }],
    ['another number in live mode', '4111111111111111', true, { kind: 'approved' }],
  ])('is answered by its number: %s', async (_, number, livemode, outcome) => {
    const { connector, book } = numbered(number);
    expect(await charge(connector, livemode)).toMatchObject(outcome);
    expect(JSON.stringify(await book.entries(), (_key, value) => String(value))).not.toContain(
      number,
    );
  });

  it('gets no plain answer while the vault does not answer', async () => {
    const { book, faults, clock } = inMemory();
    const cards = {
      reveal: () => Promise.reject(new Error('away')),
      testInstrument: () => undefined,
    };
    const connector = new SandboxConnector({ book, faults, clock, cards });
    expect(await charge(connector)).toEqual({ kind: 'unknown' });
  });
});
