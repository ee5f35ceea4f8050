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
