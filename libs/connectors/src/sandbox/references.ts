// The references an acquirer gives out, derived from the intent: asked again after the database lost
// an answer, the sandbox gives the same ones.
import { createHash } from 'node:crypto';

const codeAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'; // 32 letters, none mistaken for a digit.

export type AuthorizationReferences = {
  readonly acquirerReference: string;
  /** Six characters, as printed on a receipt. */
  readonly authorizationCode: string;
  /** Fifteen digits, as the card networks' transaction identifiers. */
  readonly networkTransactionId: string;
};

export function authorizationReferences(intentId: string): AuthorizationReferences {
  const bytes = digest(intentId);
  return {
    acquirerReference: reference(bytes),
    authorizationCode: spell(bytes.subarray(11, 17), (byte) => codeAlphabet.charAt(byte % 32)),
    networkTransactionId: spell(bytes.subarray(17, 32), (byte) => String(byte % 10)),
  };
}

export const stepReference = (intentId: string): string => reference(digest(intentId));

const digest = (intentId: string) => createHash('sha256').update(intentId).digest();
const reference = (bytes: Buffer) => `sbx_${bytes.toString('hex', 0, 11)}`;
const spell = (bytes: Buffer, letter: (byte: number) => string) =>
  Array.from(bytes, letter).join('');
