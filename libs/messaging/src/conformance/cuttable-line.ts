import { once } from 'node:events';
import {
  connect,
  createServer,
  type AddressInfo,
  type NetConnectOpts,
  type Server,
  type Socket,
} from 'node:net';

/** A loopback line to a server that can be cut, as by a restart of the server. */
export class CuttableLine {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private ownPort = 0;

  private constructor(private readonly target: NetConnectOpts) {}

  static async to(target: NetConnectOpts): Promise<CuttableLine> {
    const line = new CuttableLine(target);
    await line.restore();
    return line;
  }

  /** On 127.0.0.1; the same after each restoration. */
  get port(): number {
    return this.ownPort;
  }

  /** Breaks every connection, and refuses new ones. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
    this.server = undefined;
  }

  async restore(): Promise<void> {
    this.server = createServer((near) => {
      const far = connect(this.target);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
    this.server.listen(this.ownPort, '127.0.0.1');
    await once(this.server, 'listening');
    this.ownPort = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (this.server) await this.cut();
  }
}
