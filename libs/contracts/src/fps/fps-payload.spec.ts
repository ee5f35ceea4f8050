import fc from 'fast-check';
import { crc16 } from './crc16.js';
import { emvField } from './emv-fields.js';
import type { FpsPayload } from './fps-format.js';
import { fpsPayload } from './fps-payload.js';
import { parseFpsPayload } from './parse-fps-payload.js';

const payment: FpsPayload = {
  fpsId: '1234567',
  merchantName: 'Kowloon Tea House',
  amount: 12_850n,
  currency: 'hkd',
  reference: '03SohNRYm8ShdIxvTqaWcT1',
  expiresAt: Date.UTC(2026, 11, 31, 16, 30, 5),
};
const text =
  '0002010102122645' +
  '0012hk.com.hkicl' +
  '02071234567' +
  '051420270101003005' +
  '520459995303344' +
  '5406128.50' +
  '5802HK5917Kowloon Tea House6002HK' +
  '6227052303SohNRYm8ShdIxvTqaWcT1' +
  '6304';

const sealed = (body: string): string => `${body}6304${crc16(`${body}6304`)}`;

describe('the text of an FPS code', () => {
  it('is the fields of the profile with a checksum', () =>
    expect(fpsPayload(payment)).toBe(text + crc16(text)));

  it('has the checksum CRC-16/CCITT-FALSE', () => {
    expect(crc16('123456789')).toBe('29B1');
    expect(crc16('')).toBe('FFFF');
  });

  it('can be in renminbi, of another trade, and without an end', () => {
    const { expiresAt: _, ...endless } = payment;
    const other = fpsPayload({ ...endless, currency: 'cny', mcc: '5812' });
    expect(other).toContain('5303156');
    expect(other).toContain('52045812');
    expect(parseFpsPayload(other)).toEqual({
      ok: true,
      payload: { ...endless, currency: 'cny', mcc: '5812' },
    });
  });

  it.each([
    ['Café Zoë', 'Cafe Zoe'],
    ['九龍茶室 Kowloon  Tea', 'Kowloon Tea'],
    ['九龍茶室', 'NA'],
    ['The Very Long Name Of A Shop', 'The Very Long Name Of A S'],
  ])('says of the name %s what ASCII can: %s', (merchantName, shown) =>
    expect(parseFpsPayload(fpsPayload({ ...payment, merchantName }))).toMatchObject({
      payload: { merchantName: shown },
    }),
  );

  it.each([
    { fpsId: '12345678' },
    { fpsId: '123456a' },
    { amount: 0n },
    { amount: -1n },
    { amount: 10n ** 13n },
    { reference: '' },
    { reference: 'a'.repeat(26) },
    { reference: '茶' },
    { mcc: '59' },
  ])('is not made for %p', (wrong) => expect(() => fpsPayload({ ...payment, ...wrong })).toThrow());
});

describe('reading an FPS code', () => {
  it('gives back what it was made of', () =>
    fc.assert(
      fc.property(
        fc.record({
          fpsId: fc.stringMatching(/^(\d{7}|\d{9})$/),
          merchantName: fc.stringMatching(/^[!-~]([ -~]{0,23}[!-~])?$/).map(singleSpaced),
          amount: fc.bigInt({ min: 1n, max: 99_999_999n }),
          currency: fc.constantFrom('hkd' as const, 'cny' as const),
          reference: fc.stringMatching(/^[ -~]{1,25}$/),
          expiresAt: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
          mcc: fc.stringMatching(/^\d{4}$/),
        }),
        (payload) => expect(parseFpsPayload(fpsPayload(payload))).toEqual({ ok: true, payload }),
      ),
    ));

  it('refuses a code with any one character changed', () => {
    const whole = text + crc16(text);
    for (let index = 0; index < whole.length; index++)
      for (const character of '0189AZaz .-+茶') {
        const changed = whole.slice(0, index) + character + whole.slice(index + 1);
        if (changed !== whole) expect(parseFpsPayload(changed).ok).toBe(false);
      }
  });

  const body = text.slice(0, -4);
  it.each([
    ['no text at all', '', 'bad_checksum'],
    ['another checksum', `${text}0000`, 'bad_checksum'],
    ['a checksum in lower case', `${text}${crc16(text).toLowerCase()}`, 'bad_checksum'],
    ['a cut field', sealed(body.slice(0, -1)), 'bad_fields'],
    ['a length that is no number', sealed(body.replace('5802HK', '58x2HK')), 'bad_fields'],
    ['an empty field', sealed(body.replace('5802HK', '5800')), 'bad_fields'],
    ['a field twice', sealed(`${body}5802HK`), 'bad_fields'],
    [
      'a field after the checksum',
      `${text}ABCD${emvField('64', crc16(`${text}ABCD6404`))}`,
      'bad_fields',
    ],
    ['no account', sealed(body.replace('2645', '2745')), 'not_fps'],
    ['another scheme', sealed(body.replace('hk.com.hkicl', 'hk.com.other')), 'not_fps'],
    ['no amount', sealed(body.replace('5406128.50', '')), 'bad_value'],
    ['an amount of nothing', sealed(body.replace('5406128.50', '54040.00')), 'bad_value'],
    ['an amount with a sign', sealed(body.replace('128.50', '-28.50')), 'bad_value'],
    ['too many decimals', sealed(body.replace('128.50', '12.850')), 'bad_value'],
    ['another currency', sealed(body.replace('5303344', '5303840')), 'bad_value'],
    ['an impossible time', sealed(body.replace('20270101', '20270230')), 'bad_value'],
    ['a short FPS identifier', sealed(body.replace('02071234567', '02071234x67')), 'bad_value'],
  ])('refuses %s', (_what, wrong, reason) =>
    expect(parseFpsPayload(wrong)).toEqual({ ok: false, reason }),
  );

  it.each([
    ['5403128', 12_800n],
    ['5405128.5', 12_850n],
    ['54040.05', 5n],
  ])('takes the amount %s', (field, amount) =>
    expect(parseFpsPayload(sealed(body.replace('5406128.50', field)))).toMatchObject({
      payload: { amount },
    }),
  );
});

const singleSpaced = (name: string): string => name.replace(/ +/g, ' ');
