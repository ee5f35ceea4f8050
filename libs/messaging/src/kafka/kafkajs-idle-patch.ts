// kafkajs 2.2.4 checks its request queue by a timer that is armed again at once, also when nothing
// is queued: a 1 ms loop per connection, 4 to 6 % of a core at rest, and a TimeoutNegativeWarning
// on Node 24. This arms the timer only while there is something to check.
// @ts-expect-error: the inside of kafkajs has no types.
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

type Queue = {
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  readonly throttledUntil: number;
  readonly pending: readonly unknown[];
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
};

const recheckMs = 10;

(RequestQueue.prototype as Queue).scheduleCheckPendingRequests = function (this: Queue) {
  if (this.throttleCheckTimeoutId) return;
  let delayMs = this.throttledUntil - Date.now();
  if (delayMs <= 0) {
    if (this.pending.length === 0) return;
    delayMs = recheckMs;
  }
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  }, delayMs);
};
