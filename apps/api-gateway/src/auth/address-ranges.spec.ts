import { AddressRanges } from './address-ranges.js';

describe('address ranges', () => {
  it.each([
    ['203.0.113.0/24', '203.0.113.7', '203.0.114.7'],
    ['203.0.113.7/32', '203.0.113.7', '203.0.113.8'],
    ['0.0.0.0/0', '203.0.113.7', '2001:db8::1'],
    ['2001:db8::/32', '2001:db8:1::1', '2001:db9::1'],
    ['::1/128', '::1', '::2'],
    ['203.0.113.0/24', '::ffff:203.0.113.7', '::ffff:203.0.114.7'],
    ['203.0.113.0/24', '::ffff:cb00:7107', '::ffff:cb00:7207'],
    ['::ffff:203.0.113.0/120', '203.0.113.7', '203.0.114.7'],
    ['2001:db8::/32', '2001:db8::1', '203.0.113.7'],
  ])('%s has %s, and not %s', (range, inside, outside) => {
    const ranges = new AddressRanges([range]);
    expect([ranges.includes(inside), ranges.includes(outside)]).toEqual([true, false]);
  });

  it('of several are all of them', () => {
    const ranges = new AddressRanges(['192.0.2.0/24', '2001:db8::/32']);
    expect(ranges.includes('192.0.2.1')).toBe(true);
    expect(ranges.includes('2001:db8::1')).toBe(true);
    expect(ranges.includes('198.51.100.1')).toBe(false);
  });

  it.each(['', 'localhost', '203.0.113', 'unknown'])('do not have %j', (text) =>
    expect(new AddressRanges(['0.0.0.0/0', '::/0']).includes(text)).toBe(false),
  );
});
