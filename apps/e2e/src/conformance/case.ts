// One statement of the public contract, as something that can be run.
import type { Merchant } from './merchant.js';

export type Case = {
  readonly name: string;
  /**
   * `every`: through the SDK, of every supported major. `newest`: through the newest SDK only, because
   * the older ones lack the call, or because it waits for something that no SDK has a part in.
   * `wire`: plain HTTP, so one run says it for all SDKs.
   */
  readonly reach: 'every' | 'newest' | 'wire';
  readonly run: (merchant: Merchant) => Promise<unknown>;
};

/** Cases that share one merchant account, which nobody else uses. */
export type Area = { readonly name: string; readonly cases: readonly Case[] };

type Run = Case['run'];

export const viaSdk = (name: string, run: Run): Case => ({ name, reach: 'every', run });
export const viaNewestSdk = (name: string, run: Run): Case => ({ name, reach: 'newest', run });
export const onTheWire = (name: string, run: Run): Case => ({ name, reach: 'wire', run });
