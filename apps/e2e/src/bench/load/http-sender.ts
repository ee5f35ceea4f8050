// A lean HTTP client: kept connections, prebuilt bodies, no streams.
import { Pool, type Dispatcher } from 'undici';

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: string | Buffer | null;
};

export class HttpSender {
  private readonly pool: Pool;

  constructor(origin: string, connections: number) {
    this.pool = new Pool(origin, { connections, pipelining: 1, keepAliveTimeout: 60_000 });
  }

  /**
   * The answer's body.
   * @throws for any answer but 200: a figure with failed requests would be no figure
   */
  send(request: HttpRequest): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.pool.dispatch(request, new Answer(resolve, reject));
    });
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}

class Answer implements Dispatcher.DispatchHandler {
  private status = 0;
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly resolve: (body: Buffer) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  onRequestStart(): void {}

  onResponseStart(_controller: unknown, status: number): void {
    this.status = status;
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [only] = this.chunks;
    const body = this.chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.chunks);
    if (this.status === 200) this.resolve(body);
    else this.reject(new Error(`Answered ${this.status}: ${body.toString()}`));
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.reject(error);
  }
}
