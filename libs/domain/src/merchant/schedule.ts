// When payouts leave and arrive, and when a schedule makes them. All days are UTC.
import type { Timestamp } from '../charge/model.js';
import { dayMs, startOfUtcDay } from '../ledger/availability.js';
import type { PayoutSchedule } from './model.js';

/** A payout leaves at the start of the next day and is with the bank a day later. */
export const payoutDates = (createdAt: Timestamp) => ({
  sentAt: startOfUtcDay(createdAt) + dayMs,
  arrivalAt: startOfUtcDay(createdAt) + 2 * dayMs,
});

/** The first time after `after` at which the schedule pays; null if it never does by itself. */
export function nextRun(schedule: PayoutSchedule, after: Timestamp): Timestamp | null {
  const tomorrow = startOfUtcDay(after) + dayMs;
  switch (schedule.interval) {
    case 'manual':
      return null;
    case 'daily':
      return tomorrow;
    case 'weekly': {
      const days = (schedule.weeklyAnchor - new Date(tomorrow).getUTCDay() + 7) % 7;
      return tomorrow + days * dayMs;
    }
    case 'monthly': {
      const thisMonth = dayOfMonth(tomorrow, 0, schedule.monthlyAnchor);
      return thisMonth >= tomorrow ? thisMonth : dayOfMonth(tomorrow, 1, schedule.monthlyAnchor);
    }
  }
}

/** The anchor day of the month `months` after that of `ms`, or its last day if it is shorter. */
function dayOfMonth(ms: Timestamp, months: number, anchor: number): Timestamp {
  const date = new Date(ms);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(anchor, lastDay));
}
