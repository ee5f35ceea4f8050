// How a connector comes by the number of a card: the vault is asked, and what it answers is sealed
// for connectors alone. Nothing is kept.
import type { ClientProxy } from '@nestjs/microservices';
import type { CardReader } from '@ledgerway/connectors';
import {
  sandboxCardByNumber,
  vaultTransit,
  type CardSecret,
  type VaultQueries,
} from '@ledgerway/contracts';
import { deriveKey, Seal } from '@ledgerway/platform';
import { firstValueFrom, timeout } from 'rxjs';

type Query = VaultQueries['vault.reveal'];

const pattern = 'vault.reveal' satisfies keyof VaultQueries;
const answerWithinMs = 5_000;

/** Rejects when the vault does not answer in time: that says nothing about the card. */
export function vaultCards(vault: Pick<ClientProxy, 'send'>, masterKey: Buffer): CardReader {
  const seal = new Seal(deriveKey(masterKey, vaultTransit.reveal));
  return {
    async reveal(instrument) {
      const asked = vault.send<Query['answer'], Query['ask']>(pattern, { instrument });
      const answer = await firstValueFrom(asked.pipe(timeout(answerWithinMs)));
      if (answer === null) return undefined;
      const text = seal.open(Buffer.from(answer.sealedCard, 'base64'), instrument);
      return JSON.parse(text.toString('utf8')) as CardSecret;
    },
    testInstrument: (number) => sandboxCardByNumber(number)?.instrument,
  };
}
