// How lists are asked for, whatever they list. Newest first; the order is total.

/** Whose objects: a query never sees another account's, nor the other mode's. */
export type Tenant = { readonly merchantId: string; readonly livemode: boolean };

/** Log positions by partition that the answer must include (a client reads its own writes). */
export type Positions = readonly (readonly [partition: number, position: string])[];

/** Unix seconds, as the API has them. */
export type TimeRange = { gt?: number; gte?: number; lt?: number; lte?: number };

export type Page = {
  /** 1 to 100. */
  readonly limit: number;
  /** Exclusive cursors: ids of objects of this list. At most one of them is given. */
  readonly startingAfter?: string;
  readonly endingBefore?: string;
  readonly created?: TimeRange;
};

/** `unknownCursor`: the cursor names nothing that this tenant ever had. */
export type Listed<T> =
  { readonly data: readonly T[]; readonly hasMore: boolean } | { readonly unknownCursor: true };
