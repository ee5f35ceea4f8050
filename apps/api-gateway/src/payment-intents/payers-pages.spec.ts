// The payer's pages over real payments: what a payer sees and does there, and what comes of it.
import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';
import { back, formOf, intentsOf, type Form } from '../under-test/intents-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const { post, create, confirmed, byWallet, retrieve, customer } = intentsOf(() => gateway);

const page = async (path: string) =>
  (await fetch(`http://127.0.0.1:${gateway.port}/pages/${path}`)).text();

/** The fields of the form on the page whose button says `label`. */
function fieldsOf(text: string, label: string): Record<string, string> {
  const forms = text.split('<form ').slice(1);
  const form = forms.find((part) => new RegExp(`<button[^>]*>\\s*${label}`).test(part));
  if (form === undefined) throw new Error(`No button ${label} in ${text}`);
  const inputs = form.split('</form>')[0]!.matchAll(/name="(\w+)"[^>]*?value="([^"]*)"/g);
  return Object.fromEntries([...inputs].map(([, name, value]) => [name!, value!]));
}

const send = async (path: string, fields: Form) => {
  const response = await fetch(`http://127.0.0.1:${gateway.port}/pages/${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: formOf(fields),
  });
  return { status: response.status, location: response.headers.get('location') };
};

async function press(path: string, label: string, more: Form = {}) {
  return send(path, { ...fieldsOf(await page(path), label), ...more });
}

const challenged = async (params: Form = {}) => {
  const card = { payment_method: 'pm_card_authenticationRequired', return_url: back };
  return (await confirmed({ ...card, ...params })).json;
};
const commandsOf = (type: string) =>
  gateway.payments.commands.filter(({ command }) => command.type === type);

describe('a challenge on its page', () => {
  it('that is passed pays, and sends the payer back', async () => {
    const { id, client_secret: secret } = await challenged();
    const answer = await press(`3ds/${id}`, 'Complete');
    expect(answer).toEqual({
      status: 303,
      location: `${back}?payment_intent=${id}&redirect_status=succeeded&payment_intent_client_secret=${secret}`,
    });
    expect((await retrieve(id as string)).json).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
    });
  });

  it('that is failed asks for another method', async () => {
    const { id } = await challenged();
    await press(`3ds/${id}`, 'Fail');
    expect((await retrieve(id as string)).json).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
  });

  it('sent twice at once is one command', async () => {
    const { id } = await challenged();
    const fields = fieldsOf(await page(`3ds/${id}`), 'Complete');
    const before = commandsOf('CompleteAction').length;
    const path = `3ds/${id}`;
    const [first, second] = await Promise.all([send(path, fields), send(path, fields)]);
    expect(second).toEqual(first);
    const sent = commandsOf('CompleteAction').slice(before);
    expect(new Set(sent.map((command) => command.id)).size).toBe(1);
  });

  it('of an attempt that was replaced decides nothing', async () => {
    const { id } = await challenged();
    const fields = fieldsOf(await page(`3ds/${id}`), 'Complete');
    const again = { payment_method: 'pm_card_authenticationRequired', return_url: back };
    await post(`/v1/payment_intents/${id}/confirm`, again);
    expect((await send(`3ds/${id}`, fields)).status).toBe(403);
    expect((await retrieve(id as string)).json.status).toBe('requires_action');
  });

  it('keeps the card that it was passed for, if the merchant wants it', async () => {
    const payer = await customer();
    const { id, payment_method: card } = await challenged({
      customer: payer,
      payment_method: 'pm_card_authenticationRequiredOnSetup',
      setup_future_usage: 'off_session',
    });
    await press(`3ds/${id}`, 'Complete');
    const kept = await gateway.call('GET', `/v1/payment_methods/${card}`);
    expect(kept.json.customer).toBe(payer);
    const params = { customer: payer, payment_method: card as string, off_session: true };
    expect((await confirmed(params)).json.status).toBe('succeeded');
  });

  it('of a setup intent sets the card up', async () => {
    const payer = await customer();
    const { json } = await post('/v1/setup_intents', {
      customer: payer,
      payment_method: 'pm_card_authenticationRequired',
      confirm: true,
      return_url: back,
    });
    expect(json.next_action.redirect_to_url.url).toMatch(new RegExp(`/pages/3ds/${json.id}$`));
    const answer = await press(`3ds/${json.id}`, 'Complete');
    expect(answer.location).toContain(`setup_intent=${json.id}&redirect_status=succeeded`);
    const after = await gateway.call('GET', `/v1/setup_intents/${json.id}`);
    expect(after.json.status).toBe('succeeded');
    const kept = await gateway.call('GET', `/v1/payment_methods/${json.payment_method}`);
    expect(kept.json.customer).toBe(payer);
  });
});

describe('a wallet on its page', () => {
  it('names the merchant and the amount, and pays', async () => {
    const { id } = (await byWallet('alipay')).json;
    const text = await page(`wallet/${id}`);
    expect(text).toMatch(/HK\$20\.00/);
    await press(`wallet/${id}`, 'Authorize');
    expect((await retrieve(id as string)).json.status).toBe('succeeded');
  });

  it('that is refused asks for another method', async () => {
    const { id } = (await byWallet('wechat_pay')).json;
    await press(`wallet/${id}`, 'Fail');
    expect((await retrieve(id as string)).json.last_payment_error).toMatchObject({
      code: 'payment_method_provider_decline',
    });
  });
});

describe('an FPS code on its page', () => {
  it('is drawn until its time is over', async () => {
    const { id } = (await byWallet('fps')).json;
    const picture = () => fetch(`http://127.0.0.1:${gateway.port}/qr/${id}.png`);
    expect((await picture()).status).toBe(200);
    gateway.clock.advance(15 * 60_000);
    expect((await picture()).status).toBe(404);
    expect(await page(`fps/${id}`)).toMatch(/expired|too late|over/i);
  });

  it('is paid by the right credit, and by no other', async () => {
    const { id } = (await byWallet('fps')).json;
    const short = await press(`fps/${id}`, 'Pay this', { amount: '19.99' });
    expect(short.location).toMatch(/credit=unmatched$/);
    expect((await retrieve(id as string)).json.status).toBe('requires_action');
    await press(`fps/${id}`, 'Pay exactly');
    expect((await retrieve(id as string)).json.status).toBe('succeeded');
  });
});

describe('a page', () => {
  it.each([
    ['of an intent without an attempt', async () => (await create()).json.id as string],
    ['of nothing', async () => 'pi_nothing'],
    ['of another kind of id', async () => (await confirmed()).json.latest_charge as string],
  ])('%s shows nothing', async (_what, idOf) => {
    expect(await page(`3ds/${await idOf()}`)).toMatch(/Nothing here/);
  });

  it.each([
    ['done', async () => (await confirmed({ return_url: back })).json.id as string],
    [
      'canceled',
      async () => {
        const { id } = await challenged();
        await post(`/v1/payment_intents/${id}/cancel`);
        return id as string;
      },
    ],
    [
      'changed since',
      async () => {
        const { id } = await challenged();
        await post(`/v1/payment_intents/${id}`, { amount: 3000 });
        return id as string;
      },
    ],
  ])('of a payment that is %s has nothing to press', async (_what, idOf) => {
    const text = await page(`3ds/${await idOf()}`);
    expect(text).not.toMatch(/<button/);
    expect(text).toMatch(/shop\.example/);
  });
});
