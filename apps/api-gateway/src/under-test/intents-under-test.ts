// Payment intents as specs begin with them, made over HTTP.
import type { GatewayUnderTest, Response } from './gateway-under-test.js';

/** Parameters by their spelling in a form: `{ 'card[number]': '42…' }`. */
export type Form = Readonly<Record<string, string | number | boolean | undefined>>;

export const formOf = (params: Form): string =>
  new URLSearchParams(
    Object.entries(params)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();

export const back = 'https://shop.example/back';

export function intentsOf(gateway: () => GatewayUnderTest) {
  const post = (path: string, params: Form = {}, key?: string): Promise<Response> =>
    gateway().call('POST', path, { body: formOf(params), ...(key !== undefined && { key }) });
  const create = (params: Form = {}) =>
    post('/v1/payment_intents', { amount: 2000, currency: 'hkd', ...params });
  const confirmed = (params: Form = {}) =>
    create({ payment_method: 'pm_card_visa', confirm: true, ...params });
  const byWallet = (type: 'alipay' | 'wechat_pay' | 'fps', params: Form = {}) =>
    create({
      'payment_method_types[0]': type,
      'payment_method_data[type]': type,
      confirm: true,
      return_url: back,
      ...(type === 'wechat_pay' && { 'payment_method_options[wechat_pay][client]': 'web' }),
      ...params,
    });
  return {
    post,
    create,
    confirmed,
    byWallet,
    /** The text of the FPS reference in the code that an intent shows. */
    referenceIn: ({ json }: Response): string =>
      /62\d\d05\d\d(.{23,25})6304/.exec(json.next_action.fps_display_qr_code.data as string)![1]!,
    retrieve: (id: string) => gateway().call('GET', `/v1/payment_intents/${id}`),
    customer: async (): Promise<string> => (await post('/v1/customers')).json.id as string,
    /** A method in a stream of its own. */
    method: async (token = 'tok_visa'): Promise<string> =>
      (await post('/v1/payment_methods', { type: 'card', 'card[token]': token })).json.id as string,
    attached: async (customer: string, method = 'pm_card_visa'): Promise<string> =>
      (await post(`/v1/payment_methods/${method}/attach`, { customer })).json.id as string,
  };
}
