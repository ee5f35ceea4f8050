// Answers what the dispatcher asks of payments: events that are not on the topic.
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { encodeEventRecord, type PaymentsQueries } from '@ledgerway/contracts';
import type { EventRecord } from '@ledgerway/contracts';

type Query = PaymentsQueries['payments.event_records'];
type Ask = Query['ask'];

/** Events of a partition behind a position. */
export type EventSource = {
  after(partition: number, position: number, limit: number): readonly EventRecord[];
};

const source = Symbol('event source');

@Controller()
class EventRecordsController {
  constructor(@Inject(source) private readonly events: EventSource) {}

  @MessagePattern('payments.event_records')
  records(@Payload() { partition, after, limit }: Ask): Query['answer'] {
    const records = this.events.after(partition, Number(after), limit);
    return records.map((record) => encodeEventRecord(record).toString());
  }
}

@Module({})
class PaymentsModule {}

/** Listens until closed. */
export async function answerForPayments(
  port: number,
  events: EventSource,
): Promise<{ close(): Promise<void> }> {
  const service = await NestFactory.createMicroservice(
    {
      module: PaymentsModule,
      controllers: [EventRecordsController],
      providers: [{ provide: source, useValue: events }],
    },
    { transport: Transport.TCP, options: { host: '127.0.0.1', port }, logger: false },
  );
  await service.listen();
  return service;
}
