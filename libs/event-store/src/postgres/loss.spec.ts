// A reader that follows a log by position can lose what commits late. Sequences lose events this
// way as soon as two writers overlap; readers that wait for old transactions stand still when an
// unrelated one stays open. Ours does neither: a position is there only when all before it are.
import pg from 'pg';
import { testDatabase } from '@ledgerway/testing';
import { tail, write } from '../conformance/fixtures.js';
import { installTestLog } from './testing/install-test-log.js';

it('a reader loses nothing from 16 writers beside an unrelated open transaction', async () => {
  const [database, unrelated] = [await testDatabase('loss'), await testDatabase('unrelated')];
  const open = await installTestLog(database.url, 16);
  const bystander = new pg.Client({ connectionString: unrelated.url });
  await bystander.connect();
  await bystander.query('create table unrelated (n integer)');
  await bystander.query('begin');
  await bystander.query('insert into unrelated values (1)');

  const reader = open();
  const writers = Array.from({ length: 16 }, () => open());
  const runs = writers.map(async (writer, partition) => {
    const [head] = await writer.takeOver([partition], `writer ${partition}`);
    const [written, seen] = await Promise.all([
      write(writer, head!, 40),
      tail(reader, head!, head!.position + 200n),
    ]);
    expect(seen.map(({ streamId }) => streamId)).toEqual(written);
    return seen.length;
  });
  const delivered = await Promise.all(runs);
  expect(delivered.reduce((sum, count) => sum + count, 0)).toBe(3_200);

  await bystander.query('commit');
  await bystander.end();
  await Promise.all([reader, ...writers].map((store) => store.close()));
  await Promise.all([database.drop(), unrelated.drop()]);
});
