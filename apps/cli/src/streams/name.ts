// Which stream is meant: by the id of anything that stands in it, or by its own id in the log.
import { coreOf, parseId, partitionOf, streamIdOf } from '@ledgerway/contracts';
import { Failure } from '../terminal/failure.js';

export type NamedStream = { readonly partition: number; readonly streamId: string };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * @param id such as `ch_…`, `re_…`, `po_…`, or the stream's UUID
 * @param partitions of the installation
 * @throws Failure if nothing can have that id
 */
export function streamNamed(id: string, partitions: number): NamedStream {
  const core = uuid.test(id) ? coreOf(id) : parseId(id)?.core;
  if (core === undefined)
    throw new Failure(`'${id}' is no id: expected such as ch_…, pi_…, po_…, or a stream's UUID`);
  return { partition: partitionOf(core, partitions), streamId: streamIdOf(core) };
}
