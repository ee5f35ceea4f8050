// The pages at the real edge, over the payments of a test.
import { createSecretKey } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@ledgerway/platform';
import { Registry } from 'prom-client';
import { createEdge } from '../edge/edge.js';
import { FormTokens } from '../pages/form-tokens.js';
import { PageIntents } from '../pages/page-intents.js';
import { PagesController } from '../pages/pages.controller.js';
import { QrController } from '../qr/qr.controller.js';
import { FakePageIntents } from './fake-page-intents.js';

export async function startPages() {
  const intents = new FakePageIntents();
  const forms = new FormTokens(createSecretKey(Buffer.alloc(32, 7)));
  class PagesModule {}
  const app = await createEdge({
    module: {
      module: PagesModule,
      controllers: [PagesController, QrController],
      providers: [
        { provide: PageIntents, useValue: intents },
        { provide: FormTokens, useValue: forms },
      ],
    },
    gatekeeper: {
      admit: () => {
        throw new Error('The pages ask for no key');
      },
    },
    logger: createLogger({ name: 'spec', pretty: false, destination: { write: () => undefined } }),
    registry: new Registry(),
    clock: { now: () => Date.now() },
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { intents, forms, origin: `http://127.0.0.1:${port}`, close: () => app.close() };
}
