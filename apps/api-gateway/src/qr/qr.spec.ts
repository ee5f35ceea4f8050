// A picture of a code is right if a reader that is not ours reads from it what was put in.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fpsPayload } from '@ledgerway/contracts';
import { anFpsIntent, anIntent } from '../under-test/fake-page-intents.js';
import { startPages } from '../under-test/pages-under-test.js';
import { qrDataUrl } from './qr-image.js';

const fpsText = fpsPayload({
  fpsId: '1234567',
  merchantName: 'Kowloon Tea House',
  amount: 12_850n,
  currency: 'hkd',
  reference: '03SohNRYm8ShdIxvTqaWcT1',
  expiresAt: Date.UTC(2026, 11, 31, 15, 59),
});
const walletUrl = 'https://pay.shop.example/pages/wallet/pi_03SohNRYm8ShdIxvTqaWcT';

let directory: string;
let pages: Awaited<ReturnType<typeof startPages>>;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'qr-'));
  pages = await startPages();
});
afterAll(async () => {
  await pages.close();
  rmSync(directory, { recursive: true });
});

/** What Debian's zbar reads from a picture. */
function scanned(name: string, image: Buffer): string {
  const file = join(directory, name);
  writeFileSync(file, image);
  const read = execFileSync('zbarimg', ['--quiet', '--raw', '--nodbus', '-Sqrcode.enable', file]);
  return read.toString().replace(/\n$/, '');
}

const get = async (path: string) => {
  const response = await fetch(pages.origin + path);
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
};

describe('the picture of a code', () => {
  it.each([
    ['an FPS payment', fpsText],
    ['a page', walletUrl],
  ])('reads as the text of %s', async (_what, data) => {
    pages.intents.put(anFpsIntent({ qr: { data, reference: null, expiresAt: null } }));
    const { response, bytes } = await get('/qr/pi_1.png');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(scanned('code.png', bytes)).toBe(data);
  });

  it('is there as SVG, without anything that runs', async () => {
    pages.intents.put(anFpsIntent({ qr: { data: fpsText, reference: null, expiresAt: null } }));
    const { response, bytes } = await get('/qr/pi_1.svg');
    expect(response.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(bytes.toString()).toMatch(/^<svg /);
  });

  it('is there as a data URL', async () => {
    const [head, data = ''] = (await qrDataUrl(walletUrl)).split(',');
    expect(head).toBe('data:image/png;base64');
    expect(scanned('data.png', Buffer.from(data, 'base64'))).toBe(walletUrl);
  });

  it.each([
    ['no such payment', '/qr/pi_2.png', anFpsIntent()],
    ['a payment without a code', '/qr/pi_1.png', anIntent()],
    ['a payment that is over', '/qr/pi_1.png', anFpsIntent({ state: 'expired' })],
    ['another format', '/qr/pi_1.gif', anFpsIntent()],
    ['no format', '/qr/pi_1', anFpsIntent()],
  ])('is not there for %s', async (_what, path, intent) => {
    pages.intents.put(intent);
    const { response, bytes } = await get(path);
    expect(response.status).toBe(404);
    expect(JSON.parse(bytes.toString())).toMatchObject({
      error: { type: 'invalid_request_error' },
    });
  });
});
