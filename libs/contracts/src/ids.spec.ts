import fc from 'fast-check';
import {
  balanceTransactionIdOf,
  clientSecretOf,
  coreOf,
  deriveCommandId,
  deriveCore,
  deriveSuffix,
  eventIdOf,
  idOf,
  isClientSecret,
  parseId,
  partitionOf,
  streamIdOf,
  timeOfId,
} from './ids.js';

const timeMs = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const core = fc
  .tuple(timeMs, fc.string(), fc.string())
  .map(([time, account, key]) => deriveCore(time, account, key));
const suffix = fc.string().map((text) => deriveSuffix(text));

describe('an id', () => {
  it('gives its parts back', () =>
    fc.assert(
      fc.property(core, fc.option(suffix, { nil: '' }), (of, rest) => {
        expect(parseId(idOf('re', of, rest))).toEqual({ prefix: 're', core: of, suffix: rest });
      }),
    ));
  it('names its stream, and the stream names the core', () =>
    fc.assert(
      fc.property(core, (of) => {
        expect(streamIdOf(of)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(coreOf(streamIdOf(of))).toBe(of);
      }),
    ));
  it('never changes its partition: these are stored for ever', () => {
    const of = deriveCore(Date.UTC(2026, 0, 5, 10), 'acct_1', 'test', 'key-3');
    expect(of).toBe('0324ygKLUUABp7XBXL3OyN');
    expect([16, 100, 65_536].map((partitions) => partitionOf(of, partitions))).toEqual([
      8, 52, 45_352,
    ]);
  });
  it('spreads streams over all partitions, whatever their time', () => {
    const counts = new Array<number>(16).fill(0);
    for (let key = 0; key < 4800; key++) counts[partitionOf(deriveCore(1, `key-${key}`), 16)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(200);
    expect(Math.max(...counts)).toBeLessThan(400);
  });
  it('sorts by time', () =>
    fc.assert(
      fc.property(timeMs, timeMs, (one, other) => {
        fc.pre(one < other);
        expect(deriveCore(one, 'a') < deriveCore(other, 'b')).toBe(true);
      }),
    ));
  it.each([
    '',
    'ch_',
    'ch',
    '_0123456789012345678901',
    'ch_012345678901234567890',
    'ch_01234567890123456789-1',
    'ch_zzzzzzzzzzzzzzzzzzzzzz',
    `ch_0123456789012345678901${'0'.repeat(64)}`,
    'ch_0123456789012345678901-',
  ])('is refused if it cannot be one: %j', (id) => expect(parseId(id)).toBeUndefined());
  it('is never a crash, whatever text it is', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `ch_${text}`),
        ),
        (id) => {
          const parsed = parseId(id);
          if (parsed !== undefined)
            expect(`${parsed.prefix}_${parsed.core}${parsed.suffix}`).toBe(id);
        },
      ),
    ));
});

describe('derived ids', () => {
  it('are the same for the same request', () => {
    expect(deriveCore(1, 'acct_1', 'test', 'k')).toBe(deriveCore(1, 'acct_1', 'test', 'k'));
    expect(deriveCommandId('acct_1', 'k')).toBe(deriveCommandId('acct_1', 'k'));
  });
  it('differ with any part, and with where a part ends', () =>
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(deriveCommandId(...one)).not.toBe(deriveCommandId(...other));
        expect(deriveSuffix(...one)).not.toBe(deriveSuffix(...other));
        expect(deriveCore(1, ...one)).not.toBe(deriveCore(1, ...other));
      }),
    ));
  it('of events differ with the version and the index', () => {
    const of = deriveCore(1, 'k');
    const ids = [eventIdOf(of, 1, 0), eventIdOf(of, 1, 1), eventIdOf(of, 2, 0)];
    expect(new Set(ids).size).toBe(3);
    expect(ids.every((id) => parseId(id)?.core === of)).toBe(true);
  });
  it('of balance transactions stay in the stream of their source', () => {
    const refund = idOf('re', deriveCore(1, 'k'), deriveSuffix('r'));
    expect(parseId(balanceTransactionIdOf(refund))).toEqual({ ...parseId(refund), prefix: 'txn' });
    expect(balanceTransactionIdOf(refund, true)).not.toBe(balanceTransactionIdOf(refund));
    expect(() => balanceTransactionIdOf('re_1')).toThrow('re_1');
  });
});

it('tells when its stream was opened', () =>
  fc.assert(
    fc.property(timeMs, fc.string(), (time, account) => {
      expect(timeOfId(idOf('pm', deriveCore(time, account)))).toBe(time);
    }),
  ));
it('tells no time if it is none of ours', () => expect(timeOfId('pm_card_visa')).toBeUndefined());

describe('a client secret', () => {
  const key = Buffer.from('a key of 32 bytes, known to no one');
  const id = idOf('pi', deriveCore(Date.UTC(2026, 0, 5, 10), 'acct_1'));
  const secret = clientSecretOf(id, key);

  it('names its intent and is hard to guess', () =>
    expect(secret).toMatch(new RegExp(`^${id}_secret_[0-9A-Za-z]{25}$`)));
  it('opens its own intent only, and that with the same key only', () => {
    expect(isClientSecret(id, secret, key)).toBe(true);
    expect(isClientSecret(id, secret, Buffer.from('another key'))).toBe(false);
    expect(isClientSecret(idOf('pi', deriveCore(1, 'acct_1')), secret, key)).toBe(false);
  });
  it('is wrong if anything of it is', () =>
    fc.assert(
      fc.property(fc.nat(secret.length - 1), fc.constantFrom('!', 'é', ''), (at, other) => {
        const wrong = secret.slice(0, at) + other + secret.slice(at + 1);
        expect(isClientSecret(id, wrong, key)).toBe(false);
      }),
    ));
});
