import { readHeader, readTarget } from './target.js';

describe('where to forward to', () => {
  it.each([
    ['localhost:3000/hook', 'http://localhost:3000/hook'],
    ['3000/hook', 'http://localhost:3000/hook'],
    [':3000', 'http://localhost:3000/'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000/'],
    ['[::1]:3000/hook?a=b', 'http://[::1]:3000/hook?a=b'],
    ['shop.example/hook', 'http://shop.example/hook'],
    ['https://shop.example/hook#part', 'https://shop.example/hook'],
  ])('%s is %s', (text, url) => expect(readTarget(text).href).toBe(url));

  it.each(['/hook', 'ftp://shop.example', 'localhost:99999', 'a b', 'http://user:pw@shop.example'])(
    '%s is refused',
    (text) => expect(() => readTarget(text)).toThrow(),
  );

  it('headers are "Name: value"', () => {
    expect(readHeader('X-Tenant: a: b')).toEqual(['x-tenant', 'a: b']);
    for (const wrong of ['X-Tenant', 'X Tenant: a', ': a', 'X-Tenant: a\r\nB: c'])
      expect(() => readHeader(wrong)).toThrow('no header');
  });
});
