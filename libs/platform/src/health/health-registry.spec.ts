import { HealthRegistry } from './health-registry.js';

describe('readiness', () => {
  it('is given when every part answers', async () => {
    const health = new HealthRegistry();
    health.register('database', async () => undefined);
    health.register('log', () => undefined);
    const parts = { database: { ready: true }, log: { ready: true } };
    expect(await health.ready()).toEqual({ status: 'ok', parts });
  });

  it('names the part that fails and the part that does not answer', async () => {
    const health = new HealthRegistry();
    health.register('database', async () => undefined);
    health.register('log', () => Promise.reject(new Error('no leader')));
    health.register('vault', () => new Promise(() => undefined), { timeoutMs: 5 });
    expect(await health.ready()).toEqual({
      status: 'unavailable',
      parts: {
        database: { ready: true },
        log: { ready: false, reason: 'no leader' },
        vault: { ready: false, reason: 'no answer within 5 ms' },
      },
    });
  });

  it('runs one check for askers that come together', async () => {
    const health = new HealthRegistry();
    let runs = 0;
    health.register('database', async () => void runs++);
    await Promise.all([health.ready(), health.ready(), health.ready()]);
    expect(runs).toBe(1);
    await health.ready();
    expect(runs).toBe(2);
  });

  it('ends when the process drains, while it stays alive', async () => {
    const health = new HealthRegistry();
    health.drain();
    expect(await health.ready()).toMatchObject({ status: 'unavailable' });
    expect(health.live()).toEqual({ status: 'ok', parts: {} });
  });

  it('refuses two parts of one name', () => {
    const health = new HealthRegistry();
    health.register('database', () => undefined);
    expect(() => health.register('database', () => undefined)).toThrow(/already/);
  });
});
