import { spawnSync } from 'node:child_process';

let available: boolean | undefined;

/**
 * A command prefix with which the system itself sends the program `signal` when this process dies,
 * even by kill -9. Empty where util-linux is missing: the next start then clears up.
 */
export function diesWithParent(signal: 'INT' | 'KILL'): string[] {
  available ??= spawnSync('setpriv', ['--pdeathsig=KILL', 'true']).status === 0;
  return available ? ['setpriv', `--pdeathsig=${signal}`, '--'] : [];
}
