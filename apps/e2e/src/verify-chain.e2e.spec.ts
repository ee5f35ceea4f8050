// `ledgerway verify-chain` against an administrator of the database who makes everything in it fit.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { eventHash, genesisHash, PostgresEventReader } from '@ledgerway/event-store';
import { eventually } from '@ledgerway/testing';
import { untilGone } from './crash/faults/processes.js';
import { Deployment } from './deployment/deployment.js';

type Report = {
  ok: boolean;
  signatures_checked: boolean;
  first_break: { partition: number; position: number; reason: string } | null;
  partitions: {
    partition: number;
    head: number;
    sealed_through: number;
    anchored_through: number;
  }[];
};

describe('ledgerway verify-chain', () => {
  let deployment: Deployment;
  let owner: pg.Client;
  let reader: PostgresEventReader;

  beforeAll(async () => {
    deployment = await Deployment.start('embedded', { LEDGERWAY_PARTITIONS: '2' });
    const left = readFileSync(join(deployment.directory, 'connections.json'), 'utf8');
    const { databaseUrl } = JSON.parse(left) as { databaseUrl: string };
    owner = new pg.Client({ connectionString: databaseUrl });
    await owner.connect();
    reader = new PostgresEventReader({ url: databaseUrl });
    const stripe = deployment.sdk();
    for (let number = 1; number <= 6; number += 1)
      await stripe.charges.create({ amount: 1000, currency: 'hkd', source: 'tok_visa' });
  }, 180_000);
  afterAll(async () => {
    await reader?.close();
    await owner?.end();
    await deployment?.destroy();
  }, 60_000);

  const chain = async (...options: string[]): Promise<{ code: number; report: Report }> => {
    const { code, output } = await deployment.ledgerway('verify-chain', '--json', ...options);
    return { code, report: JSON.parse(output) as Report };
  };

  it('finds the log whole, and all of it sealed outside within seconds', async () => {
    await eventually(
      async () => {
        const { code, report } = await chain();
        expect(code).toBe(0);
        expect(report).toMatchObject({ ok: true, signatures_checked: true, first_break: null });
        for (const { head, anchored_through } of report.partitions)
          expect(anchored_through).toBe(head);
      },
      { deadlineMs: 40_000 },
    );
    expect(existsSync(join(deployment.directory, 'seals', 'public-key.pem'))).toBe(true);
  }, 60_000);

  it('prints the public key, checks one partition, and takes a file as the anchor', async () => {
    const printed = await deployment.ledgerway('verify-chain', '--print-public-key');
    const kept = readFileSync(join(deployment.directory, 'seals', 'public-key.pem'), 'utf8');
    expect(printed).toMatchObject({
      code: 0,
      output: expect.stringContaining(kept.trim()) as string,
    });
    const file = join(deployment.directory, 'seals', '1.jsonl');
    const { report } = await chain('--anchor', file);
    expect(report.partitions.map(({ partition }) => partition)).toEqual([1]);
    expect((await chain('--partition', '7')).code).toBe(2);
    expect((await deployment.ledgerway('verify-chain', '--anchor', '/nowhere')).code).toBe(2);
  }, 60_000);

  it('does not take seals for good that another key signed', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'other key '));
    const file = join(directory, 'key.pem');
    const { generateKeyPairSync } = await import('node:crypto');
    const { publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(file, publicKey.export({ format: 'pem', type: 'spki' }));
    const { code, report } = await chain('--public-key', file);
    rmSync(directory, { recursive: true });
    expect([code, report.first_break?.reason]).toEqual([1, 'bad_seal']);
  }, 60_000);

  it('names the edited event although every hash and the table of seals were made to fit', async () => {
    const { rows } = await owner.query<{ part: number; pos: string; stream_id: string }>(
      `select part, pos, stream_id from payments.events where type = 'ChargeCaptured' limit 1`,
    );
    const { part, pos, stream_id: streamId } = rows[0]!;
    await owner.query('create table kept as select * from payments.events');
    await owner.query(
      `update payments.events set data = convert_to(
         replace(convert_from(data, 'UTF8'), '"1000"', '"1"'), 'UTF8')
       where part = $1 and pos = $2`,
      [part, pos],
    );
    const stream = (await reader.readStreams([{ partition: part, streamId }])).get(streamId)!;
    let hash = genesisHash;
    for (const event of stream) {
      hash = eventHash(hash, event);
      await owner.query('update payments.events set hash = $1 where part = $2 and pos = $3', [
        hash,
        part,
        event.position,
      ]);
    }
    await owner.query('create table kept_seals as select * from payments.seals');
    await owner.query('delete from payments.seals');
    const { code, report } = await chain();
    const words = await deployment.ledgerway('verify-chain', '--partition', String(part));
    const verified = await deployment.ledgerway('verify');
    await owner.query('insert into payments.seals select * from kept_seals');
    await owner.query(
      `update payments.events e set data = k.data, hash = k.hash from kept k
       where k.part = e.part and k.pos = e.pos`,
    );
    expect(code).toBe(1);
    expect(report.first_break).toMatchObject({
      partition: part,
      position: Number(pos),
      reason: 'rewritten',
    });
    expect(words.output).toContain(
      `BROKEN  partition ${part}, position ${pos}, stream ${streamId}`,
    );
    expect(verified.code).toBe(1);
    expect(verified.output).toContain(`I8 at partition ${part}, position ${pos}, stream`);
    expect((await chain()).code).toBe(0);
  }, 120_000);

  it('verify takes a sample too', async () => {
    expect(await deployment.ledgerway('verify', '--sample', '10%')).toMatchObject({ code: 0 });
    expect(await deployment.ledgerway('verify', '--sample', '0%')).toMatchObject({ code: 2 });
    expect(await deployment.ledgerway('verify', '--full', '--json')).toMatchObject({ code: 0 });
  }, 60_000);
});

describe('a server that dies between the table of seals and the file', () => {
  let deployment: Deployment;
  const environment: Record<string, string> = { LEDGERWAY_PARTITIONS: '1' };
  const charge = () =>
    deployment.sdk().charges.create({ amount: 1000, currency: 'hkd', source: 'tok_visa' });

  beforeAll(async () => {
    deployment = await Deployment.start('embedded', environment);
  }, 180_000);
  afterAll(() => deployment?.destroy(), 60_000);

  it('goes on sealing behind the seal that it had made', async () => {
    await deployment.stop();
    environment['LEDGERWAY_FAILPOINTS'] = 'payments.sealed=exit';
    await deployment.start();
    delete environment['LEDGERWAY_FAILPOINTS'];
    await charge();
    await untilGone(deployment.processes['standalone'] as number);
    const file = join(deployment.directory, 'seals', '0.jsonl');
    expect(existsSync(file)).toBe(false);
    await deployment.start();
    await charge();
    await eventually(
      async () => {
        const { code, output } = await deployment.ledgerway('verify-chain', '--json');
        expect(code).toBe(0);
        const [partition] = (JSON.parse(output) as Report).partitions;
        expect(partition).toMatchObject({ anchored_through: partition!.head });
        expect(readFileSync(file, 'utf8').trim().split('\n').length).toBeGreaterThan(1);
      },
      { deadlineMs: 40_000 },
    );
  }, 120_000);
});
