// Named places where a crash test may end or freeze the process. In production there are none:
// without the variable a failpoint is an empty function, decided once, when this module loads.

/** `exit`: as if the machine had lost power. `pause`: SIGSTOP, until somebody sends SIGCONT. */
type Action = 'exit' | 'pause';
type Armed = { action: Action; hitsLeft: number };

const signalOf: Record<Action, NodeJS.Signals> = { exit: 'SIGKILL', pause: 'SIGSTOP' };

/**
 * @param text `name=exit@3,other=pause`: the action at the n-th hit, the first unless told.
 * @throws on a text that arms nothing: a crash test that does not crash would prove nothing.
 */
export function parseFailpoints(text: string): Map<string, Armed> {
  const armed = text.split(',').map((part): [string, Armed] => {
    const [, name, action, hit = '1'] =
      /^([\w.-]+)=(exit|pause)(?:@(\d+))?$/.exec(part.trim()) ?? [];
    if (name === undefined) throw new Error(`LEDGERWAY_FAILPOINTS: cannot read "${part}"`);
    return [name, { action: action as Action, hitsLeft: Number(hit) }];
  });
  return new Map(armed);
}

export function armFailpoints(
  armed: Map<string, Armed>,
  send: (signal: NodeJS.Signals) => void,
): (name: string) => void {
  return (name) => {
    const point = armed.get(name);
    if (point && --point.hitsLeft === 0) send(signalOf[point.action]);
  };
}

const text = process.env['LEDGERWAY_FAILPOINTS'] ?? '';

/** Marks a place by name: `failpoint('payments.append.before-commit')`. */
export const failpoint: (name: string) => void =
  text === ''
    ? () => undefined
    : armFailpoints(parseFailpoints(text), (signal) => process.kill(process.pid, signal));
