// Whatever a merchant's code says, in the spelling of each official SDK, is what we read. The Node SDK
// is asked itself; how those of Python and Java encode is written down here.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CreateChargeParams, parseParams } from '@ledgerway/contracts';
import fc from 'fast-check';
import Stripe from 'stripe';
import { queryText } from './form-text.js';
import { canonicalText, type FormObject, type FormValue } from './form-value.js';
import { parseForm } from './parse-form.js';

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((text) => !/[[\]\0]/.test(text) && text.isWellFormed() && text !== '__proto__');
/** Without names that are numbers: those make a map look like a list, see below. */
const word = name.filter((text) => !/^\d+$/.test(text));
const scalar = fc
  .string({ unit: 'binary', maxLength: 12 })
  .filter((text) => !text.includes('\0') && text.isWellFormed());
const map = (value: fc.Arbitrary<FormValue>, named = word): fc.Arbitrary<FormObject> =>
  fc.dictionary(named, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
const list = (value: fc.Arbitrary<FormValue>) => fc.array(value, { minLength: 1, maxLength: 4 });

const tree = fc.letrec<{ value: FormValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    list(scalar),
    list(map(tie('value'))),
    map(tie('value')),
  ),
})).value;

/** Objects that all have the same fields, as the items of one list do. */
const table = fc
  .uniqueArray(word, { minLength: 1, maxLength: 3 })
  .chain((names) => list(fc.record(Object.fromEntries(names.map((one) => [one, scalar])))));

type Encoder = {
  readonly key: (text: string) => string;
  readonly value: (text: string) => string;
  readonly item: (index: string) => string;
};

const plus = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');
const javaKey = (text: string) => plus(text).replaceAll('%5B', '[').replaceAll('%5D', ']');
const python: Encoder = { key: plus, value: plus, item: (index) => `[${index}]` };
const java: Encoder = { key: javaKey, value: plus, item: (index) => `[${index}]` };
const olderJava: Encoder = { key: javaKey, value: plus, item: () => '[]' };

function pairs(value: FormValue, path: string, encoder: Encoder): string[] {
  if (typeof value === 'string') return [`${encoder.key(path)}=${encoder.value(value)}`];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, child]) =>
    pairs(child as FormValue, path + (isList ? encoder.item(key) : `[${key}]`), encoder),
  );
}
const encoded = (form: FormObject, encoder: Encoder): string =>
  Object.entries(form)
    .flatMap(([key, value]) => pairs(value, key, encoder))
    .join('&');

let recorder: Server;
let received: Promise<{ query: string; body: string }>;
let stripe: Stripe;
beforeAll(async () => {
  recorder = createServer({ maxHeaderSize: 1_000_000 }, (request, response) => {
    received = text(request).then((body) => ({ query: queryText(request.url ?? ''), body }));
    void received.then(() => response.end('{"object":"list","data":[]}'));
  }).listen(0, '127.0.0.1');
  await once(recorder, 'listening');
  const { port } = recorder.address() as AddressInfo;
  stripe = new Stripe('sk_test_recorded', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  });
});
afterAll(() => {
  recorder?.close();
  recorder?.closeAllConnections();
});

async function byNode(params: object): Promise<{ asBody: string; asQuery: string }> {
  await stripe.charges.create(params as Stripe.ChargeCreateParams, {});
  const { body: asBody } = await received;
  await stripe.charges.list(params, {});
  return { asBody, asQuery: (await received).query };
}

const same = (text: string, form: FormObject) =>
  expect(canonicalText(parseForm(text))).toBe(canonicalText(form));

describe('any parameters', () => {
  it('are read as the Node SDK writes them, in bodies and in queries', () =>
    fc.assert(
      fc.asyncProperty(map(tree), async (form) => {
        const { asBody, asQuery } = await byNode(form);
        same(asBody, form);
        same(asQuery, form);
      }),
      { numRuns: 100 },
    ));

  it.each([
    ['Python', python],
    ['Java', java],
  ])('are read as the %s SDK writes them', (_sdk, encoder) => {
    fc.assert(fc.property(map(tree), (form) => same(encoded(form, encoder), form)));
  });

  it('are read as older Java SDKs write lists', () => {
    const form = map(fc.oneof(scalar, list(scalar), table, map(list(scalar))));
    fc.assert(fc.property(form, (params) => same(encoded(params, olderJava), params)));
  });
});

describe('values that are no texts', () => {
  it('become the texts that the Node SDK makes of them', async () => {
    const { asBody } = await byNode({
      amount: 2000,
      capture: false,
      description: null,
      source: undefined,
      metadata: { a: null },
      created: { gte: new Date(1_700_000_000_000) },
    });
    same(asBody, {
      amount: '2000',
      capture: 'false',
      description: '',
      metadata: { a: '' },
      created: { gte: '1700000000' },
    });
  });
});

describe('a map', () => {
  const metadataOf = (text: string) => {
    const parsed = parseParams(CreateChargeParams, parseForm(text));
    return parsed.ok ? parsed.value.metadata : parsed.error;
  };
  const sale = { amount: '2000', currency: 'hkd', source: 'tok_visa' };
  const value = scalar.filter((text) => text !== '');
  const anyName = fc.oneof(name, fc.nat({ max: 3 }).map(String));

  it('keeps its names, numbers included, in every spelling', () =>
    fc.assert(
      fc.asyncProperty(map(value, anyName), async (metadata) => {
        const form = { ...sale, metadata };
        const { asBody } = await byNode(form);
        for (const text of [asBody, encoded(form, python), encoded(form, olderJava)])
          expect(metadataOf(text)).toEqual(metadata);
      }),
      { numRuns: 100 },
    ));

  it('is not a list', () => {
    const text = encoded(sale, python);
    expect(metadataOf(`${text}&metadata[0]=x`)).toEqual({ 0: 'x' });
    expect(metadataOf(`${text}&metadata[]=x`)).toMatchObject({ status: 400, param: 'metadata' });
    expect(metadataOf(`${text}&expand[1]=a&expand[0]=b`)).toMatchObject({
      status: 400,
      param: 'expand',
    });
  });
});
