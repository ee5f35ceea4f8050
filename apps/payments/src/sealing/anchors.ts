// Where seals go outside the database: a file for each partition, and the newest of each on a topic.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { topics } from '@ledgerway/contracts';
import {
  anchorFileOf,
  appendAnchors,
  lastAnchor,
  sealLine,
  type Seal,
  type SealPublicKey,
} from '@ledgerway/event-store';
import type { MessageLog } from '@ledgerway/messaging';

export class Anchors {
  /** @param directory is made, with the public key in it for whoever checks the seals */
  constructor(
    private readonly directory: string,
    private readonly log: Pick<MessageLog, 'publish'>,
    publicKey: SealPublicKey,
  ) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(join(directory, 'public-key.pem'), publicKey.toPem());
  }

  /** The seal in the file that reaches furthest, if there is one. */
  last(partition: number): Promise<Seal | undefined> {
    return lastAnchor(anchorFileOf(this.directory, partition));
  }

  /** Resolves when the seals, of one partition and in order, are on the disk. */
  keep(seals: readonly Seal[]): Promise<void> {
    return appendAnchors(anchorFileOf(this.directory, seals[0]!.partition), seals);
  }

  async announce(seal: Seal): Promise<void> {
    const { partition } = seal;
    const value = Buffer.from(sealLine(seal));
    await this.log.publish(topics.seals, [{ partition, key: String(partition), value }]);
  }
}
