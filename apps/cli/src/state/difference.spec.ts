import { differences } from './difference.js';

describe('the difference of two states', () => {
  it('names every field that changed, and no other', () => {
    const before = { status: 'authorized', refunds: [], card: { last4: '4242' }, note: null };
    const after = { status: 'captured', refunds: [{ id: 're_1' }], card: { last4: '4242' } };
    expect(differences(before, after)).toEqual([
      { path: 'status', from: 'authorized', to: 'captured' },
      { path: 'refunds[0]', from: null, to: { id: 're_1' } },
    ]);
  });

  it.each([
    ['an element of a list', { a: [1, 2] }, { a: [1, 3] }, ['a[1]']],
    ['a list that became shorter', { a: [1, 2] }, { a: [1] }, ['a[1]']],
    ['a list that became an object', { a: [1] }, { a: { b: 1 } }, ['a']],
    ['nothing', { a: { b: null } }, { a: {} }, []],
  ])('finds %s', (_what, from, to, paths) => {
    expect(differences(from, to).map(({ path }) => path)).toEqual(paths);
  });
});
