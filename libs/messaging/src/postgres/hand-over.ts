// What was just appended need not be read back: a subscriber of the same log instance that stands
// exactly where the records begin gets them as they are. Whoever stands elsewhere reads as usual.
import type { LogRecord, OutgoingRecord } from '../port.js';
import type { AppendItem, Placed } from './append.js';

export type HandOver = {
  readonly topicId: number;
  readonly partition: number;
  readonly from: bigint;
  readonly records: readonly LogRecord[];
};

/** The appended records as their readers will see them, by topic and partition. */
export function handOvers(items: readonly AppendItem[], placed: readonly Placed[]): HandOver[] {
  const byPlace = new Map<string, OutgoingRecord[]>();
  for (const { topicId, records } of items)
    for (const record of records) {
      const place = `${topicId}/${record.partition}`;
      const some = byPlace.get(place);
      if (some === undefined) byPlace.set(place, [record]);
      else some.push(record);
    }
  return placed.map(({ topicId, partition, from }) => {
    const appended = byPlace.get(`${topicId}/${partition}`) ?? [];
    const records = appended.map(({ headers = {}, value }, index) => ({
      offset: from + BigInt(index),
      headers,
      value,
    }));
    return { topicId, partition, from, records };
  });
}
