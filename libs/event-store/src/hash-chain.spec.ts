import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { eventAfter, firstEvent } from './conformance/fixtures.js';
import { eventHash, genesisHash, verifyStream, type HashedEvent } from './hash-chain.js';
import type { NewEvent } from './port.js';

const event: HashedEvent = {
  streamId: '01920000-0000-7000-8000-000000000001',
  version: 1,
  type: 'charge.requested',
  schemaVersion: 1,
  commandId: '01920000-0000-7000-8000-000000000002',
  commandSeq: 0,
  occurredAt: 1_767_607_200_123,
  data: Buffer.from('{}'),
};

describe('the hash of an event', () => {
  it('is the SHA-256 of the documented bytes', () => {
    const bytes =
      '18:ledgerway/event/v1,36:01920000-0000-7000-8000-000000000001,1:1,16:charge.requested,1:1,' +
      '36:01920000-0000-7000-8000-000000000002,1:0,13:1767607200123,2:{},32:' +
      '\0'.repeat(32) +
      ',';
    expect(eventHash(genesisHash, event)).toEqual(createHash('sha256').update(bytes).digest());
  });

  it('covers every field and the hash before it', () => {
    const changed: Partial<HashedEvent>[] = [
      { streamId: event.commandId },
      { version: 2 },
      { type: 'charge.requeste' },
      { schemaVersion: 2 },
      { commandId: event.streamId },
      { commandSeq: 1 },
      { occurredAt: event.occurredAt + 1 },
      { data: Buffer.from('{ }') },
    ];
    const hashes = changed.map((change) => eventHash(genesisHash, { ...event, ...change }));
    hashes.push(eventHash(genesisHash, event), eventHash(Buffer.alloc(32, 1), event));
    expect(new Set(hashes.map((hash) => hash.toString('hex'))).size).toBe(hashes.length);
  });

  it('does not let a byte move from one field to the next', () => {
    const moved = fc.record({ type: fc.string(), data: fc.string() });
    fc.assert(
      fc.property(moved, moved, (a, b) => {
        const hashOf = ({ type, data }: typeof a) =>
          eventHash(genesisHash, { ...event, type, data: Buffer.from(data) });
        expect(hashOf(a).equals(hashOf(b))).toBe(a.type === b.type && a.data === b.data);
      }),
    );
  });
});

describe('verifying a stream', () => {
  const first = firstEvent();
  const second = eventAfter(first);
  const third = eventAfter(second);
  const stream = [first, second, third];
  const broken = (...events: NewEvent[]) => verifyStream(events);

  it('follows the chain to its tip', () => {
    const { hash } = third;
    expect(verifyStream(stream)).toEqual({ ok: true, tip: { version: 3, hash } });
    expect(verifyStream([])).toEqual({ ok: true, tip: { version: 0, hash: genesisHash } });
  });

  it('goes on from a known tip, and from no other', () => {
    expect(verifyStream([third], second)).toMatchObject({ ok: true });
    expect(verifyStream([third], { version: 2, hash: first.hash })).toEqual({
      ok: false,
      break: { version: 3, reason: 'altered' },
    });
  });

  it('finds the first event that was altered', () => {
    const altered = { ...second, data: Buffer.from('{"amount":"1998"}') };
    expect(broken(first, altered, third)).toEqual({
      ok: false,
      break: { version: 2, reason: 'altered' },
    });
  });

  it('finds an altered event whose hash was made to fit by the one that follows', () => {
    const altered = eventAfter(first, { data: Buffer.from('{"amount":"1998"}') });
    expect(broken(first, altered, third)).toEqual({
      ok: false,
      break: { version: 3, reason: 'altered' },
    });
  });

  it('finds a gap and an event of another stream', () => {
    expect(broken(first, third)).toEqual({ ok: false, break: { version: 3, reason: 'gap' } });
    expect(broken(second)).toEqual({ ok: false, break: { version: 2, reason: 'gap' } });
    const foreign = eventAfter(first, { streamId: firstEvent().streamId });
    expect(broken(first, foreign)).toEqual({ ok: false, break: { version: 2, reason: 'foreign' } });
  });
});
