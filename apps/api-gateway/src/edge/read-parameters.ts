// Query and body become one tree of parameters, whatever their spelling.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bodyText, queryText } from '../form/form-text.js';
import { emptyObject, MalformedInput, type FormObject } from '../form/form-value.js';
import { parseForm } from '../form/parse-form.js';
import { parseJsonForm } from '../form/parse-json.js';
import { ApiException } from './answer.js';
import { unsupportedBody } from './edge-errors.js';

/** What a body parser leaves for the hook below. */
type ReadBody = { readonly form: string } | { readonly json: FormObject } | undefined;

const nothing: FormObject = Object.freeze(emptyObject());

export function readParameters(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const parser =
    (read: (text: string) => ReadBody) =>
    (
      _request: FastifyRequest,
      bytes: Buffer,
      done: (error: Error | null, body?: ReadBody) => void,
    ) => {
      try {
        done(null, bytes.length === 0 ? undefined : read(bodyText(bytes)));
      } catch (error) {
        done(error as Error);
      }
    };
  const asBuffer = { parseAs: 'buffer' } as const;
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    asBuffer,
    parser((text) => ({ form: text })),
  );
  server.addContentTypeParser(
    'application/json',
    asBuffer,
    parser((text) => ({ json: parseJsonForm(text) })),
  );
  server.decorateRequest('form');
  server.addHook('preValidation', (request, _reply, done) => {
    try {
      request.form = formOf(queryText(request.raw.url ?? ''), request.body as ReadBody);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
}

function formOf(query: string, body: ReadBody): FormObject {
  if (body === undefined) return query === '' ? nothing : parseForm(query);
  // One text for both, so that a name in the query and in the body is a duplicate like any other.
  if ('form' in body) return parseForm(query === '' ? body.form : `${query}&${body.form}`);
  return query === '' ? body.json : merged(parseForm(query), body.json);
}

function merged(query: FormObject, body: FormObject): FormObject {
  const twice = Object.keys(query).find((name) => name in body);
  if (twice !== undefined)
    throw new MalformedInput(`Parameter given more than once: ${twice}`, twice);
  return Object.assign(emptyObject(), query, body);
}

/** @throws ApiException (415) for a body that is compressed or not in UTF-8 */
export function checkEncoding({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'];
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1];
  const readable =
    (encoding === undefined || encoding.toLowerCase() === 'identity') &&
    (charset === undefined || /^utf-?8$/i.test(charset));
  if (!readable) throw new ApiException(unsupportedBody());
}
