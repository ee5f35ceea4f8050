import { createProgram } from '../program.js';
import { operationsIn } from './operations.js';
import { addResources } from './resource-commands.js';

const answers = (schema: string) => ({
  200: { content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } },
});
const takes = (schema: string) => ({
  content: {
    'application/x-www-form-urlencoded': { schema: { $ref: `#/components/schemas/${schema}` } },
  },
});
const query = (name: string, type = 'string') => ({ name, in: 'query', schema: { type } });

const document = {
  openapi: '3.1.0',
  paths: {
    '/v1/charges': {
      post: { summary: 'Charge', requestBody: takes('Create'), responses: answers('charge') },
      get: {
        parameters: [query('limit'), query('expand[]', 'array')],
        responses: answers('list_of_charge'),
      },
    },
    '/v1/charges/{id}': { get: { responses: answers('charge') }, post: {} },
    '/v1/charges/{id}/capture': { post: {} },
    '/v1/customers/{customer}/sources/{id}': { delete: {} },
    '/v1/balance': { get: { responses: answers('balance') } },
    '/v1/test_helpers/clock/advance': { post: {} },
    '/v1/tokens': { post: {} },
    '/v1/tokens/{id}': { get: {} },
    '/v1/openapi.json': { get: {} },
    '/oauth/token': { post: {} },
  },
  components: {
    schemas: {
      Create: {
        properties: {
          amount: { type: 'integer' },
          capture: { anyOf: [{ type: 'boolean' }, { type: 'string' }] },
          receipt_email: { type: 'string' },
          metadata: { type: 'object' },
          shipping: { anyOf: [{ $ref: '#/x' }, { type: 'string' }] },
        },
      },
    },
  },
};
const operations = operationsIn(document);

describe('commands for resources', () => {
  it('have the words of the path, and a verb', () => {
    const commands = operations.map(({ method, words, inPath }) =>
      [method, ...words, ...inPath.map((name) => `<${name}>`)].join(' '),
    );
    expect(commands).toEqual([
      'POST charges create',
      'GET charges list',
      'GET charges retrieve <id>',
      'POST charges update <id>',
      'POST charges capture <id>',
      'DELETE customers sources delete <customer> <id>',
      'GET balance retrieve',
      'POST test_helpers clock advance',
      'POST tokens create',
      'GET tokens retrieve <id>',
    ]);
  });

  it('have an option for every parameter that is one value', () => {
    expect(operations[0]!.parameters).toEqual(['amount', 'capture', 'receipt_email']);
    expect(operations[1]!.parameters).toEqual(['limit']);
  });

  it('stand beside the commands that are there already, and replace none', () => {
    const program = createProgram();
    addResources(program, [...operations, { ...operations[0]!, words: ['events', 'create'] }]);
    const named = (name: string) => program.commands.find((one) => one.name() === name)!;
    const charges = named('charges').commands.map((command) => command.name());
    expect(charges).toEqual(['create', 'list', 'retrieve', 'update', 'capture']);
    const create = named('charges').commands[0]!;
    expect(create.options.map(({ long }) => long)).toContain('--receipt-email');
    const ours = named('events').commands.map((one) => one.name());
    expect(ours).toEqual(['list', 'retrieve', 'resend']);
  });
});
