import { AddressGuard, type Resolve } from './address-guard.js';
import { refuseUrl } from './endpoint-url.js';

const names: Record<string, string[]> = {
  'shop.example': ['93.184.216.34', '2606:2800:220:1::1'],
  'inside.example': ['10.1.2.3'],
  'metadata.example': ['169.254.169.254'],
  'half.example': ['127.0.0.1', '93.184.216.34'],
  localhost: ['127.0.0.1', '::1'],
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
  ])('may be %s', async (url) => expect(await refuseUrl(url, false, guard)).toBeNull());

  it.each([
    // Our own host, in every spelling that ends up there.
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.0.0.1/',
    'http://017700000001/',
    'http://0177.0.0.1/',
    'http://①②⑦.⓪.⓪.①/',
    'http://0/',
    'http://0.0.0.0/',
    'http://localhost/',
    'http://localhost./',
    'http://LOCALHOST:8080/',
    'http://[::1]/',
    'http://[::]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::127.0.0.1]/',
    // Private, shared and link-local networks, and the metadata services of clouds.
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://[fec0::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://inside.example/',
    'http://metadata.example/',
    // IPv4 inside IPv6, by translation and tunnels.
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b:1::a00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:0:7f00:1::]/',
    // Nobody in particular.
    'http://192.0.2.1/',
    'http://198.18.0.1/',
    'http://198.51.100.1/',
    'http://203.0.113.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[2001:db8::1]/',
    'http://[ff02::1]/',
    'http://[100::1]/',
    // What is not a plain web address.
    'ftp://shop.example/',
    'file:///etc/passwd',
    'gopher://shop.example/',
    'javascript:alert(1)',
    'shop.example/hook',
    '',
    'https://user@shop.example/',
    'https://user:word@shop.example/',
    'https://shop.example@127.0.0.1/',
    'https://shop.example:22/',
    'https://shop.example:25/',
    `https://shop.example/${'a'.repeat(2_048)}`,
  ])('may not be %s', async (url) =>
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
