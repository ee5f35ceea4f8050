// A seal as one line of JSON: how it is kept and sent outside the database.
import { sealHash, type Seal } from './seal.js';

/** Without the line's end. `hash` follows from the rest and saves a reader the computing. */
export const sealLine = (seal: Seal): string =>
  JSON.stringify({
    v: 1,
    partition: seal.partition,
    after: seal.after.toString(),
    through: seal.through.toString(),
    root: seal.root.toString('hex'),
    previous: seal.previous.toString('hex'),
    sealed_at: seal.sealedAt,
    hash: sealHash(seal).toString('hex'),
    signature: seal.signature.toString('base64'),
    marks: seal.marks.toString('base64'),
  });

/** None if the line is no seal, such as one that a crash cut off. */
export function readSealLine(line: string): Seal | undefined {
  try {
    const json = JSON.parse(line) as Record<string, unknown>;
    if (json['v'] !== 1) return undefined;
    const seal = {
      partition: Number(json['partition']),
      after: BigInt(json['after'] as string),
      through: BigInt(json['through'] as string),
      root: Buffer.from(json['root'] as string, 'hex'),
      previous: Buffer.from(json['previous'] as string, 'hex'),
      sealedAt: Number(json['sealed_at']),
      signature: Buffer.from(json['signature'] as string, 'base64'),
      marks: Buffer.from(json['marks'] as string, 'base64'),
    };
    return sealHash(seal).toString('hex') === json['hash'] ? seal : undefined;
  } catch {
    return undefined;
  }
}
