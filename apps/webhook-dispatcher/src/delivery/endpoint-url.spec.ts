import { hostileAddresses, hostileForms, hostileNames } from '../../test/hostile-urls.js';
import { AddressGuard, type Resolve } from './address-guard.js';
import { refuseUrl } from './endpoint-url.js';

const names: Record<string, readonly string[]> = {
  'shop.example': ['93.184.216.34', '2606:2800:220:1::1'],
  'half.example': ['127.0.0.1', '93.184.216.34'],
  ...hostileNames,
};
const resolve: Resolve = async (host) => {
  const found = names[host.replace(/\.$/, '')];
  if (found === undefined) throw Object.assign(new Error('unknown'), { code: 'ENOTFOUND' });
  return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};
const guard = new AddressGuard([], resolve);
const privately = new AddressGuard(['127.0.0.0/8', '::1/128'], resolve);

describe('a webhook URL', () => {
  it.each([
    'https://shop.example/hook',
    'https://shop.example:8443/hook?shop=1#part',
    'http://shop.example/hook',
    'https://93.184.216.34/hook',
    'https://[2606:2800:220:1::1]/hook',
    'https://half.example/hook',
    'https://not-yet-there.example/hook',
    'https://shop.example\\@127.0.0.1/', // A path, not a host.
    'https://172.15.0.1/hook',
    'https://172.32.0.1/hook',
    'https://100.63.255.255/hook',
  ])('may be %s', async (url) => expect(await refuseUrl(url, false, guard)).toBeNull());

  it.each([...hostileAddresses, ...hostileForms])('may not be %s', async (url) =>
    expect(await refuseUrl(url, false, guard)).toMatch(/^Invalid URL: /),
  );

  it('is https in live mode', async () => {
    expect(await refuseUrl('http://shop.example/', true, guard)).toMatch('https');
    expect(await refuseUrl('https://shop.example/', true, guard)).toBeNull();
  });

  it('may be on a network that the operator vouches for, and on no other private one', async () => {
    for (const url of ['http://127.0.0.1:4000/', 'http://localhost:4000/', 'http://[::1]:4000/']) {
      expect(await refuseUrl(url, false, privately)).toBeNull();
      expect(await refuseUrl(url, true, privately)).toBeNull();
    }
    expect(await refuseUrl('http://10.0.0.1/', false, privately)).not.toBeNull();
    expect(await refuseUrl('http://169.254.169.254/', false, privately)).not.toBeNull();
  });
});

describe('the list of networks that the operator vouches for', () => {
  it.each(['127.0.0.1', '127.0.0.0/', 'localhost/8', '127.0.0.0/33'])('is not %s', (cidr) =>
    expect(() => new AddressGuard([cidr])).toThrow(),
  );
});
