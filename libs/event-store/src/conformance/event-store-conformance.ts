// What every event store must do. Each adapter's spec runs this suite.
import type { EventStore } from '../port.js';
import { appendBehaviour } from './append-behaviour.js';
import { concurrencyBehaviour } from './concurrency-behaviour.js';
import { readBehaviour } from './read-behaviour.js';
import { snapshotAndParkingBehaviour } from './snapshot-and-parking-behaviour.js';

/** A log with a number of partitions. Each store that is opened is another process on it. */
export type TestLog = { open(): EventStore; drop(): Promise<void> };

export type InstallLog = (partitions: number) => Promise<TestLog>;

/** The log of one group of tests, and a store on it. Tests do not expect it to be empty. */
export type Subject = { readonly store: EventStore; readonly log: TestLog };

export function eventStoreConformance(name: string, install: InstallLog): void {
  describe(`${name} as an event store`, () => {
    let subject: Subject;
    beforeAll(async () => {
      const log = await install(16);
      subject = { log, store: log.open() };
    });
    afterAll(async () => {
      await subject.store.close();
      await subject.log.drop();
    });

    appendBehaviour(() => subject);
    readBehaviour(() => subject);
    snapshotAndParkingBehaviour(() => subject);
    concurrencyBehaviour(() => subject, install);
  });
}
