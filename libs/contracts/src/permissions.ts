// What a restricted key, an access token or a client certificate may be allowed to do.

export const resources = [
  'charge',
  'refund',
  'customer',
  'payment_intent',
  'payment_method',
  'token',
  'event',
  'webhook',
  'balance',
  'payout',
  'report',
  'dispute',
  'account',
  'api_key',
] as const;
export type Resource = (typeof resources)[number];

/** `write` includes `read`. */
export type Level = 'read' | 'write';

/** A resource that is absent may not be touched at all. */
export type Permissions = Readonly<Partial<Record<Resource, Level>>>;

export const isResource = (text: string): text is Resource =>
  (resources as readonly string[]).includes(text);

const isLevel = (text: string | undefined): text is Level => text === 'read' || text === 'write';

/** Whether this permission is among them. */
export function permits(held: Permissions, resource: Resource, level: Level): boolean {
  return held[resource] === 'write' || held[resource] === level;
}

/** Whether `held` has everything that `asked` has. */
export const covers = (held: Permissions, asked: Permissions): boolean =>
  resources.every((resource) => {
    const level = asked[resource];
    return level === undefined || permits(held, resource, level);
  });

/** The permissions as scopes, in the order of the resources: `charge:write refund:read`. */
export const scopesOf = (permissions: Permissions): string[] =>
  resources.flatMap((resource) => {
    const level = permissions[resource];
    return level === undefined ? [] : [`${resource}:${level}`];
  });

/** What these scopes allow together; nothing if one of them is no scope. */
export function permissionsFromScopes(scopes: readonly string[]): Permissions | undefined {
  const permissions: Partial<Record<Resource, Level>> = {};
  for (const scope of scopes) {
    const [resource = '', level, ...rest] = scope.split(':');
    if (!isResource(resource) || !isLevel(level) || rest.length > 0) return undefined;
    if (permissions[resource] !== 'write') permissions[resource] = level;
  }
  return permissions;
}

/** Every resource with its level, as the API shows permissions. */
export const renderPermissions = (permissions: Permissions) =>
  Object.fromEntries(resources.map((resource) => [resource, permissions[resource] ?? 'none']));
