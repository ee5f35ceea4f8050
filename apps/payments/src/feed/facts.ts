// What the events of charges say about what merchants are owed.
import type { EventRecord } from '@ledgerway/contracts';
import { movementOf, movesFunds, type Caller, type Movement } from '@ledgerway/domain';
import type { EventReader, StoredEvent } from '@ledgerway/event-store';
import { emptyStream, fold } from '../processor/stream.js';

export type Fact = Caller & { readonly movement: Movement };

type Recorded = Pick<EventRecord, 'partition' | 'position' | 'event'> & {
  readonly state: Pick<EventRecord['state'], 'charge'>;
};

function factOf({ partition, position, event, state: { charge } }: Recorded): Fact | undefined {
  const change = movementOf(event, charge);
  if (change === null || charge === null) return undefined;
  const { merchantId, livemode } = charge.terms;
  return { merchantId, livemode, movement: { partition, position: Number(position), ...change } };
}

const isFact = (fact: Fact | undefined): fact is Fact => fact !== undefined;

export const factsOf = (records: readonly Recorded[]): Fact[] => records.map(factOf).filter(isFact);

/** Facts of the events up to `through`, in order. */
export type FactPage = { readonly facts: readonly Fact[]; readonly through: bigint };

/** The facts of at most `limit` events after a position; none at the end of the log. */
export async function readFacts(
  reader: EventReader,
  partition: number,
  after: bigint,
  limit: number,
): Promise<FactPage> {
  const page = await reader.readPartition(partition, after, limit);
  const through = page.at(-1)?.position ?? after;
  const moving = new Set(page.filter(({ type }) => movesFunds(type)).map((one) => one.streamId));
  const refs = [...moving].map((streamId) => ({ partition, streamId }));
  const streams = refs.length === 0 ? [] : [...(await reader.readStreams(refs)).values()];
  const facts = streams.flatMap((events) => factsOfStream(events).filter(isFactIn(after, through)));
  return { facts: facts.sort(byPosition), through };
}

const byPosition = (a: Fact, b: Fact) => a.movement.position - b.movement.position;
const isFactIn =
  (after: bigint, through: bigint) =>
  ({ movement: { position } }: Fact) =>
    BigInt(position) > after && BigInt(position) <= through;

function factsOfStream(events: readonly StoredEvent[]): Fact[] {
  const [first] = events;
  if (first === undefined) return [];
  const stream = emptyStream(first);
  return factsOf(
    events.map((stored) => {
      const event = fold(stream, stored);
      const { partition, position } = stored;
      return { partition, position, event, state: stream.state };
    }),
  );
}
