// A log with captured charges of one merchant, written without the service.
import {
  currentSchemaVersion,
  deriveCommandId,
  encodeEvent,
  sandboxCard,
  type EventRecord,
} from '@ledgerway/contracts';
import type { CardSnapshot, StreamEvent } from '@ledgerway/domain';
import { eventHash, genesisHash, type EventStore, type NewEvent } from '@ledgerway/event-store';
import { eventRecordsAfter } from '../src/publisher/event-records.js';
import { RunningPayments } from './running-payments.js';

const at = Date.UTC(2026, 0, 5);
const checks = { cvc: null, addressLine1: null, addressPostalCode: null };
const amount = 2000n;

/** Appends that many charges of 20.00 to the partition; each has three events. @returns the new records */
export async function captureCharges(
  store: EventStore,
  partition: number,
  charges: number,
): Promise<EventRecord[]> {
  const [head] = await store.takeOver([partition], 'spec');
  const { epoch, position, commandOffset } = head!;
  const names = Array.from({ length: charges }, (_, index) => `${partition} ${position} ${index}`);
  const events = names.flatMap(sale);
  const next = { partition, epoch, position, commandOffset, nextCommandOffset: commandOffset };
  await store.append([{ ...next, events }]);
  return eventRecordsAfter(store, partition, position, events.length);
}

function sale(name: string): NewEvent[] {
  const terms = RunningPayments.termsOf(1, sandboxCard('tok_visa') as CardSnapshot);
  const acquirerReference = 'r1';
  const approval = { acquirerReference, authorizationCode: '1', networkTransactionId: '1', checks };
  const captureId = 'sale';
  const final = { final: true, released: 0n, releaseId: null };
  const events: StreamEvent[] = [
    { type: 'ChargeRequested', terms, at },
    { type: 'ChargeAuthorized', approval, amount, expiresAt: at, at },
    {
      ...{ type: 'ChargeCaptured', captureId, amount, fee: 0n, tax: 0n },
      ...{ ...final, acquirerReference, at },
    },
  ];
  let hash: Buffer = genesisHash;
  return events.map((event, index) => {
    const unhashed = {
      streamId: deriveCommandId('stream', name),
      version: index + 1,
      type: event.type,
      schemaVersion: currentSchemaVersion(event.type),
      commandId: deriveCommandId('command', name, event.type),
      commandSeq: 0,
      occurredAt: at,
      data: encodeEvent(event),
      meta: '{}',
    };
    hash = eventHash(hash, unhashed);
    return { ...unhashed, hash };
  });
}
