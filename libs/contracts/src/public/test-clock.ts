import { publicTime } from './amount.js';

/** A test clock; times are milliseconds. */
export type TestClock = {
  readonly id: string;
  readonly name: string | null;
  readonly frozenAtMs: number;
  readonly createdAtMs: number;
};

const lifetimeMs = 30 * 24 * 60 * 60 * 1000;

/** The `test_helpers.test_clock` object. What an advance makes due is done when it is answered. */
export const renderTestClock = ({ id, name, frozenAtMs, createdAtMs }: TestClock) => ({
  id,
  object: 'test_helpers.test_clock' as const,
  created: publicTime(createdAtMs),
  deletes_after: publicTime(createdAtMs + lifetimeMs),
  frozen_time: publicTime(frozenAtMs),
  livemode: false,
  name,
  status: 'ready' as const,
  status_details: {},
});
