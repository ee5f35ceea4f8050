import { access } from './access.js';
import { badInput } from './bad-input.js';
import { balance } from './balance.js';
import { charges } from './charges.js';
import { customers } from './customers.js';
import { disputes } from './disputes.js';
import { idempotency } from './idempotency.js';
import type { Journey } from './journey.js';
import { paymentIntents } from './payment-intents.js';
import { rateLimits } from './rate-limits.js';
import { refunds } from './refunds.js';
import { requestLog } from './request-log.js';
import { settlement } from './settlement.js';
import { wallets } from './wallets.js';
import { webhooks } from './webhooks.js';
import { Deployment, type Kind } from '../deployment/deployment.js';
import { needlesOf, needlesOfNumber, NeedleSearch } from '../leaks/needles.js';
import { filesOf } from '../leaks/places.js';

const journeys: readonly Journey[] = [
  charges,
  refunds,
  customers,
  paymentIntents,
  wallets,
  disputes,
  idempotency,
  balance,
  settlement,
  webhooks,
  badInput,
  access,
  requestLog,
  rateLimits,
];

/** Limits that journeys meet only where they set themselves lower ones. */
const roomy = 'reads=100000,writes=100000,concurrency=10000';

/** What keeps texts, and where: a search that did not find them there would prove nothing. */
const stores: Readonly<Record<Kind, readonly string[]>> = {
  embedded: ['file pg18'],
  distributed: ['file kafka', 'file pg18'],
};

/** All journeys on one fresh deployment, and at the end every invariant over what they left. */
export function allJourneysOn(kind: Kind, env: Readonly<Record<string, string>> = {}): void {
  describe(`the ${kind} deployment`, () => {
    let deployment: Deployment;
    beforeAll(async () => {
      deployment = await Deployment.start(kind, { LEDGERWAY_RATE_LIMIT: roomy, ...env });
    }, 240_000);
    afterAll(() => deployment?.destroy(), 60_000);

    for (const journey of journeys) journey(() => deployment);

    it('holds every invariant after all of this', async () => {
      const { code, output } = await deployment.ledgerway('verify');
      expect({ code, output }).toMatchObject({ code: 0 });
    }, 60_000);

    it('wrote no key and no secret to its log', () => {
      const { account: _account, api_base: _base, ...keys } = deployment.credentials;
      for (const key of Object.values(keys)) expect(deployment.log).not.toContain(key);
      expect(deployment.log).not.toMatch(/whsec_[A-Za-z0-9+/]{8}/);
    });

    it('ends cleanly on SIGTERM', async () => {
      expect(await deployment.stop()).toBe(0);
    }, 60_000);

    it('left no key and no card number in any file but its credentials', () => {
      const { secret_key, live_secret_key, operator_key } = deployment.credentials;
      const keys = Object.entries({ secret_key, live_secret_key, operator_key });
      const secrets = new NeedleSearch([
        ...keys.flatMap(([name, key]) => needlesOf(name, key.split('_').at(-1) ?? '')),
        ...needlesOfNumber('card number', '4242424242424242'),
      ]);
      const control = new NeedleSearch(needlesOf('description', 'Example Charge'));
      const searched = new Set<string>();
      for (const { name, content } of filesOf(deployment)) {
        expect([name, ...secrets.foundIn(content)]).toEqual([name]);
        if (control.foundIn(content).length > 0) searched.add(name.split('/')[0] ?? '');
      }
      expect([...searched].sort()).toEqual(stores[kind]);
    }, 60_000);
  });
}
