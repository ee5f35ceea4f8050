import type { Journey } from './journey.js';

const nested = (depth: number) => `metadata${'[a]'.repeat(depth)}=1`;

const form = 'application/x-www-form-urlencoded';
/** What arrives, and the status that answers it. All are refused; none reaches a decision. */
const cases: [what: string, status: number, body: string, type: string][] = [
  ['a bad percent-encoding', 400, 'amount=%zz', form],
  ['invalid UTF-8', 400, 'description=%ff%fe', form],
  ['a NUL', 400, 'description=a%00b', form],
  ['20-deep brackets', 400, nested(20), form],
  ['unbalanced brackets', 400, 'metadata[a=1', form],
  ['a duplicated scalar', 400, 'amount=100&amount=200&currency=usd&source=tok_visa', form],
  ['an unknown parameter', 400, 'amount=2000&currency=usd&source=tok_visa&bogus=1', form],
  ['a wrong type', 400, 'amount=many&currency=usd&source=tok_visa', form],
  ['a float', 400, 'amount=10.5&currency=usd&source=tok_visa', form],
  [
    '__proto__ as a parameter',
    400,
    '__proto__[admin]=1&amount=2000&currency=usd&source=tok_visa',
    form,
  ],
  ['a body of 10 MB', 413, `description=${'x'.repeat(10_000_000)}`, form],
  ['XML', 415, '<amount>1</amount>', 'application/xml'],
  ['broken JSON', 400, '{"amount":', 'application/json'],
  ['a NUL in JSON', 400, '{"amount":2000,"description":"a\\u0000b"}', 'application/json'],
  ['half a character in JSON', 400, '{"amount":2000,"description":"\\ud800"}', 'application/json'],
  ['JSON that is no object', 400, '[1,2,3]', 'application/json'],
];

export const badInput: Journey = (deployment) => {
  describe('bad input', () => {
    it.each(cases)(
      '%s is answered with %i in the contract’s shape',
      async (_what, status, body, type) => {
        const headers = { 'content-type': type };
        const answer = await deployment().request('POST', '/v1/charges', { body, headers });
        expect(answer.status).toBe(status);
        expect(answer.json['error']).toMatchObject({
          type: 'invalid_request_error',
          message: expect.any(String) as string,
        });
        expect(answer.headers.get('request-id')).toMatch(/^req_/);
      },
    );

    it('leaves metadata named __proto__ or constructor as plain names', async () => {
      const body =
        'amount=2000&currency=usd&source=tok_visa&metadata[constructor]=c&metadata[hasOwnProperty]=h';
      const { json } = await deployment().request('POST', '/v1/charges', { body });
      expect(json['metadata']).toEqual({ constructor: 'c', hasOwnProperty: 'h' });
    });

    it.each([
      ['GET', '/v1/nothing', 404],
      ['DELETE', '/v1/charges', 405],
      ['GET', '/v2/core/event_destinations', 404],
    ])('%s %s is answered with %i', async (method, path, status) => {
      const answer = await deployment().request(method, path);
      expect(answer.status).toBe(status);
      expect(answer.json['error']).toMatchObject({ type: 'invalid_request_error' });
    });

    it('and after all of it the server still serves', async () => {
      const charge = await deployment()
        .sdk()
        .charges.create({ amount: 500, currency: 'usd', source: 'tok_visa' });
      expect(charge.status).toBe('succeeded');
    });
  });
};
