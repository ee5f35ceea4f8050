// Reads the sandbox acquirer's own book: what it did, whatever the event log says it was asked.
import type pg from 'pg';
import { fact, type Fact } from './facts.js';

type EntryRow = {
  intent_id: string;
  kind: 'authorization' | 'sale' | 'capture' | 'void' | 'refund' | 'cancel_refund';
  authorization_intent_id: string | null;
  amount: string;
  outcome: string;
  failure: string | null;
};

const entriesSql = `
  select intent_id, kind, authorization_intent_id, amount, outcome ->> 'kind' as outcome,
         outcome ->> 'failure' as failure
  from acquirer_sandbox.entries where merchant_id = $1`;

export async function readBook(client: pg.Client, merchant: string): Promise<Fact[]> {
  const { rows } = await client.query<EntryRow>(entriesSql, [merchant]);
  return rows.flatMap(factsOf);
}

function factsOf({ intent_id: intent, kind, amount, outcome, ...row }: EntryRow): Fact[] {
  const charge = row.authorization_intent_id ?? intent;
  if (outcome === 'declined') return [fact.declined(charge)];
  // A cancellation shows in the refund that it took back; one that came too late changed nothing.
  if (kind === 'cancel_refund') return [];
  if (kind === 'refund' && row.failure === 'canceled') return [fact.unrefunded(intent)];
  if (outcome !== 'approved' && outcome !== 'done') return [`${kind} ${intent} is ${outcome}`];
  const minorUnits = BigInt(amount);
  switch (kind) {
    case 'authorization':
      return [fact.authorized(charge, minorUnits)];
    case 'sale':
      return [fact.authorized(charge, minorUnits), fact.captured(charge, minorUnits)];
    case 'capture':
      return [fact.captured(charge, minorUnits)];
    case 'void':
      return [fact.voided(charge)];
    case 'refund':
      return [fact.refunded(intent, charge, minorUnits)];
  }
}
