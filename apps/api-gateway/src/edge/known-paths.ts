// A known path with another method is 405, not 404: each path also gets a route for all the methods
// that it does not answer.
import type { FastifyInstance } from 'fastify';
import { ApiException } from './answer.js';
import { methodNotAllowed } from './edge-errors.js';

/** Call it before the routes are registered; the function it returns afterwards. */
export function refuseOtherMethods(server: FastifyInstance): () => void {
  const methodsOf = new Map<string, Set<string>>();
  server.addHook('onRoute', ({ url, method }) => {
    const methods = methodsOf.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    methodsOf.set(url, methods);
  });
  return () => {
    for (const [url, methods] of [...methodsOf]) {
      const allowed = [...methods].join(', ');
      server.route({
        method: server.supportedMethods.filter((method) => !methods.has(method)),
        url,
        config: { access: { to: 'everyone' } },
        onRequest: (request, _reply, done) =>
          done(
            new ApiException(methodNotAllowed(request.method, request.url, allowed), {
              Allow: allowed,
            }),
          ),
        handler: () => undefined,
      });
    }
  };
}
