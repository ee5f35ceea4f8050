import { Installation, tenant, type Process } from '../../test/installation.js';
import { maxEndpoints } from './endpoints.js';

let installation: Installation;
let process: Process;
beforeEach(async () => {
  installation = await Installation.create('endpoints');
  process = await installation.process();
});
afterEach(() => installation.drop());

const url = 'http://127.0.0.1:4000/hook';
const newEndpoint = (operationKey: string) => ({
  ...tenant,
  operationKey,
  url,
  enabledEvents: ['charge.succeeded'],
  apiVersion: '2024-06-20',
  description: 'Shop',
  metadata: { shop: '1' },
});
const page = (of: object = {}) =>
  process.endpointList.page({ ...tenant, page: { limit: 10, ...of } });
const idsOn = async (of: object = {}) => {
  const listed = await page(of);
  return 'data' in listed ? listed.data.map(({ id }) => id) : listed;
};

describe('an endpoint', () => {
  it('is made once, however often the call is repeated, and always with the same secret', async () => {
    const made = await process.endpoints.create(newEndpoint('key-1'));
    const other = await installation.process();
    expect(await other.endpoints.create(newEndpoint('key-1'))).toEqual(made);
    expect(made).toMatchObject({
      id: expect.stringMatching(/^we_/),
      url,
      enabledEvents: ['charge.succeeded'],
      apiVersion: '2024-06-20',
      description: 'Shop',
      metadata: { shop: '1' },
      status: 'enabled',
      livemode: false,
      secret: expect.stringMatching(/^whsec_/),
    });
    expect(await process.endpoints.create(newEndpoint('key-2'))).not.toMatchObject({
      id: (made as { id: string }).id,
    });
    expect(await idsOn()).toHaveLength(2);
  });

  it('is made once even if the calls race', async () => {
    const other = await installation.process();
    const made = await Promise.all(
      [process, other, process].map(({ endpoints }) => endpoints.create(newEndpoint('key-1'))),
    );
    expect(made[1]).toEqual(made[0]);
    expect(made[2]).toEqual(made[0]);
    expect(await installation.count('endpoint')).toBe(1);
  });

  it('shows its secret to nobody afterwards', async () => {
    const { id } = await process.endpoint(url);
    expect(await process.endpointList.one({ ...tenant, id })).not.toHaveProperty('secret');
    expect(await page()).toMatchObject({
      data: [expect.not.objectContaining({ secret: expect.anything() })],
    });
  });

  it('is refused with a URL that may not be reached, when made and when changed', async () => {
    const bad = 'http://10.0.0.1/';
    const refused = {
      refused: { param: 'url', code: 'url_invalid', message: expect.stringContaining('publicly') },
    };
    expect(await process.endpoints.create({ ...newEndpoint('key-1'), url: bad })).toEqual(refused);
    const { id } = await process.endpoint(url);
    expect(await process.endpoints.update({ ...tenant, id, url: bad })).toEqual(refused);
    expect(await process.endpointList.one({ ...tenant, id })).toMatchObject({ url });
  });

  it('is changed in what is given, and in nothing else', async () => {
    const { id } = await process.endpoint(url, { description: 'Shop', metadata: { shop: '1' } });
    const update = (changes: object) => process.endpoints.update({ ...tenant, id, ...changes });
    expect(await update({ enabledEvents: ['*'] })).toMatchObject({
      enabledEvents: ['*'],
      description: 'Shop',
      metadata: { shop: '1' },
      status: 'enabled',
    });
    expect(await update({ description: null, metadata: {} })).toMatchObject({
      description: null,
      metadata: {},
    });
    expect(await update({ disabled: true })).toMatchObject({ status: 'disabled', url });
    expect(await update({ url: `${url}2` })).toMatchObject({ status: 'disabled', url: `${url}2` });
    expect(await update({ disabled: false })).toMatchObject({ status: 'enabled' });
  });

  it('is found, changed and deleted by its owner and in its mode only', async () => {
    const { id } = await process.endpoint(url);
    for (const stranger of [
      { ...tenant, merchantId: 'acct_other' },
      { ...tenant, livemode: true },
    ]) {
      expect(await process.endpointList.one({ ...stranger, id })).toBeNull();
      expect(await process.endpoints.update({ ...stranger, id, disabled: true })).toBeNull();
      expect(await process.endpoints.delete({ ...stranger, id })).toBe(false);
    }
    expect(await process.endpoints.delete({ ...tenant, id })).toBe(true);
    expect(await process.endpoints.delete({ ...tenant, id })).toBe(false);
    expect(await process.endpointList.one({ ...tenant, id })).toBeNull();
  });

  it('is one of a limited number for each account and mode', async () => {
    for (let i = 0; i < maxEndpoints; i++) await process.endpoint(url);
    const more = await process.endpoints.create(newEndpoint('one too many'));
    expect(more).toMatchObject({
      refused: { message: expect.stringContaining(String(maxEndpoints)) },
    });
    await process.endpoint(url, { livemode: true });
    const [newest] = (await idsOn()) as string[];
    await process.endpoints.delete({ ...tenant, id: newest! });
    await process.endpoint(url);
  });
});

describe('the list of endpoints', () => {
  it('pages in both directions, newest first, past a deleted cursor', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i++) made.unshift((await process.endpoint(url)).id);
    expect(await idsOn({ limit: 2 })).toEqual(made.slice(0, 2));
    expect(await page({ limit: 2 })).toMatchObject({ hasMore: true });
    expect(await idsOn({ limit: 2, startingAfter: made[1] })).toEqual(made.slice(2, 4));
    expect(await page({ limit: 3, startingAfter: made[1] })).toMatchObject({ hasMore: false });
    expect(await idsOn({ limit: 2, endingBefore: made[3] })).toEqual(made.slice(1, 3));
    await process.endpoints.delete({ ...tenant, id: made[2]! });
    expect(await idsOn({ startingAfter: made[2] })).toEqual(made.slice(3));
    expect(await page({ startingAfter: 'we_unknown' })).toEqual({ unknownCursor: true });
  });
});
