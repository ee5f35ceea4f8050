// Objects as the public API shows them to their owner: what only the gateway knows is put in here,
// the client secrets and the pictures of codes.
import {
  clientSecretOf,
  isClientSecret,
  qrTextOf,
  renderPaymentIntent,
  renderSetupIntent,
  type PublicPaymentIntent,
  type PublicSetupIntent,
} from '@ledgerway/contracts';
import type { StreamState } from '@ledgerway/domain';
import { qrDataUrl } from '../qr/qr-image.js';

export class PublicObjects {
  constructor(private readonly clientSecretKey: Buffer) {}

  clientSecret(id: string): string {
    return clientSecretOf(id, this.clientSecretKey);
  }

  /** Whether the text is the client secret of that intent. */
  isClientSecret(id: string, given: string): boolean {
    return isClientSecret(id, given, this.clientSecretKey);
  }

  async paymentIntent(state: StreamState): Promise<PublicPaymentIntent> {
    const { intent } = state;
    if (intent === null) throw new Error('No payment intent in this stream');
    const text = intent.action?.kind === 'qr_wechat' ? qrTextOf(intent) : null;
    const imageDataUrl = text === null ? null : await qrDataUrl(text);
    return renderPaymentIntent(state, { clientSecret: this.clientSecret(intent.id), imageDataUrl });
  }

  setupIntent(state: StreamState): PublicSetupIntent {
    const { setupIntent } = state;
    if (setupIntent === null) throw new Error('No setup intent in this stream');
    return renderSetupIntent(setupIntent, { clientSecret: this.clientSecret(setupIntent.id) });
  }
}
