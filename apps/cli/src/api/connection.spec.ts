import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findConnection } from './connection.js';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ledgerway cli '));
});
afterEach(() => rmSync(data, { recursive: true }));

const installed = () =>
  writeFileSync(
    join(data, 'credentials.json'),
    JSON.stringify({
      api_base: 'http://127.0.0.1:4242',
      secret_key: 'sk_test_own',
      live_secret_key: 'sk_live_own',
      tls_base: 'https://127.0.0.1:4243',
      tls_ca: 'PEM',
    }),
  );
const find = (options: Parameters<typeof findConnection>[0] = {}) =>
  findConnection(options, { LEDGERWAY_DATA: data });

describe('the connection of a command', () => {
  it('is that of the server that has run here', () => {
    installed();
    expect(find()).toEqual({ base: 'http://127.0.0.1:4242', key: 'sk_test_own' });
    expect(find({ live: true }).key).toBe('sk_live_own');
  });

  it('trusts its authority on its TLS port', () => {
    installed();
    const own = { base: 'https://127.0.0.1:4243', key: 'sk_test_own', ca: 'PEM' };
    expect(find({ apiBase: 'https://127.0.0.1:4243/' })).toEqual(own);
  });

  it('is what the options say', () => {
    const options = { apiBase: 'https://pay.example', apiKey: 'sk_test_other' };
    expect(find(options)).toEqual({ base: 'https://pay.example', key: 'sk_test_other' });
  });

  it('takes no key of this installation to another server', () => {
    installed();
    expect(() => find({ apiBase: 'https://pay.example' })).toThrow(
      'No key for https://pay.example',
    );
  });

  it('is not found where no server has run, and says what to do', () => {
    expect(() => find()).toThrow('npm start');
    expect(() => find({ apiKey: 'sk_test_other' })).toThrow('LEDGERWAY_API_BASE');
  });

  it('does not go to live mode with a key of test mode', () => {
    installed();
    expect(() => find({ live: true, apiKey: 'sk_test_own' })).toThrow('test mode');
  });
});
