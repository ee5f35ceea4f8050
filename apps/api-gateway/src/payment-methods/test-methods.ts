// `pm_card_visa` and its like: whoever uses one in test mode gets a method of its own.
import { sandboxCard, type Tenant } from '@ledgerway/contracts';

export const isTestMethodName = (id: string): boolean =>
  id.startsWith('pm_card_') && sandboxCard(id) !== undefined;

/** Live mode knows none of them. */
export const isTestMethod = ({ livemode }: Tenant, id: string): boolean =>
  !livemode && isTestMethodName(id);
