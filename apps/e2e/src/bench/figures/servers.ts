// The servers under test, as their users start them, and the control that stands beside them.
import { Deployment, type Kind } from '../../deployment/deployment.js';
import { parentOf } from '../measure/process-tree.js';
import { ChildScript } from '../scripts/child-script.js';

export type Server = {
  readonly name: string;
  readonly base: string;
  readonly secretKey: string;
  /** The process that started all others. */
  readonly roots: readonly number[];
};

export type Servers = {
  readonly deployment: (kind: Kind) => Promise<Deployment>;
  readonly server: (kind: Kind) => Promise<Server>;
  /** The embedded server, keeping no log of its requests. */
  readonly withoutRequestLog: () => Promise<Server>;
  readonly canned: () => Promise<Server>;
  readonly close: () => Promise<void>;
};

/** Each is started when it is first asked for, and stays. */
export function startableServers(): Servers {
  const started = new Map<string, Promise<Deployment>>();
  let cannedScript: ChildScript | undefined;
  let cannedServer: Promise<Server> | undefined;

  const deploymentWith = (
    name: string,
    kind: Kind,
    settings: Record<string, string>,
  ): Promise<Deployment> => {
    const environment = { LEDGERWAY_WEBHOOK_ALLOW: '127.0.0.0/8', ...settings };
    const known = started.get(name) ?? Deployment.start(kind, environment);
    started.set(name, known);
    return known;
  };
  const deployment = (kind: Kind) => deploymentWith(kind, kind, {});
  const startCanned = async (): Promise<Server> => {
    cannedScript = ChildScript.start('canned-server');
    const { port } = await cannedScript.message<{ port: number }>();
    const base = `http://127.0.0.1:${port}`;
    return { name: 'canned answers', base, secretKey: 'none', roots: [cannedScript.pid] };
  };
  return {
    deployment,
    server: async (kind) => serverOf(await deployment(kind)),
    withoutRequestLog: async () => {
      const name = 'no request log';
      const settings = { LEDGERWAY_REQUEST_LOG_DAYS: '0' };
      return { ...serverOf(await deploymentWith(name, 'embedded', settings)), name };
    },
    canned: () => (cannedServer ??= startCanned()),
    close: async () => {
      await cannedScript?.stop();
      for (const one of started.values()) await (await one).destroy();
    },
  };
}

function serverOf({ kind, base, credentials, processes }: Deployment): Server {
  const { standalone, payments = 0 } = processes;
  return {
    name: kind,
    base,
    secretKey: credentials.secret_key,
    roots: [standalone ?? parentOf(payments)],
  };
}
