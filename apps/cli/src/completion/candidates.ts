// What may come next on a command line.
import type { Command } from 'commander';

/** @param words what has been typed after `ledgerway`; the last one perhaps in part, or empty */
export function candidates(
  program: Command,
  words: readonly string[],
  eventTypes: readonly string[],
): string[] {
  const typed = words.slice(0, -1);
  const last = words.at(-1) ?? '';
  const command = typed.reduce(
    (within, word) => within.commands.find((one) => one.name() === word) ?? within,
    program,
  );
  return choicesFor(command, typed.at(-1) ?? '', last, eventTypes)
    .filter((choice) => choice.startsWith(last))
    .sort();
}

const takesEvents: readonly string[] = ['-e', '--events', '--type'];

function choicesFor(
  command: Command,
  before: string,
  last: string,
  eventTypes: readonly string[],
): readonly string[] {
  if (takesEvents.includes(before)) return eventTypes;
  const option = command.options.find(({ long, short }) => [long, short].includes(before));
  if (option !== undefined && option.required) return option.argChoices ?? [];
  if (last.startsWith('-')) return optionsOf(command);
  if (command.name() === 'trigger') return eventTypes;
  return shown(command);
}

const shown = (command: Command): string[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name());

const optionsOf = (command: Command): string[] =>
  command.options.flatMap(({ long }) => (long === undefined || long === null ? [] : [long]));
