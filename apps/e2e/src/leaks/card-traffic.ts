// Every way in which a card number or a security code can be sent to the API, right and wrong.
import type { Deployment } from '../deployment/deployment.js';

export type Asked = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

type Answer = Awaited<ReturnType<Deployment['request']>>;

/** One number for each way, so that a leak says where it came from. All pass the Luhn check. */
export const numbers = {
  'of a token': '4242424242424242',
  'of a token, typed with spaces': '5555555555554444',
  'of a token of four-digit code': '378282246310005',
  'of a token in JSON': '6011111111111117',
  'of a payment method': '3566002020360505',
  'of a customer’s source': '4000056655665556',
  'of a new source': '5200828282828210',
  'of payment_method_data': '4000003440000004',
  'of a setup': '4000000000003055',
  'of a challenged card': '4000002760003184',
  'of a declined card': '4000000000009995',
  'of nobody’s test card': '4539578763621486',
  'of a call that breaks': '4000000320000021',
  'where an id belongs': '5105105105105100',
  'in a charge': '4000000000000077',
  'under an unknown name': '4000007020000003',
  'in a wrong amount': '4000001560000002',
  'in a URL': '4000003920000003',
  'in a header': '4000008260000000',
  'in a body of a wrong type': '4000002760000016',
  'in a broken body': '4000002500000003',
} as const;

/** Numbers that are refused because they are wrong: a payer's card all the same, but for a digit. */
export const wrongNumbers = {
  'with a wrong check digit': '4242424242424241',
  'with a digit missing': '555555555555444',
} as const;

export const codes = { 'of three digits': '739', 'of four digits': '9173' } as const;
/** Refused, and long enough to be found wherever it is. */
export const wrongCode = '91730465';

type Fields = Readonly<Record<string, string>>;

const card = (number: string, more: Fields = {}): Fields => ({
  number,
  exp_month: '12',
  exp_year: '2034',
  cvc: codes['of three digits'],
  ...more,
});

/** `in`: the name of the parameter that the fields are in, as `payment_method_data[card]`. */
const form = (fields: Fields, within?: string): string =>
  Object.entries(fields)
    .map(([name, value]) => [within === undefined ? name : `${within}[${name}]`, value])
    .map((pair) => pair.map((text) => encodeURIComponent(text ?? '')).join('='))
    .join('&');

const post = (path: string, body: string, headers: Fields = {}): Asked => ({
  method: 'POST',
  path,
  body,
  headers,
});
const get = (path: string, headers: Fields = {}): Asked => ({ method: 'GET', path, headers });

const token = (number: string, more?: Fields) =>
  post('/v1/tokens', form(card(number, more), 'card'));
const sale = 'amount=2000&currency=hkd&description=';
const intent = `${sale}&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never`;

const refusedTraffic: readonly Asked[] = [
  token(wrongNumbers['with a wrong check digit']),
  token(wrongNumbers['with a digit missing']),
  token(numbers['of a token'], { cvc: wrongCode }),
  token(numbers['of a token'], { security_code: wrongCode }),
  post('/v1/tokens', form({ cvc: wrongCode }, 'cvc_update')),
  post('/v1/charges', `${sale}&${form(card(numbers['in a charge']), 'source')}`),
  post('/v1/charges', `${sale}&${form(card(numbers['in a charge']), 'card')}`),
  ...['source', 'customer'].map((param) =>
    post('/v1/charges', `${sale}&${param}=${numbers['where an id belongs']}`),
  ),
  post('/v1/refunds', `charge=${numbers['where an id belongs']}`),
  post('/v1/customers', `source=${numbers['where an id belongs']}`),
  post('/v1/payment_intents', `${intent}&payment_method=${numbers['where an id belongs']}`),
  post('/v1/payment_methods/pm_card_visa/attach', `customer=${numbers['where an id belongs']}`),
  post('/v1/charges', `${sale}&source=tok_visa&pan=${numbers['under an unknown name']}`),
  post('/v1/charges', `${sale}&source=tok_visa&${numbers['under an unknown name']}=1`),
  post('/v1/charges', `${sale}&source=tok_visa&expand[]=${numbers['under an unknown name']}`),
  post('/v1/charges', `amount=${numbers['in a wrong amount']}&currency=hkd&source=tok_visa`),
  post('/v1/charges', `amount=20&currency=${numbers['in a wrong amount']}&source=tok_visa`),
  post('/v1/charges', `${sale}&source=tok_visa&capture=${numbers['in a wrong amount']}`),
  get(`/v1/charges/${numbers['in a URL']}`),
  get(`/v1/payment_intents/${numbers['in a URL']}`),
  get(`/v1/customers/${numbers['in a URL']}/sources`),
  get(`/v1/charges?starting_after=${numbers['in a URL']}`),
  get(`/v1/charges?${form(card(numbers['in a URL']), 'card')}`),
  get(`/v1/charges?limit=${numbers['in a URL']}`),
  get(`/v1/${numbers['in a URL']}`),
  get('/v1/balance', { authorization: `Bearer ${numbers['in a header']}` }),
  get('/v1/balance', { 'stripe-version': numbers['in a header'] }),
  post('/v1/tokens', `number is ${numbers['in a body of a wrong type']}`, {
    'content-type': 'text/plain',
  }),
  post('/v1/tokens', `card[number=${numbers['in a broken body']}`),
  post('/v1/tokens', `card[number]=${numbers['in a broken body']}&card[number]=1`),
  post('/v1/tokens', `{"card":{"number":"${numbers['in a broken body']}",`, {
    'content-type': 'application/json',
  }),
];

/** Sends all of it, each request that makes something twice; @returns what was answered. */
export async function sendCards(deployment: Deployment): Promise<Answer[]> {
  const answers: Answer[] = [];
  const ask = async ({ method, path, ...sent }: Asked, status?: number): Promise<Answer> => {
    const headers = { 'idempotency-key': `leaks-${answers.length}`, ...sent.headers };
    const once = () => deployment.request(method, path, { ...sent, headers });
    const answer = await once();
    const again = method === 'POST' ? await once() : answer;
    answers.push(answer, again);
    if (status !== undefined) expect(answer).toMatchObject({ status, text: again.text });
    return answer;
  };
  const idOf = async (asked: Asked): Promise<string> => {
    const { json } = await ask(asked, 200);
    return json['id'] as string;
  };
  const charge = (source: string) => post('/v1/charges', `${sale}&source=${source}`);

  for (const [asked, status] of [
    [token(numbers['of a token']), 200],
    [token('5555 5555-5555 4444'), 200],
    [token(numbers['of a token of four-digit code'], { cvc: codes['of four digits'] }), 200],
    [token(numbers['of a declined card']), 402],
    [token(numbers['of nobody’s test card']), 402],
  ] as const)
    await ask(charge(await idOf(asked)), status);
  const json = JSON.stringify({ card: card(numbers['of a token in JSON']) });
  await idOf(post('/v1/tokens', json, { 'content-type': 'application/json' }));
  await sendToBeKept(ask, idOf);
  const tripped = await idOf(token(numbers['of a call that breaks']));
  await ask(post('/v1/test_helpers/acquirer', 'fail=reset&count=1'), 200);
  await ask(charge(tripped), 200);
  for (const asked of refusedTraffic) {
    const { status } = await ask(asked);
    expect({ asked, status: status >= 400 && status < 500 }).toMatchObject({ status: true });
  }
  return answers;
}

/** Cards that are kept: with a customer, as a payment method, on the way to a payment. */
async function sendToBeKept(
  ask: (asked: Asked, status?: number) => Promise<Answer>,
  idOf: (asked: Asked) => Promise<string>,
): Promise<void> {
  const source = form(card(numbers['of a customer’s source'], { object: 'card' }), 'source');
  const customer = await idOf(post('/v1/customers', source));
  await ask(post('/v1/charges', `${sale}&customer=${customer}`), 200);
  const another = form(card(numbers['of a new source'], { object: 'card' }), 'source');
  await ask(post(`/v1/customers/${customer}/sources`, another), 200);

  const method = await idOf(
    post('/v1/payment_methods', `type=card&${form(card(numbers['of a payment method']), 'card')}`),
  );
  await ask(post(`/v1/payment_methods/${method}/attach`, `customer=${customer}`), 200);
  await ask(
    post(
      '/v1/payment_intents',
      `${intent}&confirm=true&customer=${customer}&payment_method=${method}`,
    ),
    200,
  );
  for (const number of ['of payment_method_data', 'of a challenged card'] as const) {
    const data = form(card(numbers[number]), 'payment_method_data[card]');
    await ask(
      post('/v1/payment_intents', `${intent}&confirm=true&payment_method_data[type]=card&${data}`),
      200,
    );
  }
  const setUp = form(card(numbers['of a setup']), 'payment_method_data[card]');
  await ask(
    post(
      '/v1/setup_intents',
      `confirm=true&return_url=https%3A%2F%2Fshop.example&payment_method_data[type]=card&${setUp}`,
    ),
    200,
  );
}
