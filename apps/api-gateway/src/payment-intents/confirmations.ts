// What a confirmation brings along. All its ids derive from the operation that asks for it, so that
// an operation that is repeated begins one attempt.
import {
  deriveSuffix,
  fpsReferenceOf,
  idOf,
  type ConfirmPaymentIntentParams,
  type Core,
  type Tenant,
} from '@ledgerway/contracts';
import type { Confirmation } from '@ledgerway/domain';
import type { MerchantNames } from '../accounts/merchant-names.js';
import type { Operation } from '../idempotency/operation.js';

type Asked = Pick<
  ConfirmPaymentIntentParams,
  'error_on_requires_action' | 'off_session' | 'return_url'
>;

/** The FPS identifier that credits of the sandbox are for; merchants have none of their own there. */
const sandboxFpsId = '1660886';

/** References number the attempts of an intent with up to three characters. */
const referenceNumbers = 62 ** 3 - 1;

export class Confirmations {
  constructor(
    private readonly names: MerchantNames,
    /** Where the payer’s pages live; known once the gateway listens. */
    private readonly pagesUrl: () => string,
  ) {}

  async of(
    { merchantId }: Tenant,
    operation: Operation,
    core: Core,
    asked: Asked,
  ): Promise<Confirmation> {
    const confirmId = operation.commandId();
    const { off_session: offSession = 'false' } = asked;
    return {
      confirmId,
      chargeId: idOf('ch', core, deriveSuffix(confirmId, 'charge')),
      reference: fpsReferenceOf(core, referenceNumber(confirmId)),
      returnUrl: asked.return_url ?? null,
      offSession: offSession.toLowerCase() !== 'false',
      errorOnRequiresAction: asked.error_on_requires_action ?? false,
      pagesUrl: this.pagesUrl(),
      merchantName: await this.names.of(merchantId),
      fpsId: sandboxFpsId,
    };
  }
}

const referenceNumber = (confirmId: string) =>
  1 + (Number.parseInt(confirmId.slice(0, 8), 16) % referenceNumbers);
