import { CreateApiKeyParams } from './access.js';
import { CreateChargeParams, ListChargesParams, UpdateChargeParams } from './charges.js';
import { CreatePaymentMethodParams } from './payment-methods.js';
import { requestSchema, type JsonSchema } from './request-schema.js';
import { CreateWebhookEndpointParams } from './webhook-endpoints.js';

type Properties = Readonly<Record<string, JsonSchema>>;
const propertiesOf = (Params: new () => object) =>
  requestSchema(Params)['properties'] as Properties;

describe('the schema of parameters', () => {
  it('says what there must be, and that there is nothing else', () =>
    expect(requestSchema(CreateChargeParams)).toMatchObject({
      type: 'object',
      required: ['amount', 'currency'],
      additionalProperties: false,
    }));

  it('has the limits that are checked', () => {
    const {
      amount,
      statement_descriptor: descriptor,
      receipt_email: email,
    } = propertiesOf(CreateChargeParams);
    expect(amount).toMatchObject({ type: 'integer', minimum: 1, maximum: 999_999_999_999_999 });
    expect(descriptor).toEqual({ type: 'string', maxLength: 22 });
    expect(email).toEqual({ type: 'string', format: 'email', maxLength: 800 });
    expect(propertiesOf(ListChargesParams)['limit']).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 100,
    });
    expect(propertiesOf(CreateApiKeyParams)['type']).toEqual({
      type: 'string',
      enum: ['publishable', 'restricted', 'secret'],
    });
  });

  it('limits the entries of lists, too', () =>
    expect(propertiesOf(CreateWebhookEndpointParams)['enabled_events']).toMatchObject({
      minItems: 1,
      maxItems: 300,
      items: { type: 'string', maxLength: 255, pattern: expect.stringContaining('^') as string },
    }));

  it('lets be cleared what can be cleared', () => {
    expect(propertiesOf(UpdateChargeParams)['description']).toMatchObject({
      anyOf: [{ type: 'string', maxLength: 5000 }, { const: '' }],
    });
    expect(propertiesOf(CreateChargeParams)['description']).toMatchObject({ type: 'string' });
  });

  it('goes into what is nested, or asks whoever wants it elsewhere', () => {
    expect(propertiesOf(CreateChargeParams)['shipping']).toMatchObject({
      required: ['address', 'name'],
    });
    const elsewhere = requestSchema(CreatePaymentMethodParams, ({ name }) => ({ $ref: name }));
    expect((elsewhere['properties'] as Properties)['card']).toEqual({
      anyOf: [{ $ref: 'CardParams' }, { $ref: 'TokenParams' }],
    });
  });
});
