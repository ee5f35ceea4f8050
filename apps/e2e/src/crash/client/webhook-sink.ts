// The merchant's webhook endpoint: checks every signature, refuses some deliveries at first, and
// keeps what it accepted.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';

export type ReceivedEvent = {
  readonly id: string;
  readonly type: string;
  /** Of the object that the event is about; a bank transfer goes by the bank's name for it. */
  readonly objectId: string;
  /** Times it was accepted; more than one is allowed, and is the same event. */
  accepted: number;
};

type Seen = { readonly digest: string; readonly event: ReceivedEvent };

export class WebhookSink {
  /** What no honest sender does: bad signatures, and bodies that changed between attempts. */
  readonly complaints: string[] = [];
  /** Empty until the endpoint was created; deliveries are refused meanwhile. */
  secret = '';
  private readonly seen = new Map<string, Seen>();
  private readonly stripe = new Stripe('sk_test_only_checks_signatures');

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.receive(request).then(
        (status) => response.writeHead(status).end(),
        () => response.destroy(),
      );
    });
  }

  static async start(): Promise<WebhookSink> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebhookSink(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhooks`;
  }

  get received(): ReceivedEvent[] {
    return [...this.seen.values()].map(({ event }) => event).filter(({ accepted }) => accepted > 0);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async receive(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const event = this.verified(body, String(request.headers['stripe-signature']));
    if (event === undefined) return 400;
    const digest = createHash('sha256').update(body).digest('hex');
    const known = this.seen.get(event.id);
    if (known !== undefined && known.digest !== digest)
      this.complaints.push(`event ${event.id} came with two bodies`);
    const object = event.data.object as { id: string; bank_reference?: string };
    const objectId = object.bank_reference ?? object.id;
    const seen = known ?? {
      digest,
      event: { id: event.id, type: event.type, objectId, accepted: 0 },
    };
    this.seen.set(event.id, seen);
    // One event in sixteen is refused at its first attempt, so that retries are part of every round.
    if (known === undefined && digest.endsWith('0')) return 500;
    seen.event.accepted += 1;
    return 200;
  }

  private verified(body: Buffer, signature: string): Stripe.Event | undefined {
    if (this.secret === '') return undefined;
    try {
      return this.stripe.webhooks.constructEvent(body, signature, this.secret);
    } catch (error) {
      this.complaints.push(`a delivery was not signed: ${(error as Error).message}`);
      return undefined;
    }
  }
}
