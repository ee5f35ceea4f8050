/** An event of the API, as far as it matters here. */
export type ApiEvent = {
  readonly id: string;
  readonly type: string;
  /** Unix seconds. */
  readonly created: number;
  readonly livemode: boolean;
  readonly data: { readonly object: { readonly id?: string } };
};
