// What somebody who may do everything in the database can do to the log, and how it is found.
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '@ledgerway/testing';
import { appendAt, eventAfter, firstEvent, headAfter } from '../conformance/fixtures.js';
import { eventHash, genesisHash } from '../hash-chain.js';
import type { Head, NewEvent, StoredEvent } from '../port.js';
import type { PostgresEventStore } from '../postgres/postgres-event-store.js';
import { execute, installTestLog } from '../postgres/testing/install-test-log.js';
import { anchorFileOf, appendAnchors, lastAnchor, readAnchors } from '../seals/anchor-file.js';
import { SealKey } from '../seals/seal-key.js';
import { sealSequence } from '../seals/seal-sequence.js';
import { makeSeal, sameSeal, type Seal } from '../seals/seal.js';
import { breakInWords } from './break.js';
import { linkedPages, storedSeals } from './log-pages.js';
import { verifyPartition, type PartitionReport } from './verify-partition.js';
import { verifyStoredPartition } from './verify-stored-partition.js';

const key = new SealKey(Buffer.alloc(32, 7));
const other = new SealKey(Buffer.alloc(32, 8));
const events = 40;
const sealedThrough = 32;
const perSeal = 16;

let database: TestDatabase;
let store: PostgresEventStore;
let directory: string;
let file: string;

beforeAll(async () => {
  database = await testDatabase('tampering');
  store = (await installTestLog(database.url, 2))();
  directory = mkdtempSync(join(tmpdir(), 'anchors '));
  file = anchorFileOf(directory, 0);
  await writeLog();
  await admin(`
    create table events_before as select * from events;
    create table heads_before as select * from heads;
    create table seals_before as select * from seals;`);
});
afterEach(() =>
  admin(`
    truncate events, seals;
    insert into events select * from events_before;
    insert into seals select * from seals_before;
    update heads h set pos = b.pos from heads_before b where b.part = h.part;`),
);
afterAll(async () => {
  await store.close();
  await database.drop();
  rmSync(directory, { recursive: true });
});

const admin = (sql: string) => execute(database.url, sql);

/** Five streams that take turns, so that the events of one do not stand beside each other. */
async function writeLog(): Promise<void> {
  let [head] = await store.takeOver([0], 'owner');
  const streams: NewEvent[] = [];
  for (let n = 0; n < events; n += 1) {
    const event = eventAfter(streams[n % 5]);
    streams[n % 5] = event;
    const append = appendAt(head!, event);
    await store.append([append]);
    head = headAfter(append);
  }
  for (let last: Seal | undefined; (last?.through ?? 0n) < sealedThrough;)
    last = await seal(head!, last);
}

async function seal(head: Head, last: Seal | undefined): Promise<Seal> {
  const hashes = await store.readHashes(0, last?.through ?? 0n, perSeal);
  const made = makeSeal({ partition: 0, last, hashes, at: 1_767_607_200_000 }, key);
  expect(await store.addSeal(made, head.epoch)).toBe('added');
  await appendAnchors(file, [made]);
  return made;
}

async function* none(): AsyncGenerator<Seal> {}

type Asked = { anchored?: boolean; after?: bigint; upTo?: bigint; publicKey?: SealKey };

async function verified(asked: Asked = {}): Promise<PartitionReport> {
  const { anchored = true, publicKey = key, ...range } = asked;
  const headNow = async () => (await store.heads())[0]!.position;
  return verifyPartition({
    partition: 0,
    head: await headNow(),
    headNow,
    pages: (after) => linkedPages(store, 0, after, 7),
    seals: sealSequence({
      anchors: anchored ? readAnchors(file) : none(),
      table: storedSeals(store, 0),
      publicKey: publicKey.publicKey,
    }),
    ...range,
  });
}

const found = async (asked?: Asked) => {
  const { break: one } = await verified(asked);
  return one === null ? null : `${one.position} ${one.reason}`;
};

const edited = `convert_to(replace(convert_from(data, 'UTF8'), '1999', '1'), 'UTF8')`;

/** Edits an event and makes every hash of its stream fit again, as the log itself computes them. */
async function editAndRecompute(position: number): Promise<void> {
  await admin(`update events set data = ${edited} where part = 0 and pos = ${position}`);
  const [changed] = await store.readPartition(0, BigInt(position) - 1n, 1);
  const { streamId } = changed as StoredEvent;
  const stream = (await store.readStreams([{ partition: 0, streamId }])).get(streamId)!;
  let previous = genesisHash;
  for (const event of stream) {
    previous = eventHash(previous, event);
    await admin(
      `update events set hash = '\\x${previous.toString('hex')}'
       where part = 0 and pos = ${event.position}`,
    );
  }
}

describe('a log that nobody touched', () => {
  it('is whole, with and without its anchors', async () => {
    const whole = { events, sealedThrough: BigInt(sealedThrough), break: null };
    expect(await verified()).toMatchObject({ ...whole, anchoredThrough: 32n });
    expect(await verified({ anchored: false })).toMatchObject({ ...whole, anchoredThrough: 0n });
  });

  it('is read from the seal before the place that is asked for, and up to another', async () => {
    expect(await verified({ after: 20n })).toMatchObject({ events: 24, break: null });
    expect(await verified({ after: 33n })).toMatchObject({ events: 7, break: null });
    expect(await verified({ after: 33n, upTo: 35n })).toMatchObject({ events: 2, break: null });
  });

  it('is whole although it grew and was sealed while it was looked at', async () => {
    const [head] = await store.heads();
    const last = await store.lastSeal(0);
    const report = verifyPartition({
      partition: 0,
      head: 30n,
      headNow: async () => head!.position,
      pages: (after) => linkedPages(store, 0, after),
      seals: sealSequence({ anchors: none(), table: storedSeals(store, 0), publicKey: undefined }),
    });
    expect(last!.through).toBe(32n);
    expect(await report).toMatchObject({ events: 30, break: null });
  });
});

describe('a part of the log', () => {
  const part = async (after: bigint, upTo: bigint) => {
    const { break: one } = await verifyStoredPartition(store, { partition: 0, after, upTo });
    return one === null ? null : `${one.position} ${one.reason}`;
  };

  it('is looked at with the seals around it only', async () => {
    expect(await part(0n, 40n)).toBeNull();
    expect(await part(20n, 24n)).toBeNull();
    await admin(`delete from seals where after_pos = 0`);
    expect(await part(20n, 24n)).toBeNull();
  });

  it('shows what is wrong in it, and not what is wrong elsewhere', async () => {
    await admin(`update events set data = ${edited} where part = 0 and pos = 22`);
    expect(await part(20n, 24n)).toBe('22 altered');
    expect(await part(32n, 40n)).toBeNull();
    expect(await part(0n, 12n)).toBeNull();
    await admin(`delete from events where part = 0 and pos = 36`);
    expect(await part(34n, 38n)).toBe('36 missing');
  });
});

describe('what an administrator of the database did', () => {
  it.each([
    ['one flipped byte', `set_byte(data, 3, get_byte(data, 3) # 1)`],
    ['an edited amount', edited],
  ])('is found at its position: %s', async (_what, data) => {
    for (const position of [9, 35]) {
      await admin(`update events set data = ${data} where part = 0 and pos = ${position}`);
      expect(await found()).toBe('9 altered');
    }
    await admin(`update events e set data = b.data from events_before b
                 where b.part = e.part and b.pos = e.pos and e.pos = 9`);
    expect(await found()).toBe('35 altered');
  });

  it.each([
    ['type', `type = 'charge.declined'`],
    ['time', `occurred_at = occurred_at - interval '1 day'`],
    ['command', `command_id = gen_random_uuid()`],
    ['hash', `hash = sha256(hash)`],
  ])('is found at its position: another %s', async (_what, change) => {
    await admin(`update events set ${change} where part = 0 and pos = 18`);
    expect(await found({ anchored: false })).toBe('18 altered');
  });

  it('is found: a deleted event, wherever it stood', async () => {
    for (const position of [36, 12, 1]) {
      await admin(`delete from events where part = 0 and pos = ${position}`);
      expect(await found()).toBe(`${position} missing`);
    }
  });

  it('is found: a deleted end, by the head or by the seal outside', async () => {
    await admin(`delete from events where part = 0 and pos > 38`);
    expect(await found()).toBe('39 missing_tail');
    // The head and the seals in the table were made to fit: only the anchor knows.
    await admin(`delete from events where part = 0 and pos > 20;
                 update heads set pos = 20 where part = 0;
                 delete from seals where through_pos > 20`);
    expect(await found({ anchored: false })).toBeNull();
    expect(await found()).toBe('21 missing_tail');
  });

  const swap = (one: number, two: number) =>
    admin(`update events set pos = 0 where part = 0 and pos = ${one};
           update events set pos = ${one} where part = 0 and pos = ${two};
           update events set pos = ${two} where part = 0 and pos = 0`);

  it('is found: a swapped pair of one stream, and of two', async () => {
    await swap(34, 39);
    expect(await found()).toBe('34 reordered');
    await swap(22, 24);
    expect(await found()).toBe('22 reordered');
    expect(breakInWords((await verified()).break!)).toMatch(
      /^partition 0, position 22, stream \S+, version 5: reordered: it was sealed at position 24$/,
    );
  });

  it('is found: an event whose stream lost the one before it, with the gap closed', async () => {
    await admin(`delete from events where part = 0 and pos = 33;
                 update events set pos = pos - 1 where part = 0 and pos > 33;
                 update heads set pos = pos - 1 where part = 0`);
    expect(await found()).toBe('37 version_gap');
  });

  it('is found at the edited event although all hashes were computed anew', async () => {
    await editAndRecompute(13);
    expect(await found()).toBe('13 rewritten');
    await admin(`delete from seals`);
    expect(await found({ anchored: false })).toBeNull(); // Only the anchor reveals it now.
    expect(await found()).toBe('13 rewritten');
  });

  it('is found: seals of another key over a history that was computed anew', async () => {
    await editAndRecompute(13);
    await admin(`delete from seals`);
    const forged = makeSeal(
      { partition: 0, last: undefined, hashes: await store.readHashes(0, 0n, 40), at: 1 },
      other,
    );
    const [head] = await store.heads();
    expect(await store.addSeal(forged, head!.epoch)).toBe('added');
    expect(await found({ anchored: false })).toBe('40 bad_seal');
    expect(await found({ anchored: false, publicKey: other })).toBeNull();
    expect(await found()).toBe('13 rewritten');
  });

  it('is found: a seal that was taken out of the table', async () => {
    await admin(`delete from seals where after_pos = 0`);
    expect(await found()).toBe('16 bad_seal');
    expect(await found({ anchored: false })).toBe('32 bad_seal');
  });

  it('is found by the root alone, within the positions that it covers, and in any order of them', async () => {
    await admin(`update seals set marks = ''`);
    expect(await found({ anchored: false })).toBeNull();
    await swap(22, 24);
    expect(await found({ anchored: false })).toBe('17 rewritten');
    await editAndRecompute(13);
    expect(await found({ anchored: false })).toBe('1 rewritten');
  });

  it('is found: a root that was changed', async () => {
    await admin(`update seals set root = sha256(root) where after_pos = 0`);
    expect(await found({ anchored: false })).toBe('1 rewritten');
    expect(await found()).toBe('16 bad_seal'); // The one outside counts, and it fits.
  });
});

describe('the file of anchors', () => {
  it('goes on behind a line that a crash cut off, and may say a seal twice', async () => {
    const copy = join(directory, 'copy.jsonl');
    const [first, second] = [...(await store.readSeals(0, 0n, 2))];
    await appendAnchors(copy, [first!]);
    appendFileSync(copy, '{"v":1,"partition":0,"after":"16"');
    await appendAnchors(copy, [second!]);
    await appendAnchors(copy, [first!]);
    const seals: Seal[] = [];
    for await (const one of readAnchors(copy)) seals.push(one);
    expect(seals.map(({ through }) => through)).toEqual([16n, 32n]);
    expect(sameSeal(seals[1]!, second!)).toBe(true);
    expect((await lastAnchor(copy))?.through).toBe(32n);
    expect(readFileSync(copy, 'utf8').split('\n')).toHaveLength(5);
    expect(await lastAnchor(join(directory, 'none.jsonl'))).toBeUndefined();
  });

  it('is refused if it says two things about the same positions', async () => {
    const copy = join(directory, 'forked.jsonl');
    const hashes = (_: unknown, index: number) => eventHash(genesisHash, firstEventOf(index));
    const made = (at: number) =>
      makeSeal(
        { partition: 0, last: undefined, hashes: Array.from({ length: 2 }, hashes), at },
        key,
      );
    await appendAnchors(copy, [made(1), made(2)]);
    const read = async () => {
      for await (const _ of readAnchors(copy));
    };
    await expect(read()).rejects.toThrow('two seals that end at position 2');
  });

  const firstEventOf = (index: number) => firstEvent({ data: Buffer.from(String(index)) });
});

describe('the table of seals', () => {
  const next = async (at = 1) => {
    const last = await store.lastSeal(0);
    const hashes = await store.readHashes(0, last!.through, 4);
    return makeSeal({ partition: 0, last, hashes, at }, key);
  };

  it('takes the next seal of the owner, once, and no other', async () => {
    const [head] = await store.heads();
    const [seal, rival] = [await next(), await next(2)];
    expect(await store.addSeal(seal, head!.epoch - 1n)).toBe('fenced');
    const both = await Promise.all([seal, rival].map((one) => store.addSeal(one, head!.epoch)));
    expect(both.toSorted()).toEqual(['added', 'fenced']);
    expect((await store.lastSeal(0))!.through).toBe(36n);
  });

  it('takes no seal of positions that the log does not have', async () => {
    const [head] = await store.heads();
    const seal = await next();
    expect(await store.addSeal({ ...seal, through: 41n }, head!.epoch)).toBe('fenced');
  });

  it('cannot be changed by the service itself', async () => {
    for (const sql of ['delete from seals', 'update seals set root = root'])
      await expect(execute(database.url, sql, 'ledgerway_payments')).rejects.toThrow('denied');
  });
});
