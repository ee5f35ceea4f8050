// A merchant with an account of its own: its keys, its SDK, and plain HTTP for what no SDK sends.
import type Stripe from 'stripe';
import { sdkFor, type Deployment } from '../deployment/deployment.js';
import { formOf, type FormValue } from './form.js';

export type Keys = Readonly<
  Record<'publishable' | 'secret' | 'live_publishable' | 'live_secret', string>
>;
export type SdkMaker = (base: string, key: string) => Stripe;

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // The wire is what is under test: its JSON has no type that could be trusted.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
};

export type WireOptions = {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export class Merchant {
  /** What `expectEvents` was told, to be looked at again when the area is over. */
  readonly expectedEvents: { readonly about: string; readonly types: readonly string[] }[] = [];
  readonly stripe: Stripe;

  private constructor(
    readonly deployment: Deployment,
    readonly id: string,
    readonly keys: Keys,
    private readonly makeSdk: SdkMaker,
  ) {
    this.stripe = this.sdk();
  }

  static async open(deployment: Deployment, makeSdk: SdkMaker = sdkFor): Promise<Merchant> {
    const { json } = await deployment.request('POST', '/v1/accounts', {
      key: deployment.credentials.operator_key,
      body: formOf({ country: 'HK', default_currency: 'hkd', email: 'owner@example.com' }),
    });
    const { id, keys } = json as { id: string; keys: Keys };
    return new Merchant(deployment, id, keys, makeSdk);
  }

  /** Another account on the same server. */
  another(): Promise<Merchant> {
    return Merchant.open(this.deployment, this.makeSdk);
  }

  sdk(key = this.keys.secret): Stripe {
    return this.makeSdk(this.deployment.base, key);
  }

  /** What the operator of the installation sets of this account. */
  setByOperator(params: FormValue): Promise<Answer> {
    const key = this.deployment.credentials.operator_key;
    return this.post(`/v1/accounts/${this.id}`, params, { key });
  }

  get(path: string, options: WireOptions = {}): Promise<Answer> {
    return this.send('GET', path, undefined, options);
  }

  post(path: string, params: FormValue = {}, options: WireOptions = {}): Promise<Answer> {
    return this.send('POST', path, formOf(params), options);
  }

  delete(path: string, options: WireOptions = {}): Promise<Answer> {
    return this.send('DELETE', path, undefined, options);
  }

  /** Sends `body` as it is: a form, unless the headers say something else. */
  send(method: string, path: string, body: string | undefined, options: WireOptions = {}) {
    const { key = this.keys.secret, headers } = options;
    return this.deployment.request(method, path, {
      key,
      ...(body !== undefined && { body }),
      ...(headers !== undefined && { headers: { ...headers } }),
    }) as Promise<Answer>;
  }
}
