// The decorators that declare parameters: how each is read, and what is then checked.
import { isCurrency } from '@ledgerway/domain';
import {
  ArrayMaxSize,
  IsEmail,
  IsIn,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';
import type { ApiError } from '../errors.js';
import { declare, parseParams, type ParamsClass, type Reader } from './parse-params.js';
import * as read from './readers.js';
import type { SchemaOf } from './request-schema.js';
import * as schemas from './schemas.js';

type Options = { required?: true; clearable?: true };

const parameter =
  (
    reader: Reader,
    schema: SchemaOf,
    { required = false, clearable = false }: { required?: boolean; clearable?: boolean },
    ...constraints: PropertyDecorator[]
  ): PropertyDecorator =>
  (prototype, name) => {
    declare(prototype, String(name), { read: reader, schema, required, clearable });
    for (const constraint of constraints) constraint(prototype, name);
  };

/** How a failed constraint is answered, beside 400 and the parameter's name. */
const answer = (message: string, context: Partial<ApiError> = {}): ValidationOptions => ({
  message,
  context,
});

type TextOptions = Options & { max?: number };

/** A text of up to `max` characters. `clearable`: empty text reads as null, which clears it. */
export const Text = ({ max = 5000, ...options }: TextOptions = {}) =>
  parameter(
    options.clearable === true ? read.readClearableText : read.readText,
    schemas.text,
    options,
    MaxLength(max, answer(`Invalid string: it must be at most ${max} characters`)),
  );

/** The id of an object. */
export const Id = (options: Options = {}) => Text({ max: 255, ...options });

export const Email = ({ max = 800, ...options }: { max?: number; clearable?: true } = {}) =>
  parameter(
    options.clearable === true ? read.readClearableText : read.readText,
    schemas.text,
    options,
    MaxLength(max, answer('Invalid email address', { code: 'email_invalid' })),
    IsEmail({}, answer('Invalid email address', { code: 'email_invalid' })),
  );

type IntegerOptions = Options & {
  min?: number;
  max?: number;
  refusal?: Partial<ApiError>;
};

/**
 * An integer between `min` and `max`; `refusal` replaces parts of the usual answer. `clearable`: empty
 * text reads as null.
 */
export const Integer = ({ min, max, refusal, ...options }: IntegerOptions = {}) => {
  const context = { code: 'parameter_invalid_integer', ...refusal } as const;
  const low = `This value must be greater than or equal to ${min}.`;
  const high = `This value must be less than or equal to ${max}.`;
  return parameter(
    options.clearable === true ? read.readClearableInteger : read.readInteger,
    schemas.integer,
    options,
    ...(min === undefined ? [] : [Min(min, answer(refusal?.message ?? low, context))]),
    ...(max === undefined ? [] : [Max(max, answer(refusal?.message ?? high, context))]),
  );
};

/** Minor units, at least 1, as a bigint. */
export const Amount = (options: { required?: true } = {}) =>
  parameter(read.readAmount, schemas.amount, options);

/** A currency that amounts may be in; any case on input, lower case from here on. */
export const Currency = (options: { required?: true } = {}) =>
  parameter(
    (raw, path) => {
      const text = read.readText(raw, path);
      return text.ok && typeof text.value === 'string'
        ? { ok: true, value: text.value.toLowerCase() }
        : text;
    },
    schemas.currency,
    options,
    ValidateBy({
      name: 'isCurrency',
      validator: {
        validate: (value) => typeof value === 'string' && isCurrency(value),
        defaultMessage: (failed) =>
          `Invalid currency: ${String(failed?.value).slice(0, 20)}. It must be a supported ISO code.`,
      },
    }),
  );

export const Flag = (options: { required?: true } = {}) =>
  parameter(read.readFlag, schemas.flag, options);

/** One of these texts. `clearable`: empty text reads as null. */
export const OneOf = (values: readonly string[], options: Options = {}) =>
  parameter(
    options.clearable === true ? read.readClearableText : read.readText,
    schemas.text,
    options,
    IsIn(values, answer(`Invalid value: it must be one of ${values.join(', ')}`)),
  );

/** The IANA name of a time zone, such as `Asia/Hong_Kong`. */
export const TimeZone = (options: Options = {}) =>
  parameter(
    read.readText,
    schemas.timeZone,
    options,
    ValidateBy({
      name: 'isTimeZone',
      validator: {
        validate: (value) => typeof value === 'string' && isTimeZone(value),
        defaultMessage: (failed) => `Unknown time zone: ${String(failed?.value).slice(0, 50)}`,
      },
    }),
  );

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

export const TextList = ({ max, ...options }: { required?: true; max: number }) =>
  parameter(
    read.readTextList,
    schemas.texts,
    options,
    ArrayMaxSize(max, answer(`Invalid array: it must have at most ${max} entries`)),
    MaxLength(255, { each: true, ...answer('Invalid array: its entries are too long') }),
  );

/** The metadata of a new object: a `Record<string, string>`. */
export const Metadata = () => parameter(read.readMetadata, schemas.metadata, {});

/** Changes to metadata: `Record<string, string>`, where empty text removes a key; null: all keys. */
export const MetadataChanges = () =>
  parameter(read.readMetadataChanges, schemas.metadata, { clearable: true });

/** A `TimeRange` of unix seconds. */
export const CreatedRange = () => parameter(read.readTimeRange, schemas.timeRange, {});

/** An object with parameters of its own. `clearable`: empty text reads as null, which clears it. */
export const Nested = <T extends object>(Params: ParamsClass<T>, options: Options = {}) =>
  parameter(
    (options.clearable === true ? read.readClearableObject : read.readObject)((raw, path) =>
      parseParams(Params, raw, path),
    ),
    (of) => of(Params),
    options,
  );

/** Documented, but nothing here depends on it: accepted and dropped. */
export const Ignored = () => parameter(read.readNothing, schemas.ignored, {});

/** The same for many parameters of a class at once. */
export const Ignores =
  (...names: readonly string[]): ClassDecorator =>
  (Params) => {
    for (const name of names)
      declare(Params.prototype as object, name, {
        read: read.readNothing,
        schema: schemas.ignored,
        required: false,
      });
  };
