// What the kinds of parameters look like to those who write requests.
import { maxMetadataKeys } from '@ledgerway/domain';
import { maxAmountDigits, maxMetadataKeyLength, maxMetadataValueLength } from './readers.js';
import type { SchemaOf } from './request-schema.js';

export const text: SchemaOf = () => ({ type: 'string' });
export const integer: SchemaOf = () => ({ type: 'integer' });
export const flag: SchemaOf = () => ({ type: 'boolean' });
export const texts: SchemaOf = () => ({ type: 'array', items: { type: 'string', minLength: 1 } });

export const amount: SchemaOf = () => ({
  type: 'integer',
  minimum: 1,
  maximum: 10 ** maxAmountDigits - 1,
  description: "In the currency's smallest unit.",
});

export const currency: SchemaOf = () => ({
  type: 'string',
  pattern: '^[A-Za-z]{3}$',
  description: 'An ISO 4217 code.',
});

export const timeZone: SchemaOf = () => ({
  type: 'string',
  description: 'The IANA name of a time zone.',
  examples: ['Asia/Hong_Kong'],
});

export const metadata: SchemaOf = () => ({
  type: 'object',
  maxProperties: maxMetadataKeys,
  propertyNames: { pattern: String.raw`^[^\[\]]+$`, maxLength: maxMetadataKeyLength },
  additionalProperties: { type: 'string', maxLength: maxMetadataValueLength },
});

const bounds = ['gt', 'gte', 'lt', 'lte'].map((bound) => [bound, { type: 'integer' }] as const);

export const timeRange: SchemaOf = () => ({
  description: 'Unix seconds: bounds, or that very second.',
  anyOf: [
    { type: 'object', properties: Object.fromEntries(bounds), additionalProperties: false },
    { type: 'integer' },
  ],
});

export const ignored: SchemaOf = () => ({ description: 'Accepted, without effect.' });
