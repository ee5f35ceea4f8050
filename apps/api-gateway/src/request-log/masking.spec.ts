import fc from 'fast-check';
import { parseForm } from '../form/parse-form.js';
import { maskedAnswer, maskedParameters, maskedText, maxBodyBytes } from './masking.js';

const parameters = (text: string) => maskedParameters(parseForm(text));

describe('the parameters of a request', () => {
  it('are kept as JSON, without the card', () => {
    const text =
      'card[number]=4242424242424242&card[exp_month]=5&card[cvc]=314&metadata[order]=6735&amount=20';
    expect(JSON.parse(parameters(text)!)).toEqual({
      card: { number: '[hidden]', exp_month: '5', cvc: '[hidden]' },
      metadata: { order: '6735' },
      amount: '20',
    });
  });

  it.each([
    ['a wrong card number', 'payment_method_data[card][number]=4242424242424241', '4242'],
    ['a card number where none belongs', 'description=my card 4000 0566 5566 5556', '5556'],
    ['a client secret', 'client_secret=pi_1_secret_abcdefghij', 'abcdefghij'],
    ['a secret of a client', 'client_secret=anything', 'anything'],
    ['a key', 'description=sk_live_abcdefghijklmnop', 'abcdefgh'],
    ['a header of an endpoint', 'delivery[custom_headers][x-api]=abcdef', 'abcdef'],
    ['a client secret in a list', 'a[][client_secret]=pi_1_secret_abcdefghij', 'abcdefghij'],
    ['a secret in a URL', 'return_url=https://x.example/?s=pi_1_secret_abcdefghij', 'abcdefghij'],
  ])('lose %s', (_what, text, secret) => {
    const kept = parameters(text);
    expect(kept).not.toContain(secret);
    expect(kept).toContain('[hidden]');
  });

  it('keep what is no secret', () =>
    expect(JSON.parse(parameters('source=tok_visa&expand[]=customer&number_of_items=3')!)).toEqual({
      source: 'tok_visa',
      expand: ['customer'],
      number_of_items: '3',
    }));

  it('are none if there are none', () => expect(parameters('')).toBeNull());
});

describe('an answer', () => {
  it.each([
    ['a client secret', { id: 'pi_1', client_secret: 'pi_1_secret_abcdefgh' }, 'abcdefgh'],
    ['a new key', { keys: { secret: 'sk_test_abcdefghijkl' } }, 'abcdefghijkl'],
    ['a webhook secret', { secret: 'whsec_abcdefghijkl' }, 'abcdefghijkl'],
    ['an access token', { access_token: 'at_test_abcdefghijkl' }, 'abcdefghijkl'],
    ['a secret with a quote', { secret: 'a"b\\' }, 'a\\"b'],
    ['a card number', { error: { message: 'No such charge: 4242424242424242' } }, '424242424242'],
  ])('loses %s', (_what, answer, secret) => {
    const kept = maskedAnswer(JSON.stringify(answer));
    expect(kept).not.toContain(secret);
    expect(JSON.parse(kept)).toMatchObject({});
  });

  it('keeps what is no secret', () => {
    const charge = JSON.stringify({
      id: 'ch_1',
      client_secret: null,
      last4: '4242',
      checks: { cvc_check: 'pass' },
      receipt_number: '1234',
    });
    expect(maskedAnswer(charge)).toBe(charge);
  });

  it('is cut to its bounds, between characters', () => {
    const long = maskedAnswer(JSON.stringify({ text: '港'.repeat(10_000) }));
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(maxBodyBytes);
    expect(Buffer.byteLength(long)).toBeGreaterThan(maxBodyBytes - 3);
    expect(long).toMatch(/港$/);
    expect(maskedAnswer(`"${'x'.repeat(maxBodyBytes - 2)}"`)).toHaveLength(maxBodyBytes);
  });
});

describe('a path', () => {
  it.each([
    ['/v1/charges/ch_1', '/v1/charges/ch_1'],
    ['/v1/tokens/4242424242424242', '/v1/tokens/[hidden]'],
    ['/v1/x/sk_test_abcdefghijkl', '/v1/x/sk_test_[hidden]'],
    ['/v1/x/pi_1_secret_abcdefghijkl', '/v1/x/pi_1_secret_[hidden]'],
  ])('%s', (path, kept) => expect(maskedText(path)).toBe(kept));
});

describe('any parameters', () => {
  it('never keep a card number or a client secret, wherever they stand', () => {
    const anywhere = fc.tuple(
      fc.constantFrom(
        'description',
        'metadata[a]',
        'a[0][b]',
        'card[number]',
        'x[y][client_secret]',
      ),
      fc.stringMatching(/^[a-z ]{0,10}$/),
    );
    fc.assert(
      fc.property(anywhere, ([name, before]) => {
        const text = `${name}=${encodeURIComponent(`${before} 4242424242424242 seti_1_secret_0123456789`)}`;
        expect(parameters(text)).not.toMatch(/4242424242|0123456789/);
      }),
    );
  });
});
