import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topics } from '@ledgerway/contracts';
import {
  anchorFileOf,
  appendAnchors,
  makeSeal,
  SealKey,
  sealKeyPurpose,
  sealLine,
  type Seal,
} from '@ledgerway/event-store';
import { InMemoryMessageLog } from '@ledgerway/messaging';
import { deriveKey } from '@ledgerway/platform';
import { findAnchors, findPublicKey, type Anchors } from './anchors.js';

const masterKey = Buffer.alloc(32, 9);
const key = new SealKey(deriveKey(masterKey, sealKeyPurpose));
const sealOf = (partition: number): Seal =>
  makeSeal({ partition, last: undefined, hashes: [Buffer.alloc(32, 1)], at: 1 }, key);

const partitionsOf = async (anchors: Anchors, partition: number): Promise<number[]> => {
  const found: number[] = [];
  for await (const seal of anchors.of(partition)) found.push(seal.partition);
  return found;
};

describe('the seals that a log is checked against', () => {
  let data: string;
  let log: InMemoryMessageLog;
  let env: NodeJS.ProcessEnv;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'anchors '));
    log = new InMemoryMessageLog();
    env = { LEDGERWAY_DATA: data };
  });
  afterEach(async () => {
    await log.close();
    rmSync(data, { recursive: true });
  });
  const find = (path?: string) => findAnchors(path, env, () => log);
  const seals = () => join(data, 'seals');

  it('are those of the data directory, one file for each partition', async () => {
    await appendAnchors(anchorFileOf(seals(), 3), [sealOf(3)]);
    const anchors = await find();
    expect([anchors.source, anchors.only]).toEqual([seals(), undefined]);
    expect(await partitionsOf(anchors, 3)).toEqual([3]);
    expect(await partitionsOf(anchors, 4)).toEqual([]);
  });

  it('may be one file, and then speak of one partition', async () => {
    const file = join(data, 'copy.jsonl');
    await appendAnchors(file, [sealOf(5)]);
    const anchors = await find(file);
    expect([anchors.source, anchors.only]).toEqual([file, 5]);
    expect(await partitionsOf(anchors, 5)).toEqual([5]);
  });

  it('are the newest on the message log where there are no files', async () => {
    await log.createTopics([{ topic: topics.seals, partitions: 4, retentionMs: 1 }]);
    await log.publish(topics.seals, [{ partition: 2, value: Buffer.from(sealLine(sealOf(2))) }]);
    const anchors = await find();
    expect(anchors.source).toBe('topic payments.seals');
    expect(await partitionsOf(anchors, 2)).toEqual([2]);
    expect(await partitionsOf(anchors, 3)).toEqual([]);
  });

  it('are refused where there are none', async () => {
    await expect(find(join(data, 'nowhere'))).rejects.toThrow('there is nothing at');
    await expect(find()).rejects.toThrow('none can be read from the message log');
    writeFileSync(join(data, 'empty.jsonl'), '');
    await expect(find(join(data, 'empty.jsonl'))).rejects.toThrow('there is no seal in');
  });

  describe('have to be signed with', () => {
    const pem = key.publicKey.toPem();

    it('the key of the installation', () => {
      writeFileSync(join(data, 'master.key'), `${masterKey.toString('base64')}\n`);
      expect(findPublicKey(undefined, undefined, env)?.toPem()).toBe(pem);
    });

    it('the key beside them where the installation’s is not at hand, or none', async () => {
      expect(findPublicKey(undefined, undefined, env)).toBeUndefined();
      await appendAnchors(anchorFileOf(seals(), 3), [sealOf(3)]);
      writeFileSync(join(seals(), 'public-key.pem'), pem);
      for (const anchors of [undefined, seals(), anchorFileOf(seals(), 3)])
        expect(findPublicKey(undefined, anchors, env)?.toPem()).toBe(pem);
    });

    it('the key that is named, if it is one', () => {
      writeFileSync(join(data, 'master.key'), `${masterKey.toString('base64')}\n`);
      const other = new SealKey(Buffer.alloc(32, 4)).publicKey.toPem();
      writeFileSync(join(data, 'other.pem'), other);
      expect(findPublicKey(join(data, 'other.pem'), undefined, env)?.toPem()).toBe(other);
      writeFileSync(join(data, 'no.pem'), 'no key');
      expect(() => findPublicKey(join(data, 'no.pem'), undefined, env)).toThrow('public key');
    });
  });
});
