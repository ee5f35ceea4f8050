import { HealthRegistry } from '../health/health-registry.js';
import { createMetrics } from './metrics.js';
import { startMetricsServer, type MetricsServer } from './metrics-server.js';

describe('the private port', () => {
  let server: MetricsServer;
  let databaseUp = true;

  beforeAll(async () => {
    const metrics = createMetrics({ processMetrics: false });
    metrics.counter('books_read_total', 'Books read', ['shelf']).inc({ shelf: 'a' }, 2);
    const health = new HealthRegistry();
    health.register('database', () => {
      if (!databaseUp) throw new Error('down');
    });
    server = await startMetricsServer({ metrics, health, port: 0 });
  });
  afterAll(() => server.close());
  const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);

  it('serves metrics', async () => {
    expect(await (await get('/metrics')).text()).toContain('books_read_total{shelf="a"} 2');
  });

  it('is ready, and 503 with the reason when it is not', async () => {
    expect((await get('/health/ready')).status).toBe(200);
    databaseUp = false;
    const response = await get('/health/ready');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ parts: { database: { reason: 'down' } } });
    expect((await get('/health/live')).status).toBe(200);
  });

  it('serves nothing else', async () => {
    expect((await get('/')).status).toBe(404);
  });
});
