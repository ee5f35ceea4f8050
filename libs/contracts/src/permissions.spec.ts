import fc from 'fast-check';
import {
  covers,
  permissionsFromScopes,
  permits,
  resources,
  scopesOf,
  type Permissions,
} from './permissions.js';

const level = fc.constantFrom('read', 'write', undefined);
const permissions: fc.Arbitrary<Permissions> = fc
  .tuple(...resources.map((resource) => level.map((held) => [resource, held] as const)))
  .map((pairs) => Object.fromEntries(pairs.filter(([, held]) => held !== undefined)));

describe('permissions', () => {
  it.each([
    ['write', 'write', true],
    ['write', 'read', true],
    ['read', 'read', true],
    ['read', 'write', false],
  ] as const)('of %s: %s is %s', (held, asked, expected) => {
    expect(permits({ charge: held }, 'charge', asked)).toBe(expected);
    expect(permits({ refund: held }, 'charge', asked)).toBe(false);
  });

  it('cover others if each of theirs is permitted', () =>
    fc.assert(
      fc.property(permissions, permissions, (held, asked) => {
        const each = Object.entries(asked).every(([resource, wanted]) =>
          permits(held, resource as keyof Permissions, wanted),
        );
        expect(covers(held, asked)).toBe(each);
        expect(covers(held, held)).toBe(true);
      }),
    ));

  it('are the same after they were written as scopes', () =>
    fc.assert(
      fc.property(permissions, (held) =>
        expect(permissionsFromScopes(scopesOf(held))).toEqual(held),
      ),
    ));

  it('of a read and a write scope are to write, in any order', () => {
    expect(permissionsFromScopes(['charge:write', 'charge:read'])).toEqual({ charge: 'write' });
    expect(permissionsFromScopes(['charge:read', 'charge:write'])).toEqual({ charge: 'write' });
  });

  it.each(['charge', 'charge:', 'charge:none', 'Charge:read', ':read', 'toString:read'])(
    'are not made from %s',
    (scope) => expect(permissionsFromScopes([scope])).toBeUndefined(),
  );
});
