import type { Answer, Json, Method } from '../api/api-client.js';
import type { Pairs } from '../api/form.js';
import type { Recipe, Step } from './recipe.js';
import { bringAbout, type RunOptions } from './run-recipe.js';
import { overridden } from './overrides.js';

const post = (name: string, path: string, params = {}): Step => ({
  name,
  method: 'POST',
  path,
  params,
});
const recipe: Recipe = {
  steps: [
    post('charge', '/v1/charges', { amount: 2000, metadata: { run: '{run}' } }),
    {
      name: 'dispute',
      method: 'GET',
      path: '/v1/disputes',
      params: { charge: '{charge.id}' },
      until: 'data.0.id',
    },
    post('evidence', '/v1/disputes/{dispute.data.0.id}', { submit: true }),
  ],
  about: '{charge.id}',
};

const answer = (status: number, body: Json): Answer => ({ status, headers: {}, body });

/** Answers each path with what is left for it, the last of it for ever. */
class FakeApi {
  readonly sent: string[] = [];
  constructor(private readonly answers: Record<string, Answer[]>) {}

  readonly send = async (method: Method, path: string, params: Pairs = []): Promise<Answer> => {
    this.sent.push(`${method} ${path} ${params.map((pair) => pair.join('=')).join('&')}`.trim());
    const left = this.answers[path] ?? [];
    return left.length > 1 ? left.shift()! : (left[0] ?? answer(404, {}));
  };
  readonly get = async <T>(path: string, params: Pairs = []) =>
    (await this.send('GET', path, params)).body as T;
}

const eventAbout = (id: string) => ({ id: `evt_of_${id}`, data: { object: { charge: id } } });
const api = () =>
  new FakeApi({
    '/v1/charges': [answer(200, { id: 'ch_1' })],
    '/v1/disputes': [
      answer(200, { data: [] }),
      answer(503, {}),
      answer(200, { data: [{ id: 'du_1' }] }),
    ],
    '/v1/disputes/du_1': [answer(200, { id: 'du_1' })],
    '/v1/events': [
      answer(200, { data: [] }),
      answer(200, { data: [eventAbout('ch_12'), eventAbout('ch_1')] }),
    ],
  });

const options = (fake: FakeApi, more: Partial<RunOptions> = {}): RunOptions => {
  let nowMs = 0;
  return {
    api: fake,
    run: 'ABCD',
    onStep: () => {},
    nowMs: () => nowMs,
    pause: async (ms) => void (nowMs += ms),
    timeoutMs: 1_000,
    ...more,
  };
};

describe('carrying out a recipe', () => {
  it('takes the steps, waits where it has to, and finds its own event', async () => {
    const fake = api();
    const steps: string[] = [];
    const onStep = ({ name }: Step) => steps.push(name);
    const event = await bringAbout('charge.disputed', recipe, options(fake, { onStep }));
    expect(event.id).toBe('evt_of_ch_1');
    expect(steps).toEqual(['charge', 'dispute', 'evidence']);
    expect(fake.sent[0]).toBe('POST /v1/charges amount=2000&metadata[run]=ABCD');
    expect(fake.sent).toContain('GET /v1/disputes charge=ch_1');
    expect(fake.sent).toContain('POST /v1/disputes/du_1 submit=true');
  });

  it('gives up when the event does not come', async () => {
    const fake = new FakeApi({
      '/v1/charges': [answer(200, { id: 'ch_1' })],
      '/v1/events': [answer(200, { data: [eventAbout('ch_12')] })],
    });
    const short = { ...recipe, steps: recipe.steps.slice(0, 1) };
    await expect(bringAbout('charge.disputed', short, options(fake))).rejects.toMatchObject({
      message: 'charge.disputed did not come within 1 s',
      exitCode: 4,
    });
  });

  it('ends with the refusal of a step; but a decline that is meant to be goes on', async () => {
    const declined = answer(402, { error: { message: 'Declined.', charge: 'ch_1' } });
    const fake = new FakeApi({
      '/v1/charges': [declined],
      '/v1/events': [answer(200, { data: [eventAbout('ch_1')] })],
    });
    const step = post('charge', '/v1/charges');
    const run = (one: Step) =>
      bringAbout('charge.failed', { steps: [one], about: '{charge.error.charge}' }, options(fake));
    await expect(run(step)).rejects.toMatchObject({ status: 402 });
    expect(await run({ ...step, declined: true })).toMatchObject({ id: 'evt_of_ch_1' });
  });
});

describe('overrides', () => {
  const params = (...texts: string[]) => overridden(recipe.steps, texts)[0]!.params;

  it('change one value, as deep as it lies', () => {
    expect(params('charge:amount=5000', 'charge:metadata.order=a=b')).toEqual({
      amount: '5000',
      metadata: { run: '{run}', order: 'a=b' },
    });
    expect(params('charge:shipping.address.city=香港')).toMatchObject({
      shipping: { address: { city: '香港' } },
    });
    expect(recipe.steps[0]!.params).toMatchObject({ amount: 2000 });
  });

  it.each(['amount=5000', 'charge:amount', 'refund:amount=5', 'dispute:charge=ch_2'])(
    '%s is refused',
    (text) => expect(() => overridden(recipe.steps, [text])).toThrow(),
  );
});
