import type { Command } from 'commander';
import { addDeliveries } from '../webhooks/delivery-commands.js';
import { addEndpoints } from '../webhooks/endpoint-commands.js';
import { addRedeliveries } from '../webhooks/redelivery-commands.js';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import { ending } from '../terminal/ending.js';
import { collect } from '../terminal/options.js';

export type VerifyFlags = ConnectionOptions & {
  readonly secret?: string;
  readonly header?: readonly string[];
  readonly body?: string;
  readonly tolerance: string;
};

export function addWebhooks(program: Command): void {
  const webhooks = program.command('webhooks').description('endpoints and signatures');
  addEndpoints(webhooks);
  addDeliveries(webhooks);
  addRedeliveries(webhooks);
  withConnection(webhooks.command('verify-signature'))
    .description('say why a delivery does or does not verify; its body comes from stdin')
    .option(
      '-H, --header <header>',
      'a header that came with it, "Name: value"; repeatable',
      collect,
    )
    .option(
      '--secret <whsec>',
      'of the endpoint, or its public key; else that of `ledgerway listen`',
    )
    .option('--body <file>', 'where the body is, if not on stdin')
    .option('--tolerance <seconds>', 'how old it may be; 0 for any age', '300')
    .action(
      ending(async (flags: VerifyFlags) => {
        const { runVerifySignature } = await import('../webhooks/run-verify-signature.js');
        return runVerifySignature(flags);
      }),
    );
}
