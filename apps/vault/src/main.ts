// The vault as a process of its own.
import { ServerTCP } from '@nestjs/microservices';
import {
  masterKeySettings,
  readMasterKey,
  runService,
  servePrivately,
  serviceSettings,
  setting,
} from '@ledgerway/platform';
import { vaultKeySettings } from './keys/key-ring.js';
import { startVault } from './service.js';

const { databaseUrl, privateHost, metricsPort } = serviceSettings({ metricsPort: 4315 });

const schema = {
  databaseUrl,
  privateHost,
  metricsPort,
  ...masterKeySettings,
  ...vaultKeySettings,
  queryPort: setting.port('LEDGERWAY_QUERY_PORT', { default: 4305 }),
};

await runService('vault', schema, async (config, context) => {
  const { logger, shutdown } = context;
  await servePrivately(config, context);
  const vault = await startVault({
    ...context,
    ...config,
    masterKey: readMasterKey(config),
    queries: new ServerTCP({ host: config.privateHost, port: config.queryPort }),
  });
  shutdown.register('vault', () => vault.stop());
  logger.info({ queryPort: config.queryPort }, 'vault is ready');
});
