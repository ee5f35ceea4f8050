import { canonicalText, MalformedInput } from './form-value.js';
import { parseForm } from './parse-form.js';
import { parseJsonForm } from './parse-json.js';

describe('a JSON body', () => {
  it('says the same as the form with the same content', () => {
    const json =
      '{"amount":2000,"capture":false,"description":null,"metadata":{"a":"1"},"expand":["x"]}';
    const form = 'amount=2000&capture=false&description=&metadata[a]=1&expand[]=x';
    expect(canonicalText(parseJsonForm(json))).toBe(canonicalText(parseForm(form)));
  });

  it('keeps __proto__ as data', () => {
    const form = parseJsonForm('{"__proto__":{"a":"b"}}');
    expect(Object.keys(form)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(form)).toBeNull();
  });

  it.each([
    ['no object', '[1]'],
    ['no JSON', '{"a":'],
    ['an integer that JSON readers round', '{"amount":9007199254740993}'],
    ['a NUL', '{"a":"\\u0000"}'],
    ['a broken surrogate pair', '{"a":"\\ud800"}'],
    ['too deep', `${'{"a":'.repeat(10)}1${'}'.repeat(10)}`],
    ['too much', JSON.stringify({ a: Array.from({ length: 1001 }, () => 1) })],
  ])('that is %s is refused', (_what, text) =>
    expect(() => parseJsonForm(text)).toThrow(MalformedInput),
  );
});
