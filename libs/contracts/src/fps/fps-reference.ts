// The reference in an FPS code names the attempt that it pays: the payment intent's core and the
// attempt's number. A code of an earlier attempt so never pays for a later one.
import { base62, fromBase62 } from '../base62.js';
import { parseId, type Core } from '../ids.js';

const coreLength = 22;
/** A reference has at most 25 characters. */
const maxAttempt = 62 ** 3 - 1;

export type FpsReference = { readonly core: Core; readonly attempt: number };

/** @param attempt from 1 to 238327 */
export function fpsReferenceOf(core: Core, attempt: number): string {
  if (!Number.isInteger(attempt) || attempt < 1 || attempt > maxAttempt)
    throw new Error(`No FPS reference for attempt ${attempt}`);
  return core + base62(BigInt(attempt), 1);
}

/** The attempt that a credit pays; undefined for a reference that we never made. */
export function parseFpsReference(text: string): FpsReference | undefined {
  const core = text.slice(0, coreLength);
  const digits = text.slice(coreLength);
  // Without leading zeros, so that an attempt has one reference only.
  if (parseId(`pi_${core}`) === undefined || !/^[1-9A-Za-z][0-9A-Za-z]{0,2}$/.test(digits))
    return undefined;
  return { core, attempt: Number(fromBase62(digits)) };
}
