// Who waits for a command of the log to be applied. In memory only, like the partitions' ownership.
import type { Owned } from './work.js';

type Wait = {
  readonly owned: Owned;
  readonly offset: bigint;
  readonly resolve: (applied: boolean) => void;
};

export class AppliedOffsets {
  private waits: Wait[] = [];

  /** True once the command at that offset is applied; false if the partition is lost before. */
  wait(owned: Owned, offset: bigint): Promise<boolean> {
    if (owned.commandOffset > offset) return Promise.resolve(true);
    return new Promise((resolve) => this.waits.push({ owned, offset, resolve }));
  }

  /** Answers who need not wait any longer. */
  settle(isOwned: (owned: Owned) => boolean): void {
    this.waits = this.waits.filter(({ owned, offset, resolve }) => {
      const applied = owned.commandOffset > offset;
      if (!applied && isOwned(owned)) return true;
      resolve(applied);
      return false;
    });
  }
}
