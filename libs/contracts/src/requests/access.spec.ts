import { refusalOf, valueOf } from '../testing/parsing.js';
import {
  CreateApiKeyParams,
  CreateClientCertificateParams,
  CreateOAuthClientParams,
  RollApiKeyParams,
} from './access.js';

describe('the parameters of a key', () => {
  it.each([
    [{ type: 'secret', name: 'Till 1' }, 'accepted'],
    [{ type: 'magic' }, '400 type'],
    [{ type: 'restricted', permissions: { charge: 'write', refund: 'none' } }, 'accepted'],
    [{ type: 'restricted', permissions: { charge: 'all' } }, '400 permissions[charge]'],
    [
      { type: 'restricted', permissions: { magic: 'read' } },
      'parameter_unknown permissions[magic]',
    ],
    [{ type: 'restricted', permissions: 'charge' }, '400 permissions'],
    [{ permissions: { charge: 'write' } }, '400 permissions'],
    [{ expires_at: 'tomorrow' }, 'parameter_invalid_integer expires_at'],
  ])('%j: %s', (raw, refusal) => expect(refusalOf(CreateApiKeyParams, raw)).toBe(refusal));

  it('leave out what is not allowed at all', () => {
    const permissions = { charge: 'write', refund: 'none', balance: 'read' };
    const { permissions: read } = valueOf(CreateApiKeyParams, { type: 'restricted', permissions });
    expect(read).toEqual({ charge: 'write', balance: 'read' });
  });

  it.each([
    ['203.0.113.7', ['203.0.113.7/32']],
    ['203.0.113.0/24', ['203.0.113.0/24']],
    ['2001:db8::/32', ['2001:db8::/32']],
    ['::1', ['::1/128']],
  ])('take %s as an address', (text, ranges) =>
    expect(valueOf(CreateApiKeyParams, { ip_allow: [text] }).ip_allow).toEqual(ranges),
  );
  it.each(['203.0.113.0/33', '2001:db8::/129', 'example.com', '203.0.113', '::1%lo', '/8'])(
    'do not take %s as one',
    (text) => expect(refusalOf(CreateApiKeyParams, { ip_allow: [text] })).toBe('400 ip_allow'),
  );

  it.each([
    ['0', 'accepted'],
    ['604800', 'accepted'],
    ['604801', 'parameter_invalid_integer overlap_seconds'],
    ['-1', 'parameter_invalid_integer overlap_seconds'],
  ])('of a roll keep the old secret for %s s: %s', (overlap_seconds, refusal) =>
    expect(refusalOf(RollApiKeyParams, { overlap_seconds })).toBe(refusal),
  );
});

describe('the parameters of what is not a key', () => {
  it.each([
    [{ scopes: ['charge:write', 'refund:read'] }, 'accepted'],
    [{ scopes: ['api_key:read'] }, 'accepted'],
    [{ scopes: ['api_key:write'] }, '400 scopes'],
    [{ scopes: ['charge'] }, '400 scopes'],
    [{ scopes: ['charge:write:read'] }, '400 scopes'],
    [{ scopes: ['magic:read'] }, '400 scopes'],
    [{}, 'parameter_missing scopes'],
    [
      { scopes: ['charge:read'], token_ttl_seconds: '59' },
      'parameter_invalid_integer token_ttl_seconds',
    ],
  ])('a client %j: %s', (raw, refusal) =>
    expect(refusalOf(CreateOAuthClientParams, raw)).toBe(refusal),
  );
  it.each([
    [{ certificate: 'PEM', permissions: { charge: 'write' } }, 'accepted'],
    [{ csr: 'PEM' }, 'accepted'],
    [{}, '400 certificate'],
    [{ certificate: 'PEM', csr: 'PEM' }, '400 certificate'],
    [{ certificate: 'PEM', permissions: { api_key: 'write' } }, '400 permissions'],
  ])('a certificate %j: %s', (raw, refusal) =>
    expect(refusalOf(CreateClientCertificateParams, raw)).toBe(refusal),
  );
});
