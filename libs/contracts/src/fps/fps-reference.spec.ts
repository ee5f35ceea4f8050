import fc from 'fast-check';
import { deriveCore } from '../ids.js';
import { fpsReferenceOf, parseFpsReference } from './fps-reference.js';

const core = deriveCore(1_795_000_000_000, 'acct_1', 'order-1');

describe('the reference of an FPS code', () => {
  it('names the intent and the attempt', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 62 ** 3 - 1 }), (attempt) => {
        const reference = fpsReferenceOf(core, attempt);
        expect(reference.length).toBeLessThanOrEqual(25);
        expect(parseFpsReference(reference)).toEqual({ core, attempt });
      }),
    ));

  it.each([0, -1, 1.5, 62 ** 3])('is not made for attempt %p', (attempt) =>
    expect(() => fpsReferenceOf(core, attempt)).toThrow(),
  );

  it.each([
    ['nothing', ''],
    ['a core alone', core],
    ['a zero in front', `${core}01`],
    ['four digits', `${core}1234`],
    ['a foreign character', `${core}-`],
    ['no core of ours', `${'z'.repeat(22)}1`],
    ['an invoice number', 'INV-2026-000123'],
  ])('is not read from %s', (_what, text) => expect(parseFpsReference(text)).toBeUndefined());
});
