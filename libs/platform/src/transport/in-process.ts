// Request and response between two services of one process, without a socket. Everything passes
// through JSON, as it does over TCP: what would not survive there does not survive here either.
import {
  BaseRpcContext,
  ClientProxy,
  Server,
  type CustomTransportStrategy,
  type ReadPacket,
  type WritePacket,
} from '@nestjs/microservices';

type Listener = {
  request(packet: ReadPacket, respond: (answer: WritePacket) => void): () => void;
  event(packet: ReadPacket): Promise<void>;
};

/** A query was sent before its service listens, or after it was closed. */
export class NotListeningError extends Error {
  override readonly name = 'NotListeningError';
  constructor(channel: string) {
    super(`nobody listens on the in-process channel ${channel}`);
  }
}

/** Joins one server to any number of clients. */
export class InProcessChannel {
  private listener: Listener | undefined;

  constructor(readonly name: string) {}

  attach(listener: Listener): void {
    if (this.listener) throw new Error(`the in-process channel ${this.name} already has a server`);
    this.listener = listener;
  }

  detach(): void {
    this.listener = undefined;
  }

  get server(): Listener {
    if (!this.listener) throw new NotListeningError(this.name);
    return this.listener;
  }
}

const throughJson = <T>(value: T): T =>
  value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);

/** `app.connectMicroservice({ strategy: new InProcessServer(channel) })`. */
export class InProcessServer extends Server implements CustomTransportStrategy {
  constructor(private readonly channel: InProcessChannel) {
    super();
  }

  listen(callback: () => void): void {
    this.channel.attach({
      request: (packet, respond) => this.answer(packet, respond),
      event: (packet) =>
        this.handleEvent(
          this.normalizePattern(packet.pattern),
          packet,
          new BaseRpcContext([packet]),
        ),
    });
    callback();
  }

  close(): void {
    this.channel.detach();
  }

  on(): void {
    throw new Error('the in-process transport has no connection events');
  }

  unwrap<T>(): T {
    return this.channel as T;
  }

  private answer(packet: ReadPacket, respond: (answer: WritePacket) => void): () => void {
    const pattern = this.normalizePattern(packet.pattern);
    const handler = this.getHandlerByPattern(pattern);
    let cancelled = false;
    const answerUnlessCancelled = (answer: WritePacket) => {
      if (!cancelled) respond(throughJson(answer));
    };
    if (!handler) {
      answerUnlessCancelled({ err: `no handler for ${pattern}`, isDisposed: true });
    } else {
      const context = new BaseRpcContext([packet]);
      const produce = async () => this.transformToObservable(await handler(packet.data, context));
      void this.handleRequest(context, produce, answerUnlessCancelled);
    }
    return () => (cancelled = true);
  }
}

/** The client side: what a typed query client is given in place of a TCP `ClientProxy`. */
export class InProcessClient extends ClientProxy {
  constructor(private readonly channel: InProcessChannel) {
    super();
  }

  async connect(): Promise<void> {}

  close(): void {}

  unwrap<T>(): T {
    return this.channel as T;
  }

  protected publish(packet: ReadPacket, callback: (answer: WritePacket) => void): () => void {
    try {
      return this.channel.server.request(throughJson(packet), callback);
    } catch (error) {
      callback({ err: error, isDisposed: true });
      return () => undefined;
    }
  }

  protected async dispatchEvent<T>(packet: ReadPacket): Promise<T> {
    await this.channel.server.event(throughJson(packet));
    return undefined as T;
  }
}
