#!/usr/bin/env node
// `ledgerway`: the command line of an installation. It works beside a running server.
import { addResourcesFor } from './commands/resources.js';
import { createProgram } from './program.js';
import { endWithReader } from './terminal/print.js';
import { reportFailure } from './terminal/report-failure.js';

endWithReader();
const program = createProgram();
const args = process.argv.slice(2);
try {
  await addResourcesFor(program, args);
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  process.exitCode = reportFailure(error, args.includes('--json'));
}
