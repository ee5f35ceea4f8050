/** One page of a list; `url` is the path to ask for the next one, without its query. */
export const renderList = <T>(url: string, data: readonly T[], hasMore: boolean) => ({
  object: 'list' as const,
  data: [...data],
  has_more: hasMore,
  url,
});
