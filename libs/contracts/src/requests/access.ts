// Parameters of what lets others in: API keys, OAuth clients and client certificates.
import { isIP } from 'node:net';
import { invalidRequest, unknownParameter, type ApiError } from '../errors.js';
import {
  isResource,
  permissionsFromScopes,
  resources,
  type Level,
  type Permissions,
  type Resource,
} from '../permissions.js';
import { ExpandParams, ListParams } from './lists.js';
import { Flag, Id, Integer, OneOf, Text } from './parameters.js';
import { accepted, declare, isUnset, refused, type Reader } from './parse-params.js';
import { readTextList } from './readers.js';
import type { SchemaOf } from './request-schema.js';

const maxRanges = 50;
const maxScopes = 50;
/** A certificate with a long chain of names is a few thousand characters. */
const maxPemLength = 20_000;
const maxOverlapSeconds = 7 * 24 * 60 * 60;

/** `permissions[charge]=write`: a `Permissions`. */
const readPermissions: Reader = (raw, path) => {
  if (isUnset(raw)) return accepted(undefined);
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return refused(invalidRequest('Invalid object', { param: path }));
  const permissions: Partial<Record<Resource, Level>> = {};
  for (const [resource, level] of Object.entries(raw)) {
    const param = `${path}[${resource}]`;
    if (!isResource(resource)) return refused(unknownParameter(param));
    if (level === 'read' || level === 'write') permissions[resource] = level;
    else if (level !== 'none')
      return refused(invalidRequest('Invalid value: it must be none, read or write', { param }));
  }
  return accepted(permissions);
};

/** `scopes[]=charge:write`: a `Permissions`. */
const readScopes: Reader = (raw, path) => {
  const read = readTextList(raw, path);
  if (!read.ok) return read;
  const scopes = read.value as string[];
  const permissions = scopes.length <= maxScopes ? permissionsFromScopes(scopes) : undefined;
  return permissions === undefined
    ? refused(invalidRequest('Invalid scope: scopes look like charge:write', { param: path }))
    : accepted(permissions);
};

/** Addresses and ranges of them, every one as a CIDR. */
const readRanges: Reader = (raw, path) => {
  const read = readTextList(raw, path);
  if (!read.ok) return read;
  const ranges = (read.value as string[]).map(rangeOf);
  return ranges.length <= maxRanges && ranges.every((range) => range !== undefined)
    ? accepted(ranges)
    : refused(
        invalidRequest(
          `Invalid array: up to ${maxRanges} addresses or ranges such as 203.0.113.0/24`,
          { param: path },
        ),
      );
};

function rangeOf(text: string): string | undefined {
  const [, address = '', bits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  if (version === 0 || Number(bits ?? most) > most) return undefined;
  return `${address}/${Number(bits ?? most)}`;
}

const levelOfEach = resources.map((name) => [name, { enum: ['none', 'read', 'write'] }] as const);

const permissionsSchema: SchemaOf = () => ({
  type: 'object',
  properties: Object.fromEntries(levelOfEach),
  additionalProperties: false,
});
const scopesSchema: SchemaOf = () => ({
  type: 'array',
  maxItems: maxScopes,
  items: { type: 'string', pattern: `^(?:${resources.join('|')}):(?:read|write)$` },
});
const rangesSchema: SchemaOf = () => ({
  type: 'array',
  maxItems: maxRanges,
  items: { type: 'string', description: 'An IP address, or a range such as 203.0.113.0/24.' },
});

const readBy =
  (read: Reader, schema: SchemaOf, required = false): PropertyDecorator =>
  (prototype, name) =>
    declare(prototype, String(name), { read, schema, required });

const AllowedActions = () => readBy(readPermissions, permissionsSchema);
const Scopes = () => readBy(readScopes, scopesSchema, true);
const Ranges = () => readBy(readRanges, rangesSchema);
const Pem = () => Text({ max: maxPemLength });

/** Keys are for everything (secret), for browsers (publishable) or for what is listed (restricted). */
export class CreateApiKeyParams extends ExpandParams {
  @OneOf(['publishable', 'restricted', 'secret']) type?: 'publishable' | 'restricted' | 'secret';
  @Text({ max: 255 }) name?: string;
  @AllowedActions() permissions?: Permissions;
  /** Unix seconds. */
  @Integer() expires_at?: number;
  @Ranges() ip_allow?: string[];

  static refuse({ type, permissions }: CreateApiKeyParams): ApiError | undefined {
    if (type === 'restricted' || permissions === undefined) return undefined;
    return invalidRequest('Only a key of type restricted has permissions of its own.', {
      param: 'permissions',
    });
  }
}

export class RollApiKeyParams extends ExpandParams {
  /** How long the secret that is replaced still works. */
  @Integer({ min: 0, max: maxOverlapSeconds }) overlap_seconds?: number;
}

/** What the operator says beside the request itself: whose it is. */
export class ForAccountParams extends ExpandParams {
  @Id() account?: string;
  @Flag() livemode?: boolean;
}

export class ListForAccountParams extends ListParams {
  @Id() account?: string;
  @Flag() livemode?: boolean;
}

export class CreateOAuthClientParams extends ForAccountParams {
  @Text({ max: 255 }) name?: string;
  @Scopes() scopes!: Permissions;
  @Integer({ min: 60, max: 24 * 60 * 60 }) token_ttl_seconds?: number;
  /** PEM. Access tokens then work only on connections that present this certificate. */
  @Pem() certificate?: string;

  static refuse({ scopes }: CreateOAuthClientParams): ApiError | undefined {
    return refuseKeyManagement(scopes, 'scopes');
  }
}

export class CreateClientCertificateParams extends ForAccountParams {
  @Text({ max: 255 }) name?: string;
  /** PEM of the certificate that clients will present. */
  @Pem() certificate?: string;
  /** PEM of a request that the installation's own authority is to sign. */
  @Pem() csr?: string;
  @AllowedActions() permissions?: Permissions;

  static refuse(params: CreateClientCertificateParams): ApiError | undefined {
    if ((params.certificate === undefined) === (params.csr === undefined))
      return invalidRequest('Give either a certificate or a csr.', { param: 'certificate' });
    return refuseKeyManagement(params.permissions ?? {}, 'permissions');
  }
}

/** Whatever is not an API key must not make API keys: they would outlive it. */
function refuseKeyManagement(permissions: Permissions, param: string): ApiError | undefined {
  if (permissions.api_key !== 'write') return undefined;
  return invalidRequest('Only API keys can manage keys: api_key can be none or read.', { param });
}
