// Where payers reach this installation: their pages, and the pictures of codes, live there.
import { isIPv6, type AddressInfo } from 'node:net';
import { setting, type ConfigOf } from '@ledgerway/platform';

export const publicUrlSettings = {
  /** Unless it is set: where the gateway listens. */
  publicUrl: setting.url('LEDGERWAY_PUBLIC_URL', { optional: true }),
};

type PublicUrlConfig = ConfigOf<typeof publicUrlSettings>;

/** Addresses are made by appending to it. */
export const publicUrlFrom = ({ publicUrl }: PublicUrlConfig) =>
  publicUrl === undefined ? {} : { publicUrl: publicUrl.replace(/\/+$/, '') };

export const publicUrlEnvironment = ({ publicUrl }: PublicUrlConfig): Record<string, string> => ({
  [publicUrlSettings.publicUrl.variable]: publicUrl ?? '',
});

const everyAddress = ['0.0.0.0', '::'];

/** A server that listens on every address is reached by this machine's own name. */
export function urlOf({ address, port }: AddressInfo): string {
  if (everyAddress.includes(address)) return `http://localhost:${port}`;
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;
}
