import { access } from './access.js';
import { badInput } from './bad-input.js';
import { balance } from './balance.js';
import { charges } from './charges.js';
import { idempotency } from './idempotency.js';
import type { Journey } from './journey.js';
import { refunds } from './refunds.js';
import { webhooks } from './webhooks.js';
import { Deployment, type Kind } from '../deployment/deployment.js';

const journeys: readonly Journey[] = [
  charges,
  refunds,
  idempotency,
  balance,
  webhooks,
  badInput,
  access,
];

/** All journeys on one fresh deployment, and at the end every invariant over what they left. */
export function allJourneysOn(kind: Kind, env: Readonly<Record<string, string>> = {}): void {
  describe(`the ${kind} deployment`, () => {
    let deployment: Deployment;
    beforeAll(async () => {
      deployment = await Deployment.start(kind, env);
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
  });
}
