// Endpoints are spread over shards by their ids; a shard's endpoints are sent to by one process.
import { crc32 } from 'node:zlib';

/** As many as there are rows in `delivery_shard`. */
export const shardCount = 64;

export const shardOf = (endpointId: string): number => crc32(endpointId) % shardCount;

export const allShards: ReadonlySet<number> = new Set(Array(shardCount).keys());
