// A network between a store and its server that breaks when it is told to.
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

export type Fault =
  /** The request is lost with the connection: the server never sees it. */
  | 'lose the request'
  /** The server answers, but the connection breaks before the answer arrives. */
  | 'lose the answer'
  /** The connection breaks for the client, while the server goes on with its request. */
  | 'leave the server working';

export class FaultyNetwork {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private faults: Fault[] = [];
  private waiting: Socket[] | undefined;

  private constructor(private readonly target: URL) {
    this.server = createServer((client) =>
      this.waiting ? this.waiting.push(client) : this.forward(client),
    );
  }

  static async to(url: string): Promise<FaultyNetwork> {
    const network = new FaultyNetwork(new URL(url));
    network.server.listen(0, '127.0.0.1');
    await once(network.server, 'listening');
    return network;
  }

  /** The target as it is reached through this network. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as { port: number }).port);
    return url.toString();
  }

  /** These faults happen to the next appends, one to each. */
  fail(...faults: Fault[]): void {
    this.faults = faults;
  }

  get faultsLeft(): number {
    return this.faults.length;
  }

  /** New connections wait until they are let in. */
  hold(): void {
    this.waiting = [];
  }

  letIn(): void {
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    for (const client of waiting) this.forward(client);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  /** A host that is a directory means the server's local socket in it, as everywhere in PostgreSQL. */
  private targetAddress(): NetConnectOpts {
    const host = decodeURIComponent(this.target.hostname);
    const port = Number(this.target.port || 5432);
    return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
  }

  private forward(client: Socket): void {
    const server = connect(this.targetAddress());
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
    }
    let fault: Fault | undefined;
    client.on('data', (request) => {
      // The statement's name travels with every execution of it, its text only with the first.
      if (request.includes('append\0')) fault = this.faults.shift();
      if (fault === 'lose the request') return (client.destroy(), server.destroy());
      server.write(request);
      if (fault === 'leave the server working') client.destroy();
    });
    server.on('data', (answer) => {
      if (fault === 'lose the answer') return (client.destroy(), server.destroy());
      client.write(answer);
    });
    client.on('close', () => fault ?? server.end());
    server.on('close', () => client.end());
  }
}
