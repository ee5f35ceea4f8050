// One day of a tea shop in Hong Kong.
import type { Answer, ApiClient, Json } from '../api/api-client.js';
import { formOf, type Params } from '../api/form.js';
import type { Receiver } from './receiver.js';

type Say = (text: string) => void;

const post = (api: ApiClient, path: string, params: Params = {}): Promise<Answer> =>
  api.send('POST', path, formOf(params));

const hkd = (minor: unknown): string => `HK$${(Number(minor) / 100).toFixed(2)}`;

export async function runShopDay(api: ApiClient, receiver: Receiver, say: Say): Promise<void> {
  const endpoint = await openShop(api, receiver, say);
  try {
    await morning(api, say);
    await afternoon(api, say);
    await receiver.waitFor(10);
    await evening(api, receiver, say);
  } finally {
    await api.send('DELETE', `/v1/webhook_endpoints/${endpoint}`);
  }
}

async function openShop(api: ApiClient, receiver: Receiver, say: Say): Promise<string> {
  const { body } = expectOk(
    await post(api, '/v1/webhook_endpoints', {
      url: receiver.url,
      'enabled_events[]': '*',
      description: 'the shop’s own server',
    }),
  );
  receiver.secret = String(body['secret']);
  say('08:30  The shop opens. Its server listens for webhooks.');
  return String(body['id']);
}

async function morning(api: ApiClient, say: Say): Promise<void> {
  const tea = expectOk(await charge(api, 4800, 'tok_visa', 'two tins of pu-erh'));
  say(`09:10  Two tins of pu-erh, ${hkd(tea.body['amount'])}: ${String(tea.body['status'])}.`);
  const declined = await charge(api, 26000, 'tok_chargeDeclinedInsufficientFunds', 'a clay pot');
  const error = declined.body['error'] as Json;
  say(`10:45  A clay pot for ${hkd(26000)}: ${declined.status}, "${String(error['message'])}"`);
  const again = expectOk(await charge(api, 26000, 'tok_mastercard', 'a clay pot'));
  say(`10:47  With another card: ${String(again.body['status'])}.`);
  const refund = expectOk(
    await post(api, '/v1/refunds', { charge: String(again.body['id']), amount: '6000' }),
  );
  say(
    `11:30  The pot has a scratch: ${hkd(refund.body['amount'])} goes back, ${String(refund.body['status'])}.`,
  );
}

async function afternoon(api: ApiClient, say: Say): Promise<void> {
  const order = expectOk(await charge(api, 90000, 'tok_visa', 'tea for an office', 'false'));
  say(`14:00  An office orders tea for ${hkd(order.body['amount'])}: authorized, not captured.`);
  const id = String(order.body['id']);
  const shipped = expectOk(await post(api, `/v1/charges/${id}/capture`, { amount: '75000' }));
  say(
    `16:20  One tin is sold out: ${hkd(shipped.body['amount_captured'])} captured, the rest released.`,
  );
  const tasting = expectOk(await charge(api, 15000, 'tok_visa', 'a tasting', 'false'));
  expectOk(await post(api, '/v1/refunds', { charge: String(tasting.body['id']) }));
  say('17:00  A tasting is called off: its authorization is voided.');
}

async function evening(api: ApiClient, receiver: Receiver, say: Say): Promise<void> {
  say(
    `\n19:00  The shop closes. ${receiver.received.length} webhooks came, every signature right:`,
  );
  for (const { type, id } of receiver.received) say(`         ${type.padEnd(18)} ${id}`);
  const balance = await api.get('/v1/balance');
  say('\nThe balance:');
  for (const layer of ['pending', 'available'])
    for (const { amount, currency } of balance[layer] as Json[])
      say(
        `  ${layer.padEnd(10)} ${String(currency)} ${(Number(amount) / 100).toFixed(2).padStart(12)}`,
      );
  const entries = await api.get('/v1/ledger/entries', [['limit', '6']]);
  say('\nThe last entries of the journal (each adds up to zero):');
  for (const { event, postings } of entries['data'] as { event: string; postings: Json[] }[]) {
    say(`  ${event}`);
    for (const { account, layer, currency, amount } of postings)
      say(
        `    ${String(layer).padEnd(8)} ${(Number(amount) / 100).toFixed(2).padStart(10)} ${String(currency)}  ${String(account)}`,
      );
  }
}

const charge = (
  api: ApiClient,
  amount: number,
  source: string,
  description: string,
  capture = 'true',
) =>
  post(api, '/v1/charges', {
    amount: String(amount),
    currency: 'hkd',
    source,
    description,
    capture,
  });

function expectOk(answer: Answer): Answer {
  if (answer.status === 200) return answer;
  throw new Error(`The server answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}
