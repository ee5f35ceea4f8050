// Who comes in. Everything here happens before a byte of the body is read: a stranger's request is
// never parsed.
import { apiVersion } from '@ledgerway/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { foreignAccount, missingKey, unknownKey, wrongKindOfKey } from '../auth/auth-errors.js';
import type { Authenticator } from '../auth/authenticator.js';
import { keyFromHeader } from '../auth/authorization-header.js';
import { ApiException, unavailable } from './answer.js';
import type { Caller, KeyKind } from './caller.js';
import { invalidVersion, malformedRequest, unrecognizedUrl } from './edge-errors.js';
import { checkEncoding } from './read-parameters.js';

type KeyCheck = Pick<Authenticator, 'authenticate'>;

const versionShape = /^\d{4}-\d{2}-\d{2}(?:\.[a-z]{1,32})?$/;
const secretOnly: readonly KeyKind[] = ['secret'];

export function admitCallers(server: FastifyInstance, authenticator: KeyCheck): void {
  server.decorateRequest('caller', null);
  server.decorateRequest('apiVersion', apiVersion);
  server.addHook('onRequest', (request, _reply, done) => {
    try {
      const waiting = admit(request, authenticator);
      if (waiting === undefined) done();
      else waiting.then(() => done(), done);
    } catch (error) {
      done(error as Error);
    }
  });
}

function admit(request: FastifyRequest, authenticator: KeyCheck): Promise<void> | undefined {
  checkHost(request);
  request.apiVersion = versionOf(request);
  if (request.is404) throw new ApiException(unrecognizedUrl(request.method, request.url));
  const access = request.routeOptions.config.access ?? secretOnly;
  if (access.length === 0) return undefined;
  const key = keyFromHeader(request.headers.authorization);
  if (key === '') throw new ApiException(missingKey());
  const caller = authenticator.authenticate(key);
  if (!(caller instanceof Promise)) {
    welcome(request, caller, key, access);
    return undefined;
  }
  return caller.then(
    (found) => welcome(request, found, key, access),
    () => {
      throw unavailable('Keys cannot be checked right now. Please try again.');
    },
  );
}

function checkHost({ raw }: FastifyRequest): void {
  if (raw.headers.host === undefined && raw.httpVersion !== '1.0')
    throw new ApiException(malformedRequest('The request has no Host header.'));
}

function versionOf({ headers }: FastifyRequest): string {
  const asked = headers['stripe-version'];
  if (asked === undefined) return apiVersion;
  if (typeof asked !== 'string' || !versionShape.test(asked))
    throw new ApiException(invalidVersion(String(asked)));
  return asked;
}

function welcome(
  request: FastifyRequest,
  caller: Caller | undefined,
  key: string,
  access: readonly KeyKind[],
): void {
  if (caller === undefined) throw new ApiException(unknownKey(key));
  if (!access.includes(caller.kind)) throw new ApiException(wrongKindOfKey(caller, access));
  const account = request.headers['stripe-account'];
  const own = caller.kind === 'operator' ? undefined : caller.tenant.merchantId;
  if (typeof account === 'string' && account !== own)
    throw new ApiException(foreignAccount(caller, account));
  checkEncoding(request);
  request.caller = caller;
}
