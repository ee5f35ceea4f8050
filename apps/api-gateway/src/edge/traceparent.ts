// The trace that a request belongs to, as W3C Trace Context has it. Nothing is recorded here; it is
// passed on to whoever gets the events that the request causes.
import type { IncomingHttpHeaders } from 'node:http';

// Version 00, where neither the trace nor the parent may be all zeros.
const shape = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/** Undefined if there is none, or what stands there is none. */
export function traceparentOf({ traceparent }: IncomingHttpHeaders): string | undefined {
  return typeof traceparent === 'string' && shape.test(traceparent) ? traceparent : undefined;
}
