// What becomes of a body on its way to the code that verifies it, and how that is found out.
import type { Json } from '../api/api-client.js';

export type Rewriting = { readonly how: string; readonly body: Buffer };

/** The bodies that this one may have been before somebody touched it. */
export function rewritingsOf(body: Buffer): Rewriting[] {
  const text = body.toString('utf8');
  const parsed = parsedJson(text);
  // The most exact first.
  const candidates: [how: string, text: string][] = [
    ['A byte order mark was put in front of it', text.replace(/^\uFEFF/, '')],
    ['Its line ends were changed', text.replaceAll('\r\n', '\n')],
    ['Something was added around it, such as a line end', text.trim()],
    [
      'It was parsed and written again as JSON',
      parsed === undefined ? text : JSON.stringify(parsed),
    ],
  ];
  if (typeof parsed === 'string')
    candidates.push(['It was put into quotes: written as JSON twice', parsed]);
  return candidates
    .filter(([, one]) => one !== text)
    .map(([how, one]) => ({ how, body: Buffer.from(one) }));
}

/** Undefined if it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of an event these are not part of what happened: endpoints are sent their own. */
const ofTheEndpoint: readonly string[] = ['api_version', 'pending_webhooks'];

/** Where the body says something else than the event, in words; none if it says the same. */
export function differenceOf(body: unknown, event: Json): string | undefined {
  const [mine, theirs] = [body, event].map((one) =>
    Object.fromEntries(
      Object.entries(one as Json).filter(([name]) => !ofTheEndpoint.includes(name)),
    ),
  );
  return difference(mine, theirs, '');
}

function difference(mine: unknown, theirs: unknown, path: string): string | undefined {
  if (isObject(mine) && isObject(theirs)) {
    const names = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
    for (const name of names) {
      const found = difference(mine[name], theirs[name], path === '' ? name : `${path}.${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const [is, was] = [mine, theirs].map((one) => JSON.stringify(one) ?? 'absent');
  return is === was ? undefined : `${path} is ${is}, but in the event it is ${was}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
