// Where the vault's keys are: in the environment, as for the service, else in the data directory.
import { join } from 'node:path';
import { masterKeySettings, readConfig, readMasterKey, setting } from '@ledgerway/platform';
import { vaultKeySettings, type KeyRingSource } from '@ledgerway/vault';

const schema = {
  data: setting.text('LEDGERWAY_DATA', { default: '.ledgerway' }),
  ...masterKeySettings,
  ...vaultKeySettings,
};

/** @throws ConfigError if there is no master key in either place */
export function findVaultKeys(env: NodeJS.ProcessEnv): KeyRingSource {
  const { data, masterKey, masterKeyFile, vaultKeys, vaultKeysFile } = readConfig(schema, env);
  return {
    masterKey: readMasterKey({
      masterKey,
      masterKeyFile: masterKeyFile ?? join(data, 'master.key'),
    }),
    vaultKeys,
    vaultKeysFile:
      vaultKeys === undefined ? (vaultKeysFile ?? join(data, 'vault.keys')) : undefined,
  };
}
