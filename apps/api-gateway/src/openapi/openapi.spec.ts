import { Ajv2020 } from 'ajv/dist/2020.js';
import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';
import { routesOf } from '../under-test/routes.js';
import { operations, signatureOf, type ApiDocument } from './document.js';
import type { Operation } from './operation.js';
import type { Route } from './routes.js';

let gateway: GatewayUnderTest;
let document: ApiDocument;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ metrics: true });
  document = (await gateway.call('GET', '/v1/openapi.json')).json as ApiDocument;
});
afterAll(() => gateway?.stop());

const described = new Map(Object.values(operations).flatMap((byRoute) => Object.entries(byRoute)));

/** For people and for probes: pages, pictures, health and metrics. */
const isNoApi = (signature: string) => /^\w+ \/(?:pages|qr|health|metrics)(?:\/|$)/.test(signature);

describe('the description of the API', () => {
  it('has every route, and no other', () => {
    const routes = routesOf(gateway.app).map(signatureOf);
    const served = routes.filter((route) => !isNoApi(route)).sort();
    expect(served.length).toBeGreaterThan(90);
    expect([...described.keys()].sort()).toEqual(served);
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.sort()).toEqual(served);
  });

  it('names the very parameters that each route reads', () => {
    const differing = routesOf(gateway.app)
      .filter((route) => described.has(signatureOf(route)))
      .map((route) => ({
        route: signatureOf(route),
        reads: classesReadBy(route),
        takes: takenBy(described.get(signatureOf(route))!),
      }))
      .filter(({ reads, takes }) => reads.join() !== takes.join());
    expect(differing).toEqual([]);
  });

  it('has schemas that can be used, and that refer to nothing outside', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'api');
    for (const name of Object.keys(document.components.schemas))
      expect(ajv.getSchema(`api#/components/schemas/${name}`)).toBeInstanceOf(Function);
  });

  it('says which permission each route needs', () => {
    expect(securityOf('get', '/v1/refunds')).toContainEqual({ key: ['refund:read'] });
    expect(securityOf('post', '/v1/refunds')).toContainEqual({ key: ['refund:write'] });
    expect(securityOf('post', '/v1/refunds')).not.toContainEqual({ publishableKey: [] });
    expect(securityOf('post', '/v1/tokens')).toContainEqual({ publishableKey: [] });
    expect(securityOf('post', '/v1/accounts')).toEqual([{ operatorKey: [] }]);
  });

  it('lets an object stand where its id can be expanded', () => {
    const { charge } = document.components.schemas as Record<string, Described>;
    expect(charge!.properties['customer']).toMatchObject({
      anyOf: [{ type: ['string', 'null'] }, refTo('customer'), refTo('deleted_customer')],
    });
    expect(charge!.properties['currency']).toEqual({ type: 'string' });
  });

  it("shows browsers nothing of the merchant's own", () => {
    const { payment_intent_in_browsers: seen } = document.components.schemas as Record<
      string,
      Described
    >;
    expect(Object.keys(seen!.properties)).toContain('client_secret');
    expect(Object.keys(seen!.properties)).not.toContain('metadata');
    expect(seen!.required).not.toContain('metadata');
    expect(JSON.stringify(document.paths['/v1/payment_intents/{id}']!['get'])).toContain(
      'payment_intent_in_browsers',
    );
  });

  it('is for everyone, and is not sent again to who has it', async () => {
    const url = `http://127.0.0.1:${gateway.port}/v1/openapi.json`;
    const first = await fetch(url);
    expect(first.status).toBe(200);
    expect(first.headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
    const again = await fetch(url, {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    });
    expect({ status: again.status, text: await again.text() }).toEqual({ status: 304, text: '' });
  });
});

const securityOf = (method: string, path: string) => document.paths[path]?.[method]?.security;

type Described = {
  readonly properties: Readonly<Record<string, object>>;
  readonly required: readonly string[];
};
const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const takenBy = ({ takes }: Operation): string[] =>
  typeof takes === 'function' ? [takes.name] : [];

/** The parameter classes that the handler names, itself or in the methods that it calls. */
function classesReadBy({ controller, handler }: Pick<Route, 'controller' | 'handler'>): string[] {
  const prototype = controller.prototype as Readonly<Record<string, unknown>>;
  const code = String(prototype[handler]);
  const own = code.match(/\b[A-Z]\w*Params\b/g) ?? [];
  const called = [...code.matchAll(/\bthis\.(\w+)\(/g)].map(([, name]) => name!);
  const inMethods = called
    .filter((name) => name !== handler && Object.hasOwn(prototype, name))
    .flatMap((name) => classesReadBy({ controller, handler: name }));
  return [...new Set([...own, ...inMethods])];
}
