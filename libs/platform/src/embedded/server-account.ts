// PostgreSQL refuses to run as root. Started by root, it therefore runs as somebody else: as the
// user "nobody" where that user may reach the files, else inside a user namespace, where root's
// own files look like nobody's. The second way is what works below a home that only root may enter.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { diesWithParent } from './parent-death.js';

const nobody = 65_534;

/** How PostgreSQL's programs are started, and to whom its files belong (`undefined`: to us). */
export type ServerAccount = {
  prefix: readonly string[];
  owner: { uid: number; gid: number } | undefined;
};

/**
 * @param data where the data lies or will lie; an existing directory keeps its owner if it can.
 * @param paths directories that the server must be able to enter.
 * @param program is run once to see whether the account can.
 * @throws with a way out when no account works.
 */
export function chooseAccount(
  data: string,
  paths: readonly string[],
  program: string,
): ServerAccount {
  if (process.getuid?.() !== 0) return { prefix: diesWithParent('INT'), owner: undefined };
  const existing = statSync(data, { throwIfNoEntry: false });
  const unprivileged = existing && existing.uid !== 0 ? existing : { uid: nobody, gid: nobody };
  const candidates = [asUser(unprivileged.uid, unprivileged.gid), inNamespace()];
  if (existing?.uid === 0) candidates.reverse();
  const account = candidates.find((candidate) => canRun(candidate, paths, program));
  if (account) return account;
  throw new Error(
    `PostgreSQL cannot run as root, and no other user may enter ${paths.join(' or ')}. ` +
      `Start as an ordinary user, or use directories that others may pass through (chmod o+x).`,
  );
}

function asUser(uid: number, gid: number): ServerAccount {
  const prefix = [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--pdeathsig=INT',
    '--',
  ];
  return { prefix, owner: { uid, gid } };
}

function inNamespace(): ServerAccount {
  const mapping = [`--map-user=${nobody}`, `--map-group=${nobody}`];
  const prefix = ['unshare', '--user', ...mapping, '--', 'setpriv', '--pdeathsig=INT', '--'];
  return { prefix, owner: { uid: 0, gid: 0 } };
}

const canEnterAndRun = 'for path do test -x "$path" || exit 1; done; exec "$0" --version';

function canRun(account: ServerAccount, paths: readonly string[], program: string): boolean {
  const [command, ...rest] = account.prefix;
  const args = [...rest, 'sh', '-c', canEnterAndRun, program, ...paths];
  return spawnSync(command!, args, { cwd: '/', stdio: 'ignore', timeout: 10_000 }).status === 0;
}
