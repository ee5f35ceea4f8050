/** The answer to a deletion. */
export const renderDeleted = <T extends string>(object: T, id: string) => ({
  id,
  object,
  deleted: true as const,
});
