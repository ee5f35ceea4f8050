import { isEd25519Signature, publicKeyOf } from '@ledgerway/contracts';
import { eventually } from '@ledgerway/testing';
import Stripe from 'stripe';
import {
  freshInstallationForEachTest,
  installation,
  sending,
  sink,
  take,
} from '../../test/deliveries-fixture.js';
import { tenant, type Process } from '../../test/installation.js';
import { maxSecrets } from './secret-rolls.js';

freshInstallationForEachTest();

const daySeconds = 86_400;
const roll = async (process: Process, id: string, operationKey: string, overlapS = daySeconds) => {
  const rolled = await process.rolls.roll({ ...tenant, id, operationKey, overlapS });
  if (rolled === null || 'refused' in rolled) throw new Error('it was not rolled');
  return rolled.secret!;
};
const signs = (secret: string) => {
  const { body, headers } = sink.requests.at(-1)!;
  const signature = headers['stripe-signature']!;
  try {
    new Stripe('sk_test_x').webhooks.constructEvent(body, signature, secret);
    return true;
  } catch {
    return false;
  }
};
/** With Ed25519, for whoever has this public key. */
const signsFor = (publicKey: string | null) => {
  const { body, headers } = sink.requests.at(-1)!;
  const message = {
    id: headers['webhook-id'] as string,
    timestampS: Number(headers['webhook-timestamp']),
    body,
  };
  const all = (headers['webhook-signature'] as string).split(' ');
  return all
    .filter((one) => one.startsWith('v1a,'))
    .some((one) => isEd25519Signature(one.slice('v1a,'.length), publicKeyOf(publicKey!), message));
};
async function deliverOne(process: Process): Promise<void> {
  const received = sink.requests.length;
  await take(process, 1);
  await eventually(() => expect(sink.requests).toHaveLength(received + 1));
}

describe('rolling a secret', () => {
  it('lets the old one and the new one sign for a while', async () => {
    const process = await sending();
    const { id, secret: old } = await process.endpoint(sink.url());
    await deliverOne(process);
    const fresh = await roll(process, id, 'key-1');
    expect(fresh).not.toBe(old);
    await deliverOne(process);
    expect([signs(old!), signs(fresh)]).toEqual([true, true]);
  });

  it('ends the old one when the overlap is over, though nothing else has changed', async () => {
    let aheadMs = 0;
    const process = await sending({ clock: { now: () => Date.now() + aheadMs } });
    const { id, secret: old } = await process.endpoint(sink.url());
    const fresh = await roll(process, id, 'key-1', 60);
    await deliverOne(process);
    expect([signs(old!), signs(fresh)]).toEqual([true, true]);
    aheadMs = 61_000;
    await deliverOne(process);
    expect(sink.requests.at(-1)!.headers['webhook-signature']).toMatch(/^v1,[^ ]+$/);
  });

  it('without an overlap ends the old one at once', async () => {
    const process = await sending();
    const { id, secret: old } = await process.endpoint(sink.url());
    await deliverOne(process);
    const fresh = await roll(process, id, 'key-1', 0);
    await deliverOne(process);
    expect([signs(old!), signs(fresh)]).toEqual([false, true]);
  });

  it('repeated with one key, by whichever process, gives one secret', async () => {
    const process = await installation.process();
    const other = await installation.process();
    const { id } = await process.endpoint(sink.url());
    const secret = await roll(process, id, 'key-1');
    expect(await roll(other, id, 'key-1', 0)).toBe(secret);
    expect(await installation.count('secret', 'expires_at is not null')).toBe(1);
    expect(await roll(other, id, 'key-2')).not.toBe(secret);
    expect(await installation.count('secret')).toBe(3);
  });

  it('is refused while too many sign, unless it ends them', async () => {
    const process = await installation.process();
    const { id } = await process.endpoint(sink.url());
    for (let n = 1; n < maxSecrets; n++) await roll(process, id, `key-${n}`);
    const more = { ...tenant, id, operationKey: 'one too many' };
    expect(await process.rolls.roll({ ...more, overlapS: 1 })).toMatchObject({
      refused: { param: 'expires_in' },
    });
    expect(await process.rolls.roll({ ...more, overlapS: 0 })).toMatchObject({ id });
  });

  it('is for the owner, in the mode of the endpoint', async () => {
    const process = await installation.process();
    const { id } = await process.endpoint(sink.url());
    const ask = { id, operationKey: 'key', overlapS: 0 };
    const strangers = [
      { ...tenant, merchantId: 'acct_other' },
      { ...tenant, livemode: true },
    ];
    for (const stranger of strangers)
      expect(await process.rolls.roll({ ...ask, ...stranger })).toBeNull();
    expect(await process.rolls.roll({ ...ask, ...tenant })).not.toBeNull();
  });
});

describe('an endpoint with a key instead of a secret', () => {
  const made = (process: Process) => process.endpoint(sink.url(), { secretType: 'ed25519' });
  const rollTo = (process: Process, id: string, secretType: 'hmac' | 'ed25519' | undefined) =>
    process.rolls.roll({
      ...{ ...tenant, id, overlapS: daySeconds, operationKey: `to ${secretType}` },
      ...(secretType !== undefined && { secretType }),
    });

  it('is signed to with it alone; the private half is told to nobody, and lies sealed', async () => {
    const process = await sending();
    const endpoint = await made(process);
    expect(endpoint).toMatchObject({
      secretType: 'ed25519',
      publicKey: expect.stringMatching(/^whpk_/),
    });
    expect(endpoint).not.toHaveProperty('secret');
    await deliverOne(process);
    expect(signsFor(endpoint.publicKey)).toBe(true);
    expect(sink.requests.at(-1)!.headers).not.toHaveProperty('stripe-signature');
    expect(sink.requests.at(-1)!.headers['webhook-signature']).not.toContain('v1,');
    const rows = await installation.rows<{ sealed: Buffer }>('select sealed from secret');
    for (const { sealed } of rows) expect(sealed.includes('whsk_')).toBe(false);
    expect(installation.logged).not.toContain('whsk_');
    expect(await process.endpointList.one({ ...tenant, id: endpoint.id })).toEqual(endpoint);
  });

  it('changes over from a shared secret, and back, while both sign', async () => {
    const process = await sending();
    const { id, secret } = await process.endpoint(sink.url());
    const keyed = await rollTo(process, id, 'ed25519');
    if (keyed === null || 'refused' in keyed) throw new Error('it was not rolled');
    expect(keyed).not.toHaveProperty('secret');
    await deliverOne(process);
    expect([signs(secret!), signsFor(keyed.publicKey)]).toEqual([true, true]);
    expect(await rollTo(process, id, 'ed25519')).toEqual(keyed);
    const back = await rollTo(process, id, 'hmac');
    expect(back).toMatchObject({ secretType: 'hmac', publicKey: null });
    expect(back).toHaveProperty('secret');
  });

  it('gets another key unless it is told', async () => {
    const process = await installation.process();
    const { id, publicKey } = await made(process);
    const rolled = await rollTo(process, id, undefined);
    expect(rolled).toMatchObject({ secretType: 'ed25519' });
    expect(rolled).not.toMatchObject({ publicKey });
    await rollTo(process, id, 'hmac');
    // The call that gave no type still finds what it has made.
    expect(await rollTo(process, id, undefined)).not.toHaveProperty('secret');
    expect(await installation.count('secret')).toBe(3);
  });
});
