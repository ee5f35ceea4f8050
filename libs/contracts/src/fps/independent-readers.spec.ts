// Three readers of EMVCo codes that nobody here wrote must read our codes as we meant them, and
// refuse them damaged. Each has faults of its own; a test below pins every fault we allow for.
import emvqr from 'emvqr';
import fc from 'fast-check';
import { FPS } from 'hkqr-fps';
import { parse } from 'promptparse';
import { deriveCore } from '../ids.js';
import { crc16 } from './crc16.js';
import type { FpsPayload } from './fps-format.js';
import { fpsPayload } from './fps-payload.js';
import { fpsReferenceOf } from './fps-reference.js';
import { hongKongTime } from './hong-kong-time.js';

FPS.Silent(); // Its refusals are then returned, not thrown.

/** The values of a code in the order of `paths`; undefined if the reader refuses it. */
type Reader = (text: string) => readonly unknown[] | undefined;

const paths = [
  ['00'],
  ['01'],
  ['26', '00'],
  ['26', '02'],
  ['26', '05'],
  ['52'],
  ['53'],
  ['54'],
  ['58'],
  ['59'],
  ['60'],
  ['62', '05'],
] as const;

const readers = {
  promptparse: (text) => {
    const code = parse(text, true);
    return code === null ? undefined : paths.map((path) => code.getTagValue(path[0], path[1]));
  },
  emvqr: (text) => {
    try {
      const code = emvqr.decode(text);
      return paths.map(([tag, inner]) => {
        const { data } = code[tag]!;
        if (inner !== undefined) return (data as Record<string, { data: string }>)[inner]?.data;
        // It adds the meaning of some codes: `344 (HKD)`.
        return ['52', '53', '58'].includes(tag) ? (data as string).split(' ')[0] : data;
      });
    } catch {
      return undefined; // It refuses by throwing, at a code it does not know as well.
    }
  },
  'hkqr-fps': (text) => {
    const code = new FPS().extract(text);
    if (code.isError()) return undefined;
    return paths.map(([tag, inner]) => {
      const value = (code.data as Nested)[tag];
      return joined(inner === undefined ? value : (value as Nested | undefined)?.[inner]);
    });
  },
} satisfies Record<string, Reader>;
const readerNames = Object.keys(readers) as (keyof typeof readers)[];

type Nested = { [tag: string]: string | Nested };

/** hkqr-fps takes apart every value that happens to look like fields, such as 1003.50. */
function joined(value: string | Nested | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return Object.entries(value)
    .map(([tag, inner]) => [tag, joined(inner) ?? ''] as const)
    .map(([tag, inner]) => tag + String(inner.length).padStart(2, '0') + inner)
    .join('');
}

/** Checksums with zeros in front, which these two compare without them and so refuse. */
const lacking: Partial<Record<keyof typeof readers, RegExp>> = {
  emvqr: /^00/,
  'hkqr-fps': /^0/,
};

const payments: fc.Arbitrary<Required<FpsPayload>> = fc.record({
  fpsId: fc.stringMatching(/^(\d{7}|\d{9})$/),
  merchantName: fc.stringMatching(/^[A-Z][A-Za-z0-9.&'-]{0,12} ?[A-Za-z0-9]{1,11}$/),
  amount: fc.bigInt({ min: 1n, max: 99_999_999n }),
  currency: fc.constantFrom('hkd' as const, 'cny' as const),
  reference: fc
    .tuple(fc.integer({ min: 1_790_000_000_000, max: 2_500_000_000_000 }), fc.string())
    .chain(([timeMs, key]) =>
      fc
        .integer({ min: 1, max: 9999 })
        .map((attempt) => fpsReferenceOf(deriveCore(timeMs, 'acct_1', key), attempt)),
    ),
  expiresAt: fc
    .integer({ min: 1_790_000_000, max: 2_500_000_000 })
    .map((seconds) => seconds * 1000),
  mcc: fc.constantFrom('5999', '5812', '5411', '5732', '4121'),
});

const meant = (payment: Required<FpsPayload>): string[] => [
  '01',
  '12',
  'hk.com.hkicl',
  payment.fpsId,
  hongKongTime(payment.expiresAt),
  payment.mcc,
  payment.currency === 'hkd' ? '344' : '156',
  `${payment.amount / 100n}.${String(payment.amount % 100n).padStart(2, '0')}`,
  'HK',
  payment.merchantName,
  'HK',
  payment.reference,
];

const payment: Required<FpsPayload> = {
  fpsId: '1234567',
  merchantName: 'Kowloon Tea House',
  amount: 12_850n,
  currency: 'hkd',
  reference: '03SohNRYm8ShdIxvTqaWcT1',
  expiresAt: Date.UTC(2026, 11, 31, 16, 30, 5),
  mcc: '5999',
};
/** The payment with the first reference whose code's checksum looks as wanted. */
function withChecksum(wanted: RegExp): string {
  for (let attempt = 1; ; attempt++) {
    const reference = fpsReferenceOf(deriveCore(1_795_000_000_000, String(attempt)), 1);
    const text = fpsPayload({ ...payment, reference });
    if (wanted.test(text.slice(-4))) return text;
  }
}

describe.each(readerNames)('%s', (name) => {
  const read = readers[name];

  it('reads every field of our codes as we meant it', () =>
    fc.assert(
      fc.property(payments, (payment) => {
        const text = fpsPayload(payment);
        fc.pre(!lacking[name]?.test(text.slice(-4)));
        expect(read(text)).toEqual(meant(payment));
      }),
      { numRuns: 300 },
    ));

  it('refuses a code with any one character changed', () => {
    const text = fpsPayload(payment);
    expect(read(text)).toBeDefined();
    for (let index = 0; index < text.length; index++)
      for (const character of '0189AZaz. ') {
        const changed = text.slice(0, index) + character + text.slice(index + 1);
        if (changed !== text) expect(read(changed)).toBeUndefined();
      }
  });
});

it('is written by hkqr-fps, character for character, as by us', () => {
  const { expiresAt: _, ...endless } = payment;
  const code = new FPS();
  code.setDynamic();
  code.setFPSId(Number(payment.fpsId));
  code.setAmount(128.75);
  code.setReference(payment.reference);
  expect(code.generate().data).toBe(
    fpsPayload({ ...endless, amount: 12_875n, merchantName: 'NA', mcc: '0000' }),
  );
});

describe('the faults of the readers', () => {
  it('are zeros in front of a checksum, for two of them', () => {
    expect(readerNames.map((name) => readers[name](withChecksum(/^0[^0]/)) !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
    expect(readerNames.map((name) => readers[name](withChecksum(/^00/)) !== undefined)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is a checksum in lower case that promptparse takes', () => {
    const text = withChecksum(/[A-F]$/);
    const lower = text.slice(0, -4) + text.slice(-4).toLowerCase();
    expect(readerNames.map((name) => readers[name](lower) !== undefined)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is an amount that hkqr-fps takes apart', () => {
    const text = fpsPayload({ ...payment, amount: 100_350n });
    expect((new FPS().extract(text).data as Nested)['54']).toEqual({ '10': '.50' });
  });

  it('is the dummy trade 0000, at which emvqr fails', () => {
    const text = fpsPayload({ ...payment, mcc: '0000' });
    expect(readerNames.map((name) => readers[name](text) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
    expect(crc16(text.slice(0, -4))).toBe(text.slice(-4));
  });
});
