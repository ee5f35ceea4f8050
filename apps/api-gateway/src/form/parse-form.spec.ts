import fc from 'fast-check';
import { canonicalText, MalformedInput } from './form-value.js';
import { parseForm } from './parse-form.js';

const parsed = (text: string) => JSON.parse(canonicalText(parseForm(text))) as unknown;
const refused = (text: string) => {
  try {
    parseForm(text);
  } catch (error) {
    if (error instanceof MalformedInput) return error.param ?? true;
    throw error;
  }
  return false;
};

describe('the bodies that SDKs really send', () => {
  it.each([
    [
      'amount=2000&currency=hkd&source=tok_visa&description=Example%20Charge',
      { amount: '2000', currency: 'hkd', source: 'tok_visa', description: 'Example Charge' },
    ],
    ['description=Example+Charge', { description: 'Example Charge' }],
    [
      'metadata[order_id]=6735&metadata[a%20b]=c%26d&expand[0]=balance_transaction&expand[1]=customer',
      { metadata: { order_id: '6735', 'a b': 'c&d' }, expand: ['balance_transaction', 'customer'] },
    ],
    ['currency=&description=&metadata=', { currency: '', description: '', metadata: '' }],
    ['description=&metadata[a]=', { description: '', metadata: { a: '' } }],
    ['created%5Bgte%5D=1700000000&limit=2', { created: { gte: '1700000000' }, limit: '2' }],
    ['created[gte]=1700000000&limit=2', { created: { gte: '1700000000' }, limit: '2' }],
    [
      'email=a%2Bb%40ex.com&address[line1]=1%20Queen%27s%20Rd&name=%E9%99%B3%E5%A4%A7%E6%96%87',
      { email: 'a+b@ex.com', address: { line1: "1 Queen's Rd" }, name: '陳大文' },
    ],
    [
      'url=https%3A%2F%2Fex.com%2Fhook&enabled_events[0]=charge.succeeded&enabled_events[1]=%2A',
      { url: 'https://ex.com/hook', enabled_events: ['charge.succeeded', '*'] },
    ],
    [
      'types[]=charge.succeeded&types[]=charge.failed',
      { types: ['charge.succeeded', 'charge.failed'] },
    ],
    [
      'card[number]=4242424242424242&card[exp_month]=5&card[exp_year]=2027&card[cvc]=314',
      { card: { number: '4242424242424242', exp_month: '5', exp_year: '2027', cvc: '314' } },
    ],
    [
      'line_items[0][price_data][product_data][name]=T&line_items[0][quantity]=1',
      { line_items: [{ price_data: { product_data: { name: 'T' } }, quantity: '1' }] },
    ],
    ['query=metadata[%27order_id%27]%3A%271%27', { query: "metadata['order_id']:'1'" }],
    ['', {}],
  ])('%s', (text, expected) => expect(parsed(text)).toEqual(expected));
});

describe('lists', () => {
  it('of objects may repeat their fields', () =>
    expect(parsed('items[][sku]=a&items[][n]=1&items[][sku]=b&items[][n]=2')).toEqual({
      items: [
        { sku: 'a', n: '1' },
        { sku: 'b', n: '2' },
      ],
    }));
  it('keep lists inside their objects apart', () =>
    expect(parsed('i[][sku]=a&i[][tags][]=x&i[][tags][]=y&i[][sku]=b&i[][tags][]=z')).toEqual({
      i: [
        { sku: 'a', tags: ['x', 'y'] },
        { sku: 'b', tags: ['z'] },
      ],
    }));
  it.each([
    ['holes', 'a[7]=x', { 7: 'x' }],
    ['indices out of order', 'a[1]=y&a[0]=x', { 1: 'y', 0: 'x' }],
    ['indices written in another way', 'a[00]=x', { '00': 'x' }],
  ])('with %s are no lists', (_what, text, map) => expect(parsed(text)).toEqual({ a: map }));
});

describe('names that mean something to JavaScript', () => {
  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])(
    '%s is kept as data',
    (name) => {
      const form = parseForm(`metadata[${name}]=x&${name}=y`);
      expect(Object.entries(form['metadata']!)).toEqual([[name, 'x']]);
      expect(form[name]).toBe('y');
      expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    },
  );
  it('makes objects without a prototype', () =>
    expect(Object.getPrototypeOf(parseForm('a[b]=c')['a'])).toBeNull());
});

describe('what can be read in two ways, or in none', () => {
  it.each([
    ['a duplicate', 'amount=1&amount=2', 'amount'],
    ['a duplicate in a hash', 'a[b]=1&a[b]=2', 'a[b]'],
    ['a duplicate index', 'a[0]=1&a[0]=2', 'a[0]'],
    ['a scalar and a hash', 'a=1&a[b]=2', 'a[b]'],
    ['a hash and a scalar', 'a[b]=2&a=1', 'a'],
    ['two kinds of list', 'a[]=1&a[0]=2', 'a[0]'],
    ['a list of scalars and of objects', 'a[]=1&a[0][b]=2', 'a[0][b]'],
    ['an open bracket', 'a[b=1', 'a[b'],
    ['a closing bracket', 'a]=1', 'a]'],
    ['text after a bracket', 'a[b]c=1', 'a[b]c'],
    ['nested brackets', 'a[[b]]=1', 'a[[b]]'],
    ['no name before a bracket', '[a]=1', '[a]'],
    ['no name', '=1', ''],
    ['a cut percent escape', 'a=%2', 'a'],
    ['a percent escape of letters', 'a=%zz', 'a'],
    ['a lone percent sign', 'a=100%', 'a'],
    ['overlong UTF-8', 'a=%C0%AF', 'a'],
    ['a surrogate in UTF-8', 'a=%ED%A0%80', 'a'],
    ['a cut UTF-8 sequence', 'a=%E9%99', 'a'],
    ['a NUL', 'a=%00', 'a'],
    ['a NUL in a name', 'a%00=1', true],
    ['nine brackets', `a${'[b]'.repeat(9)}=1`, `a${'[b]'.repeat(9)}`],
    ['too many parameters', Array.from({ length: 1001 }, (_, i) => `a${i}=1`).join('&'), true],
  ])('%s is refused', (_what, text, param) => expect(refused(text)).toBe(param));

  it('is not: eight brackets, and a thousand parameters', () => {
    expect(refused(`a${'[b]'.repeat(8)}=1`)).toBe(false);
    expect(refused(Array.from({ length: 1000 }, (_, i) => `a${i}=1`).join('&'))).toBe(false);
  });

  it('never ends in anything but a tree or MalformedInput', () => {
    const noise = fc.string({
      unit: fc.constantFrom(...'ab0[]=&%+2f_\0é'.split('')),
      maxLength: 40,
    });
    fc.assert(
      fc.property(noise, (text) => {
        refused(text);
      }),
      { numRuns: 2000 },
    );
  });
});
