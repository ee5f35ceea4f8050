// The topics of the log and their numbers. A topic never changes once it exists, so what was looked
// up holds.
import type pg from 'pg';
import type { TopicDefinition } from '../port.js';

export type Topic = { readonly id: number; readonly partitions: number };

const findSql = `select topic_id as id, partitions from topics where topic = $1`;

const createSql = `
insert into topics (topic, partitions, retention_ms) values ($1, $2, $3)
on conflict (topic) do nothing`;

const createHeadsSql = `
insert into heads (topic_id, partition)
select topic_id, generate_series(0, partitions - 1) from topics where topic = $1
on conflict do nothing`;

export class TopicCatalog {
  private readonly known = new Map<string, Promise<Topic>>();

  constructor(private readonly pool: Pick<pg.Pool, 'query'>) {}

  /** @throws if there is no such topic */
  find(topic: string): Promise<Topic> {
    const known = this.known.get(topic);
    if (known) return known;
    const found = this.pool.query<Topic>(findSql, [topic]).then(({ rows: [row] }) => {
      if (row === undefined) throw new Error(`No such topic: ${topic}`);
      return row;
    });
    this.known.set(topic, found);
    found.catch(() => this.known.delete(topic));
    return found;
  }

  /** @throws if it exists with another number of partitions */
  async create({ topic, partitions, retentionMs }: TopicDefinition): Promise<void> {
    await this.pool.query(createSql, [topic, partitions, retentionMs]);
    const found = await this.find(topic);
    if (found.partitions !== partitions)
      throw new Error(`Topic ${topic} has ${found.partitions} partitions, not ${partitions}`);
    await this.pool.query(createHeadsSql, [topic]);
  }
}
