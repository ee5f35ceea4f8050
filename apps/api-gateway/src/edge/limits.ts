// What one client may take of this process before it is turned away.

export const maxBodyBytes = 1_048_576;
/** Of the request line, and of all header lines together. */
export const maxRequestLineBytes = 16_384;
export const maxHeaderBytes = 16_384;
export const maxIdLength = 255;
/** From the first byte of a request to the end of its headers, and to the end of its body. */
export const headersTimeoutMs = 10_000;
export const requestTimeoutMs = 30_000;
/** How often Node looks for requests past those times; a slow client lives this much longer. */
export const timeoutCheckIntervalMs = 1_000;
/** Longer than the idle time of usual load balancers, so that it is never us who closes first. */
export const keepAliveTimeoutMs = 75_000;
export const maxIdempotencyKeyLength = 255;
/** What is still read, and how long, of a request that was answered before its body had arrived. */
export const lingerBytes = 1_048_576;
export const lingerMs = 1_000;
