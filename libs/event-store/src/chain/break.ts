/**
 * What is wrong at a place of the log.
 * `altered`: its bytes are not those that were hashed.
 * `missing`: no event stands at this position.
 * `version_gap`: the event before it in its stream is not there.
 * `reordered`: it belongs to another position.
 * `rewritten`: an event and its hashes that fit each other, but not what was sealed here.
 * `missing_tail`: the log ends, and a seal or the head knows of more.
 * `bad_seal`: the events are as they were, a seal is not.
 */
export type BreakReason =
  'altered' | 'missing' | 'version_gap' | 'reordered' | 'rewritten' | 'missing_tail' | 'bad_seal';

export type LogBreak = {
  readonly partition: number;
  readonly position: bigint;
  /** Null where there is no event. */
  readonly streamId: string | null;
  readonly version: number | null;
  readonly reason: BreakReason;
  /** One sentence. */
  readonly detail: string;
};

export function placeOfBreak({ partition, position, streamId, version }: LogBreak): string {
  const event = streamId === null ? '' : `, stream ${streamId}, version ${version}`;
  return `partition ${partition}, position ${position}${event}`;
}

export const breakInWords = (found: LogBreak): string =>
  `${placeOfBreak(found)}: ${found.reason}: ${found.detail}`;
