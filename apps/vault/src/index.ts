export { addKey } from './keys/key-file.js';
export { KeyRing, vaultKeySettings, type KeyRingSource } from './keys/key-ring.js';
export { Rotation, type RotationStep } from './keys/rotation.js';
export { role, schema, vaultDatabase } from './migrations/migrations.js';
export { startVault, type VaultOptions } from './service.js';
