import { eventually, ManualClock } from '@ledgerway/testing';
import {
  freshInstallationForEachTest,
  installation,
  log,
  sending,
  sink,
  take,
} from '../../test/deliveries-fixture.js';
import { merchantId } from '../../test/written-log.js';

freshInstallationForEachTest();

const minuteMs = 60_000;
const requestsTo = (path: string) => sink.requests.filter((one) => one.path === path).length;

/** Waits until every delivery was tried so often, and none is under way. */
const allTried = (times: number) =>
  eventually(async () =>
    expect(
      await installation.rows('select distinct attempts from delivery where owner_epoch is null'),
    ).toEqual([{ attempts: times }]),
  );

describe('a test clock that is moved on', () => {
  it('makes retries due in test mode of that account, and nowhere else', async () => {
    const paths = ['/mine', '/live', '/other'];
    for (const path of paths) sink.on(path, { status: 500 });
    const process = await sending({ clock: new ManualClock(Date.now()) });
    await process.endpoint(sink.url('/mine'));
    await process.endpoint(sink.url('/live'), { livemode: true });
    await process.endpoint(sink.url('/other'), { merchantId: 'acct_other' });
    log.authorize();
    log.authorize({ livemode: true });
    log.authorize({ merchant: 'acct_other' });
    await process.ingest.handle(log.batch());
    await allTried(1);
    await process.clocks.set(merchantId, 5 * minuteMs);
    await eventually(async () => expect(requestsTo('/mine')).toBe(2));
    await eventually(async () =>
      expect(await installation.count('delivery', 'attempts = 2 and owner_epoch is null')).toBe(1),
    );
    expect(paths.map(requestsTo)).toEqual([2, 1, 1]);
  });

  it('keeps the pauses of the schedule by its own time', async () => {
    sink.on('/hook', { status: 500 });
    const clock = new ManualClock(Date.now());
    const process = await sending({ clock });
    const dueAt = async () =>
      (await installation.rows<{ next_at: Date }>('select next_at from delivery'))[0]!.next_at;
    await process.endpoint(sink.url('/hook'));
    await process.clocks.set(merchantId, 60 * minuteMs);
    await take(process, 1);
    await allTried(1);
    expect(await dueAt()).toEqual(new Date(clock.now() + 65 * minuteMs));
    await process.clocks.set(merchantId, 65 * minuteMs);
    await allTried(2);
    expect(await dueAt()).toEqual(new Date(clock.now() + 90 * minuteMs));
    clock.advance(25 * minuteMs); // Real time passes for it, too.
    await allTried(3);
  });
});
