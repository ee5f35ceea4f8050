// How lists are asked for and answered, whatever they list.
import { renderList, unknownCursor, type Listed, type Page } from '@ledgerway/contracts';
import { ApiException, ok, type Answer } from './answer.js';

/** One page as an answer. `url` is where the next one is asked for. */
export async function listAnswer<T>(
  listed: Listed<T>,
  list: { readonly url: string; readonly kind: string; readonly page: Page },
  render: (item: T) => unknown,
): Promise<Answer> {
  if ('unknownCursor' in listed) throw new ApiException(unknownCursorOf(list.kind, list.page));
  const data = await Promise.all(listed.data.map(render));
  return ok(renderList(list.url, data, listed.hasMore));
}

/** A list that can hold nothing so far. */
export const emptyPage: Listed<never> = { data: [], hasMore: false };

/** A page of a list that is in memory as a whole, newest first. */
export function pageFrom<T extends { readonly id: string }>(
  all: readonly T[],
  { limit, startingAfter, endingBefore }: Page,
): Listed<T> {
  const cursor = startingAfter ?? endingBefore;
  const at = cursor === undefined ? -1 : all.findIndex(({ id }) => id === cursor);
  if (cursor !== undefined && at < 0) return { unknownCursor: true };
  if (endingBefore !== undefined)
    return { data: all.slice(Math.max(at - limit, 0), at), hasMore: at > limit };
  return { data: all.slice(at + 1, at + 1 + limit), hasMore: all.length > at + 1 + limit };
}

const unknownCursorOf = (kind: string, { startingAfter, endingBefore }: Page) =>
  startingAfter === undefined
    ? unknownCursor('ending_before', kind, endingBefore ?? '')
    : unknownCursor('starting_after', kind, startingAfter);
