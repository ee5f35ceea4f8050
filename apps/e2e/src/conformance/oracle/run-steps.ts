// Walks both servers through the same steps and says where they part.
import { Random } from '../../crash/random.js';
import type { FormValue } from '../form.js';
import type { Merchant } from '../merchant.js';
import { chargeIn, comparable, mistakes } from './comparison.js';
import type { Answer, Oracle } from './stateful-mock.js';
import { creation, randomStep, type Creation, type Step } from './steps.js';

type Send = (method: string, path: string, params?: FormValue, key?: string) => Promise<Answer>;

/** One charge as both servers know it, and how it was made. */
type Pair = {
  readonly ours: string;
  readonly theirs: string;
  readonly made: Creation;
  readonly key: string;
};

export type Outcome = {
  /** How often each known mistake of the oracle was met, by its reason. */
  readonly excused: Readonly<Record<string, number>>;
  readonly disagreements: readonly object[];
};

export async function compareOn(
  merchant: Merchant,
  oracle: Oracle,
  { seed, steps }: { readonly seed: number; readonly steps: number },
): Promise<Outcome> {
  const random = new Random(seed);
  const servers: { readonly ours: Send; readonly theirs: Send } = {
    ours: (method, path, params, key) =>
      method === 'GET'
        ? merchant.get(path)
        : merchant.post(path, params, key === undefined ? {} : withKey(key)),
    theirs: (method, path, params, key) => oracle.send(method, path, params, key),
  };
  const pairs: Pair[] = [];
  const excused: Record<string, number> = {};
  const disagreements: object[] = [];
  for (let number = 0; number < steps; number += 1) {
    const step = pairs.length === 0 ? creation(random) : randomStep(random);
    const pair = step.kind === 'create' ? undefined : random.pick(pairs);
    const key = pair?.key ?? `step-${seed}-${number}`;
    const before = pair && (await servers.ours('GET', `/v1/charges/${pair.ours}`)).json;
    const [ours, theirs] = await Promise.all([
      perform(servers.ours, step, key, pair?.ours, pair?.made),
      perform(servers.theirs, step, key, pair?.theirs, pair?.made),
    ]);
    const mistake = mistakes.find(({ is }) => is({ step, before, ours, theirs }));
    if (mistake !== undefined) {
      excused[mistake.because] = (excused[mistake.because] ?? 0) + 1;
      if (pair !== undefined) pairs.splice(pairs.indexOf(pair), 1);
      continue;
    }
    const told = { ours: comparable(ours), theirs: comparable(theirs) };
    if (JSON.stringify(told.ours) !== JSON.stringify(told.theirs))
      disagreements.push({
        number,
        step,
        before: before && comparable({ status: 200, json: before }),
        ...told,
      });
    const made = { ours: chargeIn(ours), theirs: chargeIn(theirs) };
    if (step.kind === 'create' && made.ours !== undefined && made.theirs !== undefined)
      pairs.push({ ours: made.ours, theirs: made.theirs, made: step, key });
  }
  return { excused, disagreements };
}

const withKey = (key: string) => ({ headers: { 'idempotency-key': key } });

function perform(
  send: Send,
  step: Step,
  key: string,
  charge = '',
  made?: Creation,
): Promise<Answer> {
  const path = `/v1/charges/${charge}`;
  switch (step.kind) {
    case 'create':
      return send('POST', '/v1/charges', step.params, key);
    case 'create again':
      return send('POST', '/v1/charges', made?.params, key);
    case 'retrieve':
      return send('GET', path);
    case 'list refunds':
      return send('GET', `/v1/refunds?charge=${charge}&limit=100`);
    case 'update':
      return send('POST', path, { description: step.description });
    case 'capture':
      return send('POST', `${path}/capture`, { amount: step.amount });
    case 'refund':
      return send('POST', '/v1/refunds', { charge, amount: step.amount });
  }
}
