/** Something to wait for that may happen before anybody waits. */
export class Signal {
  private raised = false;
  private wakeUp: (() => void) | undefined;

  raise(): void {
    this.raised = true;
    this.wakeUp?.();
  }

  /**
   * Resolves when it is raised, was raised since the last wait, or `ms` are over. For one waiter.
   */
  async wait(ms: number): Promise<void> {
    if (!this.raised)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.wakeUp = undefined;
    this.raised = false;
  }
}
