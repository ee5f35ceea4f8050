// The whole command line: one file for each group of commands.
import { Command } from 'commander';
import { addCompletion } from './commands/completion.js';
import { addDoctor } from './commands/doctor.js';
import { addEvents } from './commands/events.js';
import { addFixtures } from './commands/fixtures.js';
import { addListen } from './commands/listen.js';
import { addLogTools, addParked } from './commands/log-tools.js';
import { addLogs } from './commands/logs.js';
import { addProjections } from './commands/projections.js';
import { addReports } from './commands/reports.js';
import { addRequests } from './commands/requests.js';
import { addResourceList } from './commands/resources.js';
import { addSettlement } from './commands/settlement.js';
import { addStatus } from './commands/status.js';
import { addTimeTravel } from './commands/time-travel.js';
import { addTransfer } from './commands/transfer.js';
import { addTrigger } from './commands/trigger.js';
import { addVault } from './commands/vault.js';
import { addVerify } from './commands/verify.js';
import { addVerifyChain } from './commands/verify-chain.js';
import { addWebhooks } from './commands/webhooks.js';

const groups = [
  ['Developing:', addListen, addTrigger, addFixtures, addEvents, addWebhooks, addLogs, addDoctor],
  ['Asking the API:', addRequests, addResourceList],
  ['Looking back:', addTimeTravel, addReports],
  [
    'Operating:',
    addStatus,
    addProjections,
    addVerify,
    addVerifyChain,
    addParked,
    addLogTools,
    addTransfer,
    addVault,
    addSettlement,
  ],
  ['The command line itself:', addCompletion],
] as const;

export function createProgram(): Command {
  const program = new Command('ledgerway')
    .description('Develop against a Ledgerway installation, and operate it')
    .configureHelp({ showGlobalOptions: true })
    // What is wrong is said in one place, in the form that was asked for: `reportFailure`.
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  for (const [title, ...additions] of groups) {
    program.commandsGroup(title);
    for (const add of additions) add(program);
  }
  return program;
}
