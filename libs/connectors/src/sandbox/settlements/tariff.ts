// What the sandbox charges: of a card sale 0.80 % interchange, 0.20 % scheme fees and 0.10 % markup; of a
// sale by any other method 0.60 % commission. Each is rounded down to a minor unit. Refunds, disputes
// and their reversals cost nothing more.
import { grossOf, type SandboxMovement } from './movements.js';

/** Minor units of the batch's currency. `gross` is signed; net is gross less all of the others. */
export type SettledLine = {
  readonly movement: SandboxMovement;
  readonly gross: bigint;
  readonly commission: bigint;
  readonly markup: bigint;
  readonly schemeFees: bigint;
  readonly interchange: bigint;
};

const otherMethods = new Set(['alipay', 'wechat_pay', 'fps']);

export const methodOf = ({ instrument }: SandboxMovement): string =>
  otherMethods.has(instrument) ? instrument : 'card';

export function priced(movement: SandboxMovement): SettledLine {
  const gross = grossOf(movement);
  const isSale = movement.type === 'Settled';
  const isCard = methodOf(movement) === 'card';
  const share = (basisPoints: bigint, applies: boolean) =>
    isSale && applies ? (gross * basisPoints) / 10_000n : 0n;
  return {
    ...{ movement, gross },
    commission: share(60n, !isCard),
    markup: share(10n, isCard),
    schemeFees: share(20n, isCard),
    interchange: share(80n, isCard),
  };
}

export const netOf = (line: SettledLine): bigint =>
  line.gross - line.commission - line.markup - line.schemeFees - line.interchange;
