import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const post = (path: string, body: string) => gateway.call('POST', path, { body });
const charged = async (more = '') =>
  (await post('/v1/charges', `amount=2000&currency=hkd&source=tok_visa${more}`)).json.id as string;

describe('a refund', () => {
  it('gives a part back, or what remains', async () => {
    const charge = await charged();
    const part = await post('/v1/refunds', `charge=${charge}&amount=500&reason=duplicate`);
    expect(part.json).toMatchObject({
      object: 'refund',
      amount: 500,
      charge,
      reason: 'duplicate',
      status: 'succeeded',
    });
    const rest = await post('/v1/refunds', `charge=${charge}&expand[]=charge`);
    expect(rest.json).toMatchObject({ amount: 1500, charge: { refunded: true } });
  });

  it('of an uncaptured charge voids it', async () => {
    const charge = await charged('&capture=false');
    const { json } = await post('/v1/refunds', `charge=${charge}`);
    expect(json).toMatchObject({ amount: 2000, balance_transaction: null });
  });

  it('is read back as it was made, by its own account and mode', async () => {
    const charge = await charged();
    const { json } = await post('/v1/refunds', `charge=${charge}&metadata[a]=b`);
    const read = (key?: string) => gateway.call('GET', `/v1/refunds/${json.id}`, { key });
    expect((await read()).json).toEqual(json);
    expect(await read(gateway.credentials.live_secret_key)).toMatchObject({ status: 404 });
    const listed = await gateway.call('GET', '/v1/refunds?limit=1');
    expect(listed.json).toMatchObject({ url: '/v1/refunds', data: [{ id: json.id }] });
  });

  it.each([
    ['nothing to refund', '', 400, undefined],
    ['an unknown charge', 'charge=ch_unknown', 404, 'resource_missing'],
    ['a charge that nobody has', 'charge=ch_0000000000000000000000', 404, 'resource_missing'],
    ['a payment intent', 'payment_intent=pi_1', 404, 'resource_missing'],
    ['a wrong reason', 'charge=ch_1&reason=because', 400, undefined],
    ['nothing', 'charge=ch_1&amount=0', 400, 'parameter_invalid_integer'],
  ])('of %s is refused', async (_what, body, status, code) => {
    const answer = await post('/v1/refunds', body);
    expect({ status: answer.status, code: answer.json.error.code }).toEqual({ status, code });
  });

  it('of more than remains, or again, is refused', async () => {
    const charge = await charged();
    const more = await post('/v1/refunds', `charge=${charge}&amount=2001`);
    expect(more.json.error).toMatchObject({
      param: 'amount',
      message: expect.stringMatching(/HK\$20\.01.*HK\$20\.00/) as string,
    });
    await post('/v1/refunds', `charge=${charge}`);
    const again = await post('/v1/refunds', `charge=${charge}`);
    expect(again.json.error.code).toBe('charge_already_refunded');
  });

  it('of a key used for its charge is refused', async () => {
    const headers = { 'idempotency-key': 'one-key' };
    const body = 'amount=2000&currency=hkd&source=tok_visa';
    const charge = await gateway.call('POST', '/v1/charges', { body, headers });
    const refund = await gateway.call('POST', '/v1/refunds', {
      body: `charge=${charge.json.id}`,
      headers,
    });
    expect(refund).toMatchObject({ status: 400, json: { error: { type: 'idempotency_error' } } });
  });
});

describe('the older refunds below their charge', () => {
  it('answer with the refund, and with the charge', async () => {
    const charge = await charged();
    const refund = await post(`/v1/charges/${charge}/refunds`, 'amount=300');
    expect(refund.json).toMatchObject({ object: 'refund', amount: 300, charge });
    const whole = await post(`/v1/charges/${charge}/refund`, '');
    expect(whole.json).toMatchObject({ object: 'charge', id: charge, refunded: true });
    const list = await gateway.call('GET', `/v1/charges/${charge}/refunds?limit=1`);
    expect(list.json).toMatchObject({ has_more: true, url: `/v1/charges/${charge}/refunds` });
    const next = `/v1/charges/${charge}/refunds?starting_after=${list.json.data[0].id}`;
    expect((await gateway.call('GET', next)).json.data).toEqual([refund.json]);
    const one = await gateway.call('GET', `/v1/charges/${charge}/refunds/${refund.json.id}`);
    expect(one.json).toEqual(refund.json);
  });
});
