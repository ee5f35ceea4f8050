import { jest } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from './program.js';

const withCommands = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap((one) => withCommands(one)),
];

describe('the command line', () => {
  it('can say of every command what it does', () => {
    const described = withCommands(createProgram()).map((command) => command.helpInformation());
    expect(described.length).toBeGreaterThan(40);
    for (const help of described) expect(help).toContain('Usage: ledgerway');
  });

  it('leaves it to one place to say what is wrong', async () => {
    const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const run = createProgram().parseAsync(['rebuild', '--rate', 'x'], { from: 'user' });
      await expect(run).rejects.toThrow("argument 'x' is invalid. Expected a number from 1.");
      expect(written).not.toHaveBeenCalled();
    } finally {
      written.mockRestore();
    }
  });
});
