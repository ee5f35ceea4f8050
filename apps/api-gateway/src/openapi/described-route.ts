import { levelOf, type RouteAccess } from '../auth/permissions.js';
import type { JsonSchema } from '@ledgerway/contracts';
import { errorsOf } from './error-responses.js';
import { FileAnswer, type Answers, type Operation } from './operation.js';
import { bodyOf, headersOf, inPath, inQuery, type ParameterSchemas } from './request-parameters.js';
import { answerSchema } from './schemas-of-answers.js';
import { securityOf, type Security } from './security.js';

/** An operation object of OpenAPI. */
export type DescribedRoute = {
  readonly tags: readonly [string];
  readonly summary: string;
  readonly description: string;
  readonly operationId: string;
  readonly security: readonly Security[];
  readonly parameters: readonly JsonSchema[];
  readonly requestBody?: JsonSchema;
  readonly responses: Readonly<Record<string, JsonSchema>>;
};

export type RouteToDescribe = {
  readonly method: string;
  /** With `{names}` for its parameters. */
  readonly path: string;
  readonly access: RouteAccess;
  readonly tag: string;
  readonly operation: Operation;
};

export function describeRoute(
  { method, path, access, tag, operation }: RouteToDescribe,
  schemas: ParameterSchemas,
): DescribedRoute {
  const { summary, takes, answers } = operation;
  const publishable = access.to === 'permitted' && access.publishable;
  const inBody = method === 'POST';
  return {
    tags: [tag],
    summary,
    description: whoMayCall(access, method),
    operationId: operationIdOf(method, path),
    security: securityOf(access, method),
    parameters: [...inPath(path), ...(inBody ? [] : inQuery(takes, schemas)), ...headersOf(method)],
    ...(inBody && takes !== undefined && { requestBody: bodyOf(takes, schemas) }),
    responses: {
      200: {
        description: 'Done.',
        headers: { 'Request-Id': { schema: { type: 'string' } } },
        content: contentOf(answers, publishable),
      },
      ...errorsOf(method, path),
    },
  };
}

const contentOf = (answers: Answers, publishable: boolean): JsonSchema =>
  answers instanceof FileAnswer
    ? Object.fromEntries(answers.mediaTypes.map((type) => [type, { schema: fileSchema(type) }]))
    : { 'application/json': { schema: answerSchema(answers, publishable) } };

/** A file of JSON holds a list of objects; what else is a file is text. */
const fileSchema = (mediaType: string): JsonSchema =>
  mediaType === 'application/json'
    ? { type: 'array', items: { type: 'object' } }
    : { type: 'string' };

/** `postChargesIdCapture` */
const operationIdOf = (method: string, path: string): string =>
  method.toLowerCase() +
  path
    .replace(/^\/v1/, '')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

function whoMayCall(access: RouteAccess, method: string): string {
  if (access.to === 'everyone') return 'Takes no key.';
  if (access.to === 'operator') return "Takes the operator's key.";
  const others = [
    ...(access.publishable ? ['a publishable key'] : []),
    ...(access.operator ? ["the operator's key"] : []),
  ];
  const permission = `${access.resource}:${levelOf(method)}`;
  return [`Needs the permission \`${permission}\``, ...others].join(', or ') + '.';
}
