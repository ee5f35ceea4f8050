// The requests of a merchant's server, as its SDK sends them: form bodies, a key on every write.
import { randomBytes } from 'node:crypto';
import type { HttpSender } from './http-sender.js';

const body =
  'amount=2000&currency=usd&source=tok_visa&description=Order+6735&metadata[order_id]=6735&metadata[shop]=main';
const authorizationBody = `${body}&capture=false`;

export class ChargeRequests {
  // Keys of one run differ from those of all others: a repeated key would only be a replay.
  private readonly run = randomBytes(6).toString('hex');
  private sent = 0;

  constructor(
    private readonly sender: HttpSender,
    private readonly secretKey: string,
  ) {}

  /** One complete charge: authorized, captured, answered. */
  readonly charge = (): Promise<Buffer> => this.post('/v1/charges', body);

  readonly retrieve = (id: string): Promise<Buffer> => {
    const headers = ['authorization', `Bearer ${this.secretKey}`];
    return this.sender.send({ method: 'GET', path: `/v1/charges/${id}`, headers, body: null });
  };

  /** The same money in two calls. */
  readonly authorizeAndCapture = async (): Promise<void> => {
    const answer = await this.post('/v1/charges', authorizationBody);
    const { id } = JSON.parse(answer.toString()) as { id: string };
    await this.post(`/v1/charges/${id}/capture`, '');
  };

  private post(path: string, form: string): Promise<Buffer> {
    this.sent += 1;
    const headers = [
      'authorization',
      `Bearer ${this.secretKey}`,
      'content-type',
      'application/x-www-form-urlencoded',
      'idempotency-key',
      `${this.run}-${this.sent}`,
    ];
    return this.sender.send({ method: 'POST', path, headers, body: form });
  }
}
