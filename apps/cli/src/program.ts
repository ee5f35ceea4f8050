// The whole command line: one file for each group of commands.
import { Command } from 'commander';
import { addCompletion } from './commands/completion.js';
import { addDoctor } from './commands/doctor.js';
import { addEvents } from './commands/events.js';
import { addFixtures } from './commands/fixtures.js';
import { addListen } from './commands/listen.js';
import { addLogs } from './commands/logs.js';
import { addRequests } from './commands/requests.js';
import { addResourceList } from './commands/resources.js';
import { addStatus } from './commands/status.js';
import { addTrigger } from './commands/trigger.js';
import { addVault } from './commands/vault.js';
import { addVerify } from './commands/verify.js';
import { addWebhooks } from './commands/webhooks.js';

const groups = [
  ['Developing:', addListen, addTrigger, addFixtures, addEvents, addWebhooks, addLogs, addDoctor],
  ['Asking the API:', addRequests, addResourceList],
  ['Operating:', addStatus, addVerify, addVault],
  ['The command line itself:', addCompletion],
] as const;

export function createProgram(): Command {
  const program = new Command('ledgerway')
    .description('Develop against a Ledgerway installation, and operate it')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  for (const [title, ...additions] of groups) {
    program.commandsGroup(title);
    for (const add of additions) add(program);
  }
  return program;
}
