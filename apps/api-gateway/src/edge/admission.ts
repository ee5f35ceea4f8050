// Who comes in. Nearly everything here happens before a byte of the body is read: a stranger's request
// is not parsed, but for the few routes where browsers send their key as a parameter.
import { apiVersion } from '@ledgerway/contracts';
import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import { foreignAccount } from '../auth/auth-errors.js';
import { keyFromHeader } from '../auth/authorization-header.js';
import type { Gatekeeper } from '../auth/gatekeeper.js';
import { parseKey } from '../auth/key-format.js';
import { requireAccess, type RouteAccess } from '../auth/permissions.js';
import { emptyObject } from '../form/form-value.js';
import { presentedCertificate } from '../tls/presented-certificate.js';
import { ApiException } from './answer.js';
import type { Caller } from './caller.js';
import { invalidVersion, malformedRequest, unrecognizedUrl } from './edge-errors.js';
import { checkEncoding } from './read-parameters.js';

/** Both name an account to act for. Ours act for themselves only. */
const accountHeaders = ['stripe-account', 'stripe-context'];

type Gatekeeping = Pick<Gatekeeper, 'admit'>;

type Route = Pick<FastifyRequest['routeOptions'], 'method' | 'url'> & {
  readonly config?: FastifyContextConfig;
};

/** A date, and the name that newer versions have beside it. */
export const versionShape = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:\.[a-z]{1,32})?$/;

export function admitCallers(server: FastifyInstance, gatekeeper: Gatekeeping): void {
  server.decorateRequest('caller', null);
  server.decorateRequest('apiVersion', apiVersion);
  server.addHook('onRoute', (route) => void accessOf(route)); // One that forgot it stops the start.
  server.addHook('onRequest', (request, _reply, done) => {
    settle(done, () => admit(request, gatekeeper));
  });
}

/**
 * Browsers may name a publishable key among the parameters of the few routes that are theirs. Call
 * it after the hook that reads the parameters.
 */
export function admitBrowsers(server: FastifyInstance, gatekeeper: Gatekeeping): void {
  server.addHook('preValidation', (request, _reply, done) => {
    const access = accessOf(request.routeOptions);
    if (request.caller !== null || access.to === 'everyone') done();
    else settle(done, () => admitWith(takeKey(request), request, access, gatekeeper));
  });
}

/** Goes on in this turn if nothing has to be waited for. */
function settle(done: (error?: Error) => void, work: () => Promise<void> | undefined): void {
  try {
    const waiting = work();
    if (waiting === undefined) done();
    else waiting.then(() => done(), done);
  } catch (error) {
    done(error as Error);
  }
}

function admit(request: FastifyRequest, gatekeeper: Gatekeeping): Promise<void> | undefined {
  checkHost(request);
  request.apiVersion = versionOf(request);
  if (request.is404) throw new ApiException(unrecognizedUrl(request.method, request.url));
  const access = accessOf(request.routeOptions);
  if (access.to === 'everyone') return undefined;
  const { authorization } = request.headers;
  const fromBrowsers = access.to === 'permitted' && access.publishable;
  if (fromBrowsers && authorization === undefined && certificateOf(request) === undefined) {
    checkEncoding(request);
    return undefined; // Its key may be among the parameters.
  }
  return admitWith(keyFromHeader(authorization), request, access, gatekeeper);
}

function admitWith(
  key: string,
  request: FastifyRequest,
  access: RouteAccess,
  gatekeeper: Gatekeeping,
): Promise<void> | undefined {
  const arrival = { key, address: request.ip, certificate: certificateOf(request) };
  const caller = gatekeeper.admit(arrival);
  if (caller instanceof Promise) return caller.then((found) => welcome(request, found, access));
  welcome(request, caller, access);
  return undefined;
}

const certificateOf = ({ raw }: FastifyRequest) => presentedCertificate(raw.socket);

/** The parameter `key`, which is none of the endpoint's own. Only a publishable key may stand there. */
function takeKey(request: FastifyRequest): string {
  const form = Object.assign(emptyObject(), request.form);
  const { key } = form;
  delete form['key'];
  request.form = form;
  return typeof key === 'string' && parseKey(key)?.kind === 'publishable' ? key : '';
}

function accessOf({ method, url, config }: Route): RouteAccess {
  if (config?.access === undefined)
    throw new Error(`${String(method)} ${url} must say @Needs('…'), @OperatorOnly() or @Public()`);
  return config.access;
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

function welcome(request: FastifyRequest, caller: Caller, access: RouteAccess): void {
  request.caller = caller; // From here on the logs know whom we refuse, too.
  requireAccess(caller, access, request.method);
  const own = caller.kind === 'operator' ? undefined : caller.tenant.merchantId;
  for (const header of accountHeaders) {
    const account = request.headers[header];
    if (typeof account === 'string' && account !== own)
      throw new ApiException(foreignAccount(caller, account));
  }
  checkEncoding(request);
}
