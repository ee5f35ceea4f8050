// A merchant's server for one endpoint: checks every delivery, misbehaves for a while if it is told
// to, and keeps account of what it accepted.
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net';
import Stripe from 'stripe';
import type { OwnCertificate } from './certificate.js';
import {
  floodBytes,
  isNeverAccepted,
  misbehaviours,
  redirectTarget,
  type MisbehaviourName,
} from './misbehaviours.js';

/** What is known of an event at an endpoint. */
export type Arrival = {
  readonly id: string;
  readonly digest: string;
  /** As the deliveries say it. */
  readonly sequence: number;
  /** Times it was answered with success; more than one is allowed, and is the same event. */
  accepted: number;
  /** Counts the events of the endpoint in the order of their first acceptance; 0: none yet. */
  place: number;
};

const stripe = new Stripe('sk_test_only_checks_signatures');

export class Receiver {
  /** What no honest sender does. */
  readonly complaints: string[] = [];
  readonly arrivals = new Map<string, Arrival>();
  /** Of the endpoint; deliveries are refused without. */
  secret = '';
  misbehaviour: MisbehaviourName | undefined;
  /** Some events it accepts at no attempt. */
  isChoosy = false;
  /** Before a TLS handshake goes on. */
  handshakeDelayMs = 0;
  /** Events that it has accepted. */
  accepted = 0;
  /** Requests, whatever came of them. */
  requests = 0;
  /** Open at once, since it was last told to count anew. */
  mostSockets = 0;
  floodedBytes = 0;
  /** The longest time between two events. */
  longestSilenceMs = 0;
  private lastAcceptedMs: number | undefined;
  private port = 0;
  private readonly sockets = new Set<Socket>();
  /** Speaks HTTP; takes its connections from `door`. */
  private readonly server: Server;
  private readonly door = createSocketServer();

  private constructor(private readonly certificate: OwnCertificate | undefined) {
    const handle = (request: IncomingMessage, response: ServerResponse) => {
      this.receive(request, response).catch(() => response.destroy());
    };
    this.server =
      certificate === undefined
        ? createServer(handle)
        : createSecureServer({ key: certificate.key, cert: certificate.certificate }, handle);
    this.door.on('connection', (socket) => this.admit(socket));
  }

  /** @param certificate makes it an HTTPS server */
  static async start(certificate?: OwnCertificate): Promise<Receiver> {
    const receiver = new Receiver(certificate);
    await receiver.open();
    return receiver;
  }

  get url(): string {
    const scheme = this.certificate === undefined ? 'http' : 'https';
    return `${scheme}://127.0.0.1:${this.port}/hook`;
  }

  get duplicates(): number {
    let more = 0;
    for (const { accepted } of this.arrivals.values()) more += Math.max(0, accepted - 1);
    return more;
  }

  countSocketsAnew(): void {
    this.mostSockets = this.sockets.size;
  }

  /** Listens where it listened before. */
  async open(): Promise<void> {
    this.door.listen(this.port, '127.0.0.1');
    await once(this.door, 'listening');
    this.port = (this.door.address() as AddressInfo).port;
  }

  /** Refuses connections from now on. */
  async close(): Promise<void> {
    const closed = once(this.door, 'close');
    this.door.close();
    this.hangUp();
    await closed;
  }

  /** Behaves from now on; what it has kept waiting breaks off. */
  heal(): void {
    this.misbehaviour = undefined;
    this.handshakeDelayMs = 0;
    this.hangUp();
  }

  private hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private admit(socket: Socket): void {
    this.sockets.add(socket);
    this.mostSockets = Math.max(this.mostSockets, this.sockets.size);
    socket.on('error', () => undefined); // The other side may reset it at any time.
    socket.once('close', () => this.sockets.delete(socket));
    const begin = () => void this.server.emit('connection', socket);
    if (this.handshakeDelayMs === 0) begin();
    else setTimeout(begin, this.handshakeDelayMs);
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.requests += 1;
    if (request.url === redirectTarget) this.complaints.push('a redirect was followed');
    const arrival = this.checked(request, Buffer.concat(chunks));
    if (arrival === undefined) {
      response.writeHead(400).end();
    } else if (this.isChoosy && isNeverAccepted(arrival.id)) {
      response.writeHead(422).end();
    } else if (this.misbehaviour === undefined) {
      response.writeHead(200).end();
      this.accept(arrival);
    } else {
      if (this.misbehaviour.includes('10 MB')) this.floodedBytes += floodBytes;
      if (misbehaviours[this.misbehaviour](response)) this.accept(arrival);
    }
  }

  private accept(arrival: Arrival): void {
    arrival.accepted += 1;
    if (arrival.place > 0) return;
    arrival.place = ++this.accepted;
    const nowMs = performance.now();
    const silentMs = nowMs - (this.lastAcceptedMs ?? nowMs);
    this.longestSilenceMs = Math.max(this.longestSilenceMs, silentMs);
    this.lastAcceptedMs = nowMs;
  }

  /** The event of an honest delivery: signed, and as it was the last time. */
  private checked({ headers }: IncomingMessage, body: Buffer): Arrival | undefined {
    const id = this.signedEventId(String(headers['stripe-signature']), body);
    if (id === undefined) return undefined;
    if (headers['webhook-id'] !== id)
      this.complaints.push(`${id} came as ${String(headers['webhook-id'])}`);
    const digest = hash('sha256', body);
    const sequence = Number(headers['ledgerway-sequence']);
    const known = this.arrivals.get(id);
    if (known !== undefined && known.digest !== digest)
      this.complaints.push(`${id} came with two bodies`);
    if (known !== undefined && known.sequence !== sequence)
      this.complaints.push(`${id} came as number ${known.sequence} and as ${sequence}`);
    const arrival = known ?? { id, digest, sequence, accepted: 0, place: 0 };
    this.arrivals.set(id, arrival);
    return arrival;
  }

  private signedEventId(signature: string, body: Buffer): string | undefined {
    if (this.secret === '') return undefined;
    try {
      return stripe.webhooks.constructEvent(body, signature, this.secret).id;
    } catch (error) {
      this.complaints.push(`a delivery was not signed: ${(error as Error).message}`);
      return undefined;
    }
  }
}
