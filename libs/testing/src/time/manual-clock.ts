import type { Clock } from '@ledgerway/platform';

/** A clock that moves only when it is told to. */
export class ManualClock implements Clock {
  private time: number;

  constructor(start: number | string = '2026-01-05T10:00:00Z') {
    this.time = typeof start === 'number' ? start : Date.parse(start);
  }

  now(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }

  set(time: number | string): void {
    this.time = typeof time === 'number' ? time : Date.parse(time);
  }
}
