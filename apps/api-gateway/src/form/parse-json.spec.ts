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

  it('may be as deep as a form', () => {
    const json = `${'{"a":'.repeat(9)}1${'}'.repeat(9)}`;
    expect(canonicalText(parseJsonForm(json))).toBe(
      canonicalText(parseForm(`a${'[a]'.repeat(8)}=1`)),
    );
  });

  it('may use a name again in another object, and as a value', () =>
    expect(
      canonicalText(parseJsonForm('{"a":{"b":"a\\": {","c":"b"},"b":[{"a":1},{"a":2}]}')),
    ).toBe('{"a":{"b":"a\\": {","c":"b"},"b":[{"a":"1"},{"a":"2"}]}'));

  it.each([
    ['twice the same name', '{"amount":1,"amount":2}'],
    ['twice the same name inside', '{"a":[{"b":1,"c":[],"b":2}]}'],
    ['twice the same name, spelled in two ways', '{"a":1,"\\u0061":2}'],
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
