// No account reads or changes what another owns, or learns that it is there, whatever the call.
import { belongingsOf, type Belongings } from '../belongings.js';
import { onTheWire, type Area, type Case } from '../case.js';
import { formOf } from '../form.js';
import type { Answer, Merchant } from '../merchant.js';
import { filled, kinds, placeholdersOf, routes, type Kind, type Route } from '../routes.js';

/** An id that nobody has, of the same kind and length. */
const unlike = (id: string): string => `${id.slice(0, -4)}${[...id.slice(-4)].reverse().join('')}0`;

/** What a stranger may be told: the same about an id of somebody else as about one of nobody. */
const told = ({ status, json }: Answer, id: string) => {
  const { code, param, type, message } = json.error ?? {};
  return { status, code, param, type, message: String(message).replaceAll(id, '<id>') };
};

/** What the routes need besides the id, so that they get as far as looking for it. */
const otherwiseValid: Readonly<Record<string, string>> = {
  'POST /v1/charges': 'amount=2000&currency=hkd',
  'POST /v1/payment_intents':
    'amount=2000&currency=hkd&confirm=true&return_url=https%3A%2F%2Fa.example',
  'POST /v1/setup_intents': 'confirm=true&return_url=https%3A%2F%2Fa.example',
  'GET /v1/payment_methods': 'type=card',
  'POST /v1/reporting/report_runs': 'report_type=payout_reconciliation.itemized.1',
};

type Probe = { readonly label: string; readonly send: (id: string) => Promise<Answer> };

function probesOf(merchant: Merchant, own: Belongings, route: Route): Probe[] {
  const { method, path, references } = route;
  const always = otherwiseValid[`${method} ${path}`] ?? '';
  const send = (target: string, params: string) => {
    const all = [always, params].filter((one) => one !== '').join('&');
    return method === 'GET'
      ? merchant.send(method, `${target}?${all}`, undefined)
      : merchant.send(method, target, method === 'POST' ? all : undefined);
  };
  const ownPath = filled(path, (kind) => own[kind]);
  return [
    ...placeholdersOf(path).map((placeholder) => ({
      label: `${method} ${path}, ${placeholder}`,
      send: (id: string) =>
        send(
          filled(path, (kind) => (kind === placeholder ? id : own[kind])),
          '',
        ),
    })),
    ...Object.keys(references).map((name) => ({
      label: `${method} ${path}, ${name}`,
      send: (id: string) =>
        send(
          ownPath,
          formOf({ [name]: id })
            .replaceAll(/%5B/g, '[')
            .replaceAll(/%5D/g, ']'),
        ),
    })),
  ];
}

const cases: Case[] = [
  onTheWire(
    'every route with every id of another account answers as if it were nobody’s',
    async (merchant) => {
      const [own, stranger] = [await belongingsOf(merchant), await merchant.another()];
      const theirs = await belongingsOf(stranger);
      const before = await everythingOf(stranger, theirs);
      for (const route of routes)
        for (const { label, send } of probesOf(merchant, own, route))
          await Promise.all(
            kinds.map(async (kind) => {
              const [theirId, nobodys] = [theirs[kind], unlike(theirs[kind])];
              const answer = await send(theirId);
              const expected = told(await send(nobodys), nobodys);
              expect({ label, kind, ...told(answer, theirId) }).toEqual({
                ...{ label, kind },
                ...expected,
              });
              expectNothingOf(answer, theirId, label);
            }),
          );
      expect(await everythingOf(stranger, theirs)).toEqual(before);
    },
  ),
  onTheWire('lists show one’s own only', async (merchant) => {
    const stranger = await merchant.another();
    const theirs = await belongingsOf(stranger);
    for (const { method, path } of routes) {
      if (method !== 'GET' || path.includes('{')) continue;
      const query = path.endsWith('payment_methods') ? '?type=card&limit=100' : '?limit=100';
      const { text } = await merchant.get(
        path + (path === '/v1/balance' || path === '/v1/account' ? '' : query),
      );
      for (const id of Object.values(theirs)) expect(text).not.toContain(id);
    }
  }),
  onTheWire(
    'a restricted key and a publishable key of another account open nothing',
    async (merchant) => {
      const stranger = await merchant.another();
      const { charge } = await belongingsOf(stranger);
      for (const key of [
        merchant.keys.publishable,
        merchant.keys.live_secret,
        merchant.keys.secret,
      ]) {
        const { status } = await merchant.get(`/v1/charges/${charge}`, { key });
        expect([401, 403, 404]).toContain(status);
      }
    },
  ),
];

/** A refusal, or a list without it: an id that a filter names is not thereby told. */
function expectNothingOf({ status, json, text }: Answer, id: string, label: string): void {
  if (status !== 200) return expect({ label, error: json.error }).toHaveProperty('error.type');
  const { data } = json as { data?: unknown };
  expect({ label, data, answered: text.includes(id) }).toEqual({
    label,
    data: [],
    answered: false,
  });
}

const readable: readonly (readonly [Kind, string])[] = routes
  .filter(({ method, path }) => method === 'GET' && /^\/v1\/\w+\/\{\w+\}$/.test(path))
  .map(({ path }) => [placeholdersOf(path)[0] as Kind, path]);

async function everythingOf(merchant: Merchant, own: Belongings): Promise<Record<string, string>> {
  const read: Record<string, string> = {};
  for (const [kind, path] of readable) {
    const { status, text } = await merchant.get(filled(path, () => own[kind]));
    expect({ path, status }).toEqual({ path, status: 200 });
    read[kind] = text;
  }
  return read;
}

export const isolation: Area = { name: 'isolation', cases };
