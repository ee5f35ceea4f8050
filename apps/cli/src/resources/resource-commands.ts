// `ledgerway charges create …`: a command for every route that the server describes.
import { Command, Option } from 'commander';
import { ApiClient } from '../api/api-client.js';
import {
  findConnection,
  withConnection,
  type Connection,
  type ConnectionOptions,
} from '../api/connection.js';
import { pairsFrom, type Pairs } from '../api/form.js';
import { withApi } from '../api/with-api.js';
import { sendRequest, withRequest, type RequestFlags } from '../commands/requests.js';
import { isDocument, operationsIn, type ApiDocument, type Operation } from './operations.js';

const timeoutMs = 3_000;

/** What the server says of itself, or why it says nothing. */
export async function readOperations(
  connection: Connection,
): Promise<readonly Operation[] | { readonly unknown: string }> {
  try {
    const api = new ApiClient(connection);
    const answer = await api.send('GET', '/v1/openapi.json', [], { timeoutMs });
    if (answer.status === 200 && isDocument(answer.body))
      return operationsIn(answer.body as unknown as ApiDocument);
    return { unknown: `${connection.base} does not describe its API` };
  } catch (error) {
    return { unknown: (error as Error).message };
  }
}

/** The connection that a command line asks for, whatever else stands in it. */
export function connectionIn(args: readonly string[]): Connection {
  const command = withConnection(new Command())
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .parse(args, { from: 'user' });
  return findConnection(command.opts<ConnectionOptions>(), process.env);
}

/** Commands that are there already stay as they are. */
export function addResources(program: Command, operations: readonly Operation[]): void {
  const taken = new Set(program.commands.map((command) => command.name()));
  for (const operation of operations)
    if (!taken.has(operation.words[0]!)) addOperation(program, operation);
}

function addOperation(program: Command, operation: Operation): void {
  const { words, inPath, parameters, summary } = operation;
  const [verb, ...rest] = words.toReversed();
  const group = rest.toReversed().reduce(groupNamed, program);
  const command = group.command([verb!, ...inPath.map((name) => `<${name}>`)].join(' '));
  withRequest(withConnection(command)).description(summary);
  const own = new Set(command.options.map((option) => option.name()));
  for (const name of parameters)
    if (!own.has(flagOf(name))) command.addOption(new Option(`--${flagOf(name)} <value>`));
  command.action(
    withApi<string[], RequestFlags>((api, ...args) => {
      const flags = args.pop() as unknown as RequestFlags;
      const values = args as unknown as string[];
      const params = [...givenIn(command, parameters), ...pairsFrom(flags.data)];
      const { method } = operation;
      return sendRequest(api, { method, path: pathWith(operation, values), params, flags });
    }),
  );
}

const groupNamed = (parent: Command, name: string): Command =>
  parent.commands.find((command) => command.name() === name) ?? parent.command(name);

const flagOf = (name: string): string => name.replaceAll('_', '-');

function givenIn(command: Command, parameters: readonly string[]): Pairs {
  const given = new Map(
    command.options.map((option) => [
      option.name(),
      command.getOptionValue(option.attributeName()) as unknown,
    ]),
  );
  return parameters.flatMap((name) => {
    const value = given.get(flagOf(name));
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
}

const pathWith = ({ path, inPath }: Operation, values: readonly string[]): string =>
  inPath.reduce(
    (filled, name, i) => filled.replace(`{${name}}`, encodeURIComponent(values[i]!)),
    path,
  );
