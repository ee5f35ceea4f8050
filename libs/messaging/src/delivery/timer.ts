/** Runs a task after a delay. A simulation brings one of its own, on virtual time. */
export type Timer = (task: () => void, delayMs: number) => void;

export const realTimer: Timer = (task, delayMs) => void setTimeout(task, delayMs);
