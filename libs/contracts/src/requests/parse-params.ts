// Reads a request's parameters into a class that declares them (parameters.ts has the decorators).
// A parameter is first read from its text, strictly; then its constraints are checked, and last the
// rules that span several parameters. What fails first decides the answer.
import { validateSync, type ValidationError } from 'class-validator';
import { invalidRequest, missingParameter, unknownParameter, type ApiError } from '../errors.js';
import type { SchemaOf } from './request-schema.js';

/** What arrives: a tree of texts. JSON bodies may also hold numbers, booleans and null. */
export type RawParams = { readonly [name: string]: unknown };

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ApiError };

/** Reads one value; `path` is how the caller spelled the parameter, such as `shipping[name]`. */
export type Reader = (raw: unknown, path: string) => Parsed<unknown>;

export type ParamsClass<T> = {
  new (): T;
  /** Checks what spans several parameters. Each of them is valid by itself. */
  refuse?(params: NoInfer<T>): ApiError | undefined;
};

type Declaration = {
  readonly read: Reader;
  readonly required: boolean;
  /** What is read, for those who write a request; constraints say the rest. */
  readonly schema: SchemaOf;
  /** Empty text is read too: it clears what was set before. */
  readonly clearable?: boolean;
};
const declarations = new Map<object, Map<string, Declaration>>();

/** Declares a parameter of the class whose prototype this is. */
export function declare(prototype: object, name: string, declaration: Declaration): void {
  const own = declarations.get(prototype) ?? new Map<string, Declaration>();
  declarations.set(prototype, own.set(name, declaration));
}

/** What a class and the classes that it extends declare. */
function declaredBy(prototype: object | null): Map<string, Declaration> {
  if (prototype === null || prototype === Object.prototype) return new Map();
  const own = declarations.get(prototype) ?? new Map<string, Declaration>();
  return new Map([...declaredBy(Object.getPrototypeOf(prototype) as object | null), ...own]);
}

const known = new Map<object, Map<string, Declaration>>();

/** The parameters of the class whose prototype this is, in the order of their declaration. */
export function parametersOf(prototype: object): ReadonlyMap<string, Declaration> {
  const found = known.get(prototype) ?? declaredBy(prototype);
  known.set(prototype, found);
  return found;
}

export const accepted = (value: unknown): Parsed<unknown> => ({ ok: true, value });
export const refused = (error: ApiError): { ok: false; error: ApiError } => ({ ok: false, error });

/** The parameters as `Params` declares them, or the answer to the first that is wrong. */
export function parseParams<T extends object>(
  Params: ParamsClass<T>,
  raw: RawParams,
  path = '',
): Parsed<T> {
  const params = new Params();
  const declared = parametersOf(Params.prototype as object);
  const spelled = (name: string) => (path === '' ? name : `${path}[${name}]`);
  for (const [name, value] of Object.entries(raw)) {
    const parameter = declared.get(name);
    if (parameter === undefined) return refused(unknownParameter(spelled(name)));
    if (parameter.required && isUnset(value)) return refused(cannotBeUnset(spelled(name)));
    const read = parameter.read(value, spelled(name));
    if (!read.ok) return read;
    if (read.value !== undefined) (params as Record<string, unknown>)[name] = read.value;
  }
  for (const [name, { required }] of declared)
    if (required && (params as Record<string, unknown>)[name] === undefined)
      return refused(missingParameter(spelled(name)));
  const [failure] = validateSync(params, {
    stopAtFirstError: true,
    skipMissingProperties: true,
    forbidUnknownValues: false, // A class may have parameters without any constraint.
    validationError: { target: false, value: false },
  });
  const error = failure === undefined ? Params.refuse?.(params) : fromConstraint(failure, spelled);
  return error === undefined ? { ok: true, value: params } : refused(error);
}

/** Empty text means "not set"; so does null in JSON. */
export const isUnset = (raw: unknown): boolean => raw === '' || raw === null;

const cannotBeUnset = (param: string): ApiError =>
  invalidRequest(
    `You passed an empty string for '${param}'. An empty value unsets a parameter, and '${param}' ` +
      'cannot be unset. Remove it from your request or supply a value.',
    { code: 'parameter_invalid_empty', param },
  );

/** A constraint's `context` holds what its answer has beside the message. */
function fromConstraint(failure: ValidationError, spelled: (name: string) => string): ApiError {
  const [constraint, message] = Object.entries(failure.constraints ?? {})[0] ?? ['', 'Invalid'];
  const context = failure.contexts?.[constraint] as Partial<ApiError> | undefined;
  return { ...invalidRequest(message, { param: spelled(failure.property) }), ...context };
}
