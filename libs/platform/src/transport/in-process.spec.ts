import 'reflect-metadata';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern, RpcException } from '@nestjs/microservices';
import { firstValueFrom, lastValueFrom, toArray, of } from 'rxjs';
import { InProcessChannel, InProcessClient, InProcessServer } from './in-process.js';

const seen: unknown[] = [];

@Controller()
class Shelf {
  @MessagePattern('books.find')
  find(query: { id: string; at?: Date }) {
    if (query.id === 'missing') throw new RpcException({ code: 'not_found' });
    return { id: query.id, found: new Date(0), hidden: undefined };
  }

  @MessagePattern('books.pages')
  pages() {
    return of(1, 2, 3);
  }

  @EventPattern('books.read')
  read(event: unknown) {
    seen.push(event);
  }
}

@Module({ controllers: [Shelf] })
class Library {}

describe('the in-process transport', () => {
  const channel = new InProcessChannel('library');
  const client = new InProcessClient(channel);
  let service: INestMicroservice;

  beforeAll(async () => {
    const strategy = new InProcessServer(channel);
    service = await NestFactory.createMicroservice(Library, { strategy, logger: false });
    await service.listen();
  });
  afterAll(() => service.close());

  it('answers a query with what JSON carries, no more', async () => {
    const answer = await firstValueFrom(client.send('books.find', { id: 'b1' }));
    expect(answer).toStrictEqual({ id: 'b1', found: '1970-01-01T00:00:00.000Z' });
  });

  it('answers with a refusal as the error', async () => {
    const asked = firstValueFrom(client.send('books.find', { id: 'missing' }));
    await expect(asked).rejects.toEqual({ code: 'not_found' });
  });

  it('streams', async () => {
    expect(await lastValueFrom(client.send('books.pages', {}).pipe(toArray()))).toEqual([1, 2, 3]);
  });

  it('delivers events', async () => {
    await lastValueFrom(client.emit('books.read', { id: 'b1' }), { defaultValue: undefined });
    expect(seen).toEqual([{ id: 'b1' }]);
  });

  it('refuses a query that nobody handles', async () => {
    await expect(firstValueFrom(client.send('books.burn', {}))).rejects.toMatch(/books.burn/);
  });

  it('refuses a query to a service that does not listen', async () => {
    const alone = new InProcessClient(new InProcessChannel('nobody'));
    await expect(firstValueFrom(alone.send('books.find', {}))).rejects.toThrow(/nobody listens/);
  });

  it('refuses what TCP could not carry either', async () => {
    await expect(firstValueFrom(client.send('books.find', { id: 1n }))).rejects.toThrow(/BigInt/);
  });
});
