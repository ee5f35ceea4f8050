// The pages in a real browser, used with the keyboard alone. Nothing but our own server and the
// merchant's may be asked for anything, and the console stays empty.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import { fpsPayload } from '@ledgerway/contracts';
import { anFpsIntent, anIntent } from '../under-test/fake-page-intents.js';
import { startPages } from '../under-test/pages-under-test.js';

let browser: Browser;
let merchant: Server;
let shop: string;
let pages: Awaited<ReturnType<typeof startPages>>;
let page: Page;
let requests: string[];
let complaints: string[];

beforeAll(async () => {
  merchant = createServer((_request, response) =>
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>Shop</title><link rel="icon" href="data:,"><p>Thank you'),
  );
  await new Promise<void>((done) => merchant.listen(0, '127.0.0.1', done));
  shop = `http://127.0.0.1:${(merchant.address() as AddressInfo).port}`;
  pages = await startPages();
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox', // The tests may run as root.
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
afterAll(async () => {
  await browser.close();
  await pages.close();
  merchant.closeAllConnections();
  await new Promise((done) => merchant.close(done));
});

beforeEach(async () => {
  requests = [];
  complaints = [];
  page = await browser.newPage({ viewport: { width: 320, height: 640 }, javaScriptEnabled: false });
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
});
afterEach(async () => {
  await page.close();
  const elsewhere = requests.filter(
    (url) => !url.startsWith(`${pages.origin}/`) && !url.startsWith(`${shop}/`),
  );
  expect(elsewhere.filter((url) => url !== 'data:,')).toEqual([]);
  expect(complaints).toEqual([]);
});

/** The text of what has the keyboard. */
const focused = async (): Promise<string> =>
  ((await page.locator(':focus').textContent()) ?? '').trim();

async function tabTo(name: string): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press('Tab');
    if ((await focused()) === name) return;
  }
  throw new Error(`The keyboard does not reach ${name}`);
}

/** How much of the page is to the right of a narrow screen. */
const overflowPixels = (): Promise<number> =>
  page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);

describe('with the keyboard alone', () => {
  it('a challenge is completed and leads to the merchant', async () => {
    pages.intents.put(anIntent({ returnUrl: `${shop}/order` }));
    await page.goto(`${pages.origin}/pages/3ds/pi_1`);
    expect(await page.title()).toBe('Confirm it is you – Kowloon Tea House');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Complete');
    expect(await page.locator(':focus').evaluate((it) => getComputedStyle(it).outlineWidth)).toBe(
      '3px',
    );
    await page.keyboard.press('Enter');
    await page.waitForURL(`${shop}/**`);
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toEqual({
      payment_intent: 'pi_1',
      payment_intent_client_secret: 'pi_1_secret_2',
      redirect_status: 'succeeded',
    });
    expect(pages.intents.settled).toEqual(['pi_1 succeeded']);
  });

  it('a payment by FPS is tried with a wrong amount and then paid', async () => {
    const data = fpsPayload({
      fpsId: '1234567',
      merchantName: 'Kowloon Tea House',
      amount: 12_850n,
      currency: 'hkd',
      reference: '03SohNRYm8ShdIxvTqaWcT1',
    });
    const intent = anFpsIntent({ id: 'pi_2' });
    pages.intents.put({ ...intent, qr: { ...intent.qr!, data } });
    await page.goto(`${pages.origin}/pages/fps/pi_2`);
    expect(requests).toContain(`${pages.origin}/qr/pi_2.svg`);
    expect(await page.getByRole('img').evaluate((it: HTMLImageElement) => it.complete)).toBe(true);
    expect(await overflowPixels()).toBe(0);

    await tabTo('Pay exactly HK$128.50');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ten dollars');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(complaints.splice(0)).toEqual([expect.stringContaining('400 (Bad Request)')]);
    const field = page.getByLabel('Another amount in HKD');
    expect(await field.evaluate((it) => it === document.activeElement)).toBe(true);
    await field.fill('10.00');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();

    await tabTo('Pay exactly HK$128.50');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
  });

  it('a wallet is opened from its code’s page and authorized', async () => {
    const data = `${pages.origin}/pages/wallet/pi_3`;
    const intent = anFpsIntent({ id: 'pi_3', method: 'wechat_pay' });
    pages.intents.put({ ...intent, qr: { data, reference: null, expiresAt: null } });
    await page.goto(`${pages.origin}/pages/wechat/pi_3`);
    await tabTo('Open the simulated wallet');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Pay with WeChat Pay HK' }).waitFor();
    await tabTo('Authorize');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
  });
});
