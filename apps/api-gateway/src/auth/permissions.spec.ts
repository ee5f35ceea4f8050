import { permits, renderPermissions, resources, type Permissions } from '@ledgerway/contracts';
import { createLogger } from '@ledgerway/platform';
import { Controller, Get, Module } from '@nestjs/common';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { createEdge } from '../edge/edge.js';
import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';
import { routesOf, type Route } from '../under-test/routes.js';

let gateway: GatewayUnderTest;
let routes: Route[];
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
  routes = routesOf(gateway.app);
});
afterAll(() => gateway?.stop());

const permissionSets: fc.Arbitrary<Permissions> = fc
  .tuple(
    ...resources.map((resource) =>
      fc.constantFrom('read', 'write', undefined).map((level) => [resource, level] as const),
    ),
  )
  .map((pairs) => Object.fromEntries(pairs.filter(([, level]) => level !== undefined)));

async function keyWith(permissions: Permissions): Promise<string> {
  const asked = Object.entries(renderPermissions(permissions))
    .map(([resource, level]) => `permissions[${resource}]=${level}`)
    .join('&');
  const body = `type=restricted&${asked}`;
  const { json } = await gateway.call('POST', '/v1/api_keys', { body });
  await gateway.call('DELETE', `/v1/api_keys/${made}`);
  made = json.id as string;
  return json.secret as string;
}
let made = 'key_none';

const levelOf = (method: string) => (method === 'GET' ? 'read' : 'write');

/** A call that no route can do anything with: what answers is its door. */
async function knock({ method, path }: Route, key: string) {
  const url = path.replace(/:\w+/g, 'x');
  const body = method === 'POST' ? 'no_such_parameter=1' : undefined;
  return gateway.call(method, url, { key, body });
}

describe('every route', () => {
  it('says who may call it', () => {
    expect(routes.length).toBeGreaterThan(30);
    for (const route of routes) expect(route).toMatchObject({ access: { to: expect.any(String) } });
  });

  it.each([
    ['GET', '/v1/account', 'account'],
    ['POST', '/v1/api_keys/:id/roll', 'api_key'],
    ['GET', '/v1/balance', 'balance'],
    ['GET', '/v1/balance_transactions', 'balance'],
    ['POST', '/v1/charges', 'charge'],
    ['GET', '/v1/charges/:id', 'charge'],
    ['POST', '/v1/charges/:charge/refunds', 'refund'],
    ['POST', '/v1/client_certificates', 'api_key'],
    ['GET', '/v1/events', 'event'],
    ['GET', '/v1/ledger/entries', 'report'],
    ['DELETE', '/v1/oauth_clients/:id', 'api_key'],
    ['POST', '/v1/refunds', 'refund'],
    ['POST', '/v1/tokens', 'token'],
    ['POST', '/v1/webhook_endpoints', 'webhook'],
  ])('%s %s needs %s', (method, path, resource) => {
    const route = routes.find((one) => one.method === method && one.path === path);
    expect(route?.access).toMatchObject({ to: 'permitted', resource });
  });

  it('answers 403 to a restricted key exactly if the permission it needs is missing', () =>
    fc.assert(
      fc.asyncProperty(permissionSets, async (permissions) => {
        const key = await keyWith(permissions);
        for (const route of routes) {
          const { access, method, path } = route;
          if (access === undefined || access.to === 'everyone') continue;
          const permitted =
            access.to === 'permitted' && permits(permissions, access.resource, levelOf(method));
          const { status, json } = await knock(route, key);
          expect([method, path, status === 403]).toEqual([method, path, !permitted]);
          expect(status).not.toBe(401);
          if (!permitted && access.to === 'permitted')
            expect(json.error.message).toContain(
              `rk_test_****${key.slice(-4)} does not have the permission ` +
                `${access.resource}_${levelOf(method)}`,
            );
        }
      }),
      { numRuns: 12 },
    ));

  it('answers 401 to a publishable key unless it is for browsers', async () => {
    for (const route of routes) {
      const { access, method, path } = route;
      if (access === undefined || access.to !== 'permitted') continue;
      const { status, json } = await knock(route, gateway.credentials.publishable_key);
      expect([method, path, status === 401]).toEqual([method, path, !access.publishable]);
      if (status === 401) expect(json.error.code).toBe('secret_key_required');
    }
  });

  it('that says nothing stops the start', async () => {
    @Controller('v1/forgotten')
    class ForgottenController {
      @Get()
      list() {
        return 'everything';
      }
    }
    @Module({ controllers: [ForgottenController] })
    class ForgottenModule {}
    const edge = createEdge({
      module: ForgottenModule,
      gatekeeper: { admit: () => Promise.reject(new Error('nobody')) },
      logger: createLogger({ name: 'spec', level: 'silent' }),
      registry: new Registry(),
      clock: gateway.clock,
    });
    await expect(edge).rejects.toThrow("GET /v1/forgotten must say @Needs('…')");
  });
});
