// The pages without a browser: what they say, what their forms do, and what they refuse.
import { anFpsIntent, anIntent } from '../under-test/fake-page-intents.js';
import { startPages } from '../under-test/pages-under-test.js';
import type { PageIntent } from './page-intents.js';

let pages: Awaited<ReturnType<typeof startPages>>;
beforeEach(async () => {
  pages = await startPages();
});
afterEach(() => pages.close());

async function open(path: string) {
  const response = await fetch(pages.origin + path);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The fields of the form whose button says `label`, as a browser would send them. */
function formOf(text: string, label: string): Record<string, string> {
  const form = text
    .split('<form ')
    .slice(1)
    .map((part) => part.split('</form>')[0]!)
    .find((part) => new RegExp(`<button[^>]*>\\s*${label}`).test(part));
  if (form === undefined) throw new Error(`No button ${label}`);
  const fields = [...form.matchAll(/<input[^>]*name="(\w+)"[^>]*?(?:value="([^"]*)")?\s*\/>/g)];
  return Object.fromEntries(fields.map(([, name, value = '']) => [name, value]));
}

async function send(path: string, fields: Record<string, string>) {
  const body = new URLSearchParams(fields);
  const response = await fetch(pages.origin + path, { method: 'POST', body, redirect: 'manual' });
  return {
    status: response.status,
    location: response.headers.get('location'),
    text: await response.text(),
  };
}

async function press(path: string, label: string, over: Record<string, string> = {}) {
  const { text } = await open(path);
  return send(path, { ...formOf(text, label), ...over });
}

const returned = (status: string) =>
  'https://shop.example/order?number=7&payment_intent=pi_1' +
  `&redirect_status=${status}&payment_intent_client_secret=pi_1_secret_2`;

describe('a challenge', () => {
  it.each([
    ['Complete', 'pi_1 succeeded', 'succeeded'],
    ['Fail', 'pi_1 failed', 'failed'],
  ])('is settled by %s, and the payer returns to the merchant', async (label, settled, status) => {
    pages.intents.put(anIntent());
    const answer = await press('/pages/3ds/pi_1', label);
    expect(pages.intents.settled).toEqual([settled]);
    expect(answer).toMatchObject({ status: 303, location: returned(status) });
  });

  it('of a setup intent says so to the merchant', async () => {
    const setup = { id: 'seti_1', kind: 'setup', amount: null, clientSecret: 'seti_1_s' } as const;
    pages.intents.put(anIntent(setup));
    const answer = await press('/pages/3ds/seti_1', 'Complete');
    expect(answer.location).toBe(
      'https://shop.example/order?number=7&setup_intent=seti_1' +
        '&redirect_status=succeeded&setup_intent_client_secret=seti_1_s',
    );
  });

  it('sent twice is settled once, and says the same', async () => {
    pages.intents.put(anIntent());
    const { text } = await open('/pages/3ds/pi_1');
    const form = formOf(text, 'Complete');
    const first = await send('/pages/3ds/pi_1', form);
    expect(await send('/pages/3ds/pi_1', form)).toEqual(first);
    const other = await send('/pages/3ds/pi_1', formOf(text, 'Fail'));
    expect(other.location).toBe(returned('succeeded'));
    expect(pages.intents.settled).toEqual(['pi_1 succeeded']);
  });

  it('without a return address ends on a page that says what happened', async () => {
    pages.intents.put(anIntent({ returnUrl: null }));
    const answer = await press('/pages/3ds/pi_1', 'Complete');
    expect(answer).toMatchObject({ status: 303, location: 'pi_1' });
    const { text } = await open('/pages/3ds/pi_1');
    expect(text).toContain('Payment complete');
    expect(text).toContain('You can close this window');
  });
});

describe('a wallet', () => {
  it.each(['alipay', 'wechat_pay'] as const)('%s may take its time', async (method) => {
    pages.intents.put(anIntent({ method }));
    const held = await press('/pages/wallet/pi_1', 'Leave processing');
    expect(held.location).toBe(returned('pending'));
    const settled = await press('/pages/wallet/pi_1', 'Authorize');
    expect(settled.location).toBe(returned('succeeded'));
    expect(pages.intents.settled).toEqual(['pi_1 processing', 'pi_1 succeeded']);
  });

  it('is reached from the page with the WeChat code', async () => {
    pages.intents.put(anFpsIntent({ method: 'wechat_pay' }));
    const { text } = await open('/pages/wechat/pi_1');
    expect(text).toContain('src="../../qr/pi_1.svg"');
    expect(text).toContain('href="../wallet/pi_1"');
  });
});

describe('a payment by FPS', () => {
  const path = '/pages/fps/pi_1';

  it('shows what to pay and how', async () => {
    pages.intents.put(anFpsIntent());
    const { text } = await open(path);
    expect(text).toContain('HK$128.50');
    expect(text).toContain('03SohNRYm8ShdIxvTqaWcT1');
    expect(text).toContain('31 Dec 2026, 23:59');
  });

  it('is paid exactly, once, however often the form is sent', async () => {
    pages.intents.put(anFpsIntent());
    const form = formOf((await open(path)).text, 'Pay exactly HK\\$128.50');
    const first = await send(path, form);
    expect(first).toMatchObject({ status: 303, location: 'pi_1' });
    expect(await send(path, form)).toEqual(first);
    expect([...pages.intents.credits.values()]).toEqual([12_850n]);
    expect((await open(path)).text).toContain('Payment complete');
  });

  it('still waits when another amount has arrived', async () => {
    pages.intents.put(anFpsIntent());
    const answer = await press(path, 'Pay this amount', { amount: ' 10.5 ' });
    expect(answer).toMatchObject({ status: 303, location: 'pi_1?credit=unmatched' });
    expect([...pages.intents.credits.values()]).toEqual([1050n]);
    const { text } = await open(`${path}?credit=unmatched`);
    expect(text).toContain('not exactly what is asked for');
  });

  it.each(['', '0', '-1', '1.234', '1,000', 'ten', '1e3', '1000000', '<b>"1"</b>'])(
    'is not paid with %p',
    async (amount) => {
      pages.intents.put(anFpsIntent());
      const answer = await press(path, 'Pay this amount', { amount });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('aria-invalid="true"');
      expect(answer.text).not.toContain('<b>');
      expect(pages.intents.credits.size).toBe(0);
    },
  );
});

describe('an intent that is over', () => {
  it.each([
    ['processing', 'Payment in progress', 'pending'],
    ['done', 'Payment complete', 'succeeded'],
    ['failed', 'Payment not completed', 'failed'],
    ['expired', 'This code has expired', 'failed'],
    ['canceled', 'Payment canceled', 'failed'],
  ] as const)('is shown as it is: %s', async (state, heading, status) => {
    pages.intents.put(anFpsIntent({ state, returnUrl: 'https://shop.example/' }));
    const { text } = await open('/pages/fps/pi_1');
    expect(text).toContain(heading);
    expect(text).not.toContain('<form');
    expect(text).toContain(`redirect_status=${status}`);
  });

  it('tells nobody who merely looks the client secret', async () => {
    pages.intents.put(anIntent({ state: 'done' }));
    expect((await open('/pages/3ds/pi_1')).text).not.toContain('secret');
  });
});

describe('a form', () => {
  const attempt2 = anIntent({ attempt: 2 });

  it.each<[string, Record<string, string>, PageIntent | undefined]>([
    ['without a token', { token: '' }, undefined],
    ['with a token for something else', { outcome: 'failed' }, undefined],
    ['with an outcome that there is not', { outcome: 'refunded' }, undefined],
    ['of an earlier attempt', {}, attempt2],
    ['of another intent', {}, anIntent({ id: 'pi_2' })],
    ['for real money', {}, anIntent({ livemode: true })],
  ])('%s does nothing', async (_what, over, now) => {
    pages.intents.put(anIntent());
    const { text } = await open('/pages/3ds/pi_1');
    if (now !== undefined) pages.intents.put(now);
    const path = `/pages/3ds/${now?.id ?? 'pi_1'}`;
    const answer = await send(path, { ...formOf(text, 'Complete'), ...over });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Nothing has been done');
    expect(pages.intents.settled).toEqual([]);
  });

  it.each([
    ['/pages/3ds/pi_1', anIntent({ livemode: true })],
    ['/pages/wallet/pi_1', anIntent({ livemode: true, method: 'alipay' })],
    ['/pages/fps/pi_1', anFpsIntent({ livemode: true })],
  ])('is not on %s in live mode', async (path, intent) => {
    pages.intents.put(intent);
    const { status, text } = await open(path);
    expect(status).toBe(200);
    expect(text).not.toContain('<form');
    expect(text).not.toContain('Test mode');
  });
});

describe('every page', () => {
  it('is refused for what it is not about', async () => {
    pages.intents.put(anIntent());
    for (const path of ['/pages/3ds/pi_2', '/pages/fps/pi_1', '/pages/wallet/pi_1']) {
      const { status, text } = await open(path);
      expect(status).toBe(404);
      expect(text).toContain('Nothing here');
      expect((await send(path, {})).status).toBe(404);
    }
  });

  it('keeps what it says and does to itself', async () => {
    pages.intents.put(anIntent());
    const { headers } = await open('/pages/3ds/pi_1');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const policy = headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      expect.stringMatching(/^style-src 'sha256-[\w+/=]{44}'$/),
      "img-src 'self' data:",
      "form-action 'self' https://shop.example",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it('shows a name as text, whatever is in it', async () => {
    pages.intents.put(anIntent({ merchantName: `<script>alert('1')</script> & "Co"` }));
    const { text } = await open('/pages/3ds/pi_1');
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;Co&quot;');
  });

  it.each([
    ['myapp://paid?x=1', "'self' myapp:", /^myapp:\/\/paid\?x=1&payment_intent=pi_1&/],
    ['http://[::1]:3000/a#b', "'self' http:", /^http:\/\/\[::1\]:3000\/a\?payment_intent=.*#b$/],
    ['http://localhost:3000', "'self' http://localhost:3000", /^http:\/\/localhost:3000\/\?pay/],
    ['javascript:alert(1)', "'self'", /^pi_1$/],
    ['not an address', "'self'", /^pi_1$/],
  ])('leads to %s only as far as that is safe', async (returnUrl, targets, location) => {
    pages.intents.put(anIntent({ returnUrl }));
    const { headers } = await open('/pages/3ds/pi_1');
    expect(headers.get('content-security-policy')).toContain(`form-action ${targets};`);
    expect((await press('/pages/3ds/pi_1', 'Complete')).location).toMatch(location);
  });
});
