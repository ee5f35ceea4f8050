import { HttpSink } from './http-sink.js';

describe('the HTTP sink', () => {
  let sink: HttpSink;
  beforeEach(async () => {
    sink = await HttpSink.start();
  });
  afterEach(() => sink.close());

  const post = (path: string, body = '', init: RequestInit = {}) =>
    fetch(sink.url(path), { method: 'POST', body, redirect: 'manual', ...init });

  it('records exactly what arrived', async () => {
    const bytes = Buffer.from([0, 255, 10]);
    await fetch(sink.url('/in?x=1'), { method: 'POST', body: bytes, headers: { 'X-Id': '7' } });
    const [request] = sink.requestsTo('/in?x=1');
    expect(request).toMatchObject({ method: 'POST', headers: { 'x-id': '7' } });
    expect(request!.body.equals(bytes)).toBe(true);
    expect(request!.rawHeaders).toContain('7');
  });

  it('waits for a number of requests and for a particular one', async () => {
    const two = sink.waitFor(2);
    const wanted = sink.waitFor(({ body }) => body.toString() === 'b');
    await post('/in', 'a');
    await post('/in', 'b');
    expect(await two).toHaveLength(2);
    expect(await wanted).toHaveLength(1);
    await expect(sink.waitFor(3, { deadlineMs: 10 })).rejects.toThrow(/received: POST \/in, POST/);
  });

  it('answers as it is told, in order, the last answer staying', async () => {
    sink.on('/in', { status: 500 }, { redirectTo: '/other' }, { status: 200, body: 'ok' });
    const answers = [await post('/in'), await post('/in'), await post('/in'), await post('/in')];
    expect(answers.map(({ status }) => status)).toEqual([500, 302, 200, 200]);
    expect(await answers[3]!.text()).toBe('ok');
  });

  it('hangs, and resets', async () => {
    sink.on('/hang', { hang: true }).on('/reset', { reset: true });
    const hanging = post('/hang', '', { signal: AbortSignal.timeout(50) });
    await sink.waitFor(1);
    await expect(hanging).rejects.toThrow();
    await expect(post('/reset')).rejects.toThrow();
  });

  it('drips, and answers with more than anybody wants', async () => {
    sink.on('/drip', { drip: { bytes: 3, everyMs: 1 } });
    sink.on('/big', { bigBody: { bytes: 1_000_000 } });
    expect(await (await post('/drip')).text()).toBe('...');
    expect(await (await post('/big')).text()).toHaveLength(1_000_000);
  });
});
