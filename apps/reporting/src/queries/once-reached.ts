import { RpcException } from '@nestjs/microservices';
import type { Positions } from '@ledgerway/contracts';
import { NotReached, type ReachedPositions } from '../projection/reached-positions.js';

/** Answers once the read models have what the asker knows of; refuses rather than hide it. */
export async function onceReached<T>(
  reached: ReachedPositions,
  after: Positions,
  answer: () => Promise<T>,
): Promise<T> {
  try {
    await reached.waitFor(after);
  } catch (error) {
    throw error instanceof NotReached ? new RpcException(error.message) : error;
  }
  return answer();
}
