// The independent implementation of the legacy charges corner that we are compared with.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { formOf, type FormValue } from '../form.js';

type StatefulMock = { createExpressApp(): RequestListener };

/** What either server answered, as far as it is compared. */
export type Answer = { readonly status: number; readonly json: Record<string, unknown> };

export class Oracle {
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Oracle> {
    // It has no types, and it is CommonJS.
    const { createExpressApp } = createRequire(import.meta.url)(
      'stripe-stateful-mock',
    ) as StatefulMock;
    const server = createServer(createExpressApp()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Oracle(server);
  }

  async send(method: string, path: string, params?: FormValue, key?: string): Promise<Answer> {
    const { port } = this.server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        authorization: 'Bearer sk_test_oracle',
        'content-type': 'application/x-www-form-urlencoded',
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(params !== undefined && { body: formOf(params) }),
    });
    return { status: response.status, json: (await response.json()) as Answer['json'] };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
