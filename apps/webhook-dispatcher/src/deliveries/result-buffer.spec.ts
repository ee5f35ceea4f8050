import { createLogger } from '@ledgerway/platform';
import { ManualClock } from '@ledgerway/testing';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer } from '../delivery/exchange.js';
import { untouched } from './attempt.js';
import type { ClaimedDelivery } from './claims.js';
import { Lanes } from './lanes.js';
import { Requests } from './requests.js';
import { ResultBuffer } from './result-buffer.js';
import type { Result } from './results.js';
import { RetrySchedule } from './retry-schedule.js';

const logger = createLogger({ name: 'spec', level: 'silent' });
const delivery = (deliveryId: string, orderKey: string | null = null) =>
  ({
    deliveryId,
    eventId: 'evt_1',
    endpointId: 'we_1',
    eventType: 'charge.succeeded',
    attempts: 0,
    nextAt: new Date(0),
    aheadMs: 0,
    pool: 'event',
    trigger: 'event',
    sequence: '1',
    objectVersion: null,
    orderKey,
    body: Buffer.from('{}'),
  }) as ClaimedDelivery;

function bufferOver(write: (batch: readonly Result[]) => Promise<number>) {
  const missing: number[] = [];
  const written: string[] = [];
  const buffer = new ResultBuffer({
    results: { write },
    epoch: 1n,
    now: () => 0,
    logger,
    onWritten: (batch) => written.push(...batch.map((result) => result.delivery.deliveryId)),
    onMismatch: (count) => missing.push(count),
  });
  const add = (...ids: string[]) => ids.forEach((id) => buffer.add(untouched(delivery(id))));
  return { buffer, add, missing, written };
}

describe('results on their way to the database', () => {
  it('are written in batches, all that came while the last one was written together', async () => {
    const sizes: number[] = [];
    const { buffer, add, written } = bufferOver(async (batch) => {
      sizes.push(batch.length);
      if (sizes.length === 1) add('2', '3', '4');
      return batch.length;
    });
    add('1');
    expect(buffer.held).toEqual(['1']);
    await buffer.idle();
    expect(sizes).toEqual([1, 3]);
    expect(written).toEqual(['1', '2', '3', '4']);
    expect(buffer.size).toBe(0);
  });

  it('wait for company, but not when others are in line behind one of them', async () => {
    const { buffer, add, written } = bufferOver(async (batch) => batch.length);
    add('1');
    await nextTurn();
    buffer.add(untouched(delivery('2', 'ch_1')));
    await nextTurn();
    expect(written).toEqual(['1', '2']);
  });

  it('raise an alarm when fewer deliveries were ours than were written', async () => {
    const { buffer, add, missing } = bufferOver(async (batch) => batch.length - 1);
    add('1', '2');
    await buffer.idle();
    expect(missing).toEqual([1]);
  });

  it('are written again after a failure, which is no alarm if it had been written', async () => {
    let tries = 0;
    const { buffer, add, missing, written } = bufferOver(async () => {
      if (++tries < 3) throw new Error('connection lost');
      return 0;
    });
    add('1');
    await buffer.idle();
    expect(written).toEqual(['1']);
    expect(missing).toEqual([]);
  });

  it('are left to the next owner when they are given up', async () => {
    const { buffer, add, written } = bufferOver(() =>
      Promise.reject(new Error('database is down')),
    );
    add('1');
    await nextTurn();
    buffer.abandon();
    await buffer.idle();
    expect(written).toEqual([]);
  });

  it('stop the sending when too many wait', async () => {
    const { buffer } = bufferOver(() => new Promise(() => undefined));
    const pauses = { breakerPauseMs: 1, maxBreakerPauseMs: 1 };
    const lane = { startInFlight: 8, maxInFlight: 8, maxAhead: 64, ...pauses };
    const lanes = new Lanes({ maxInFlight: 8, maxClaimed: 100, lane });
    lanes.of('we_1').profile = {
      endpointId: 'we_1',
      revision: '1',
      enabled: true,
      livemode: false,
      url: new URL('https://shop.example/'),
      secrets: [],
      customHeaders: [],
      ratePerS: null,
      timeoutMs: null,
      retryDelaysS: null,
      ordered: false,
    };
    let posts = 0;
    const post = async (): Promise<Answer> => {
      posts += 1;
      return {
        ...{ kind: 'answered', status: 200, retryAfter: null, asked: null },
        ...{ response: Buffer.alloc(0), responseHeaders: {}, remoteIp: '127.0.0.1' },
        timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1 },
      };
    };
    const options = {
      sender: { post },
      schedule: new RetrySchedule(1, () => 0.5),
      clock: new ManualClock(),
      logger,
      maxUnwritten: 10,
      onClosing: async () => undefined,
      health: { note: () => undefined },
    };
    const requests = new Requests(options, lanes, buffer, () => undefined);
    for (let i = 0; i < 50; i++) lanes.add(delivery(String(i)));
    requests.pump();
    while (requests.held.length > 0) await nextTurn();
    expect(posts).toBe(10);
  });
});
