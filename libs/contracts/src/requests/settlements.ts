import { breakKinds, resolutions, type BreakKind, type Resolution } from '@ledgerway/domain';
import { invalidRequest, type ApiError } from '../errors.js';
import { settlementFaults, type SettlementFault } from '../queries/payments.js';
import { ExpandParams, ListParams } from './lists.js';
import { Currency, Flag, Id, Integer, OneOf, Text } from './parameters.js';

/** No file can be longer than a request. */
const maxContentLength = 1_048_576;

/** The text of a file, as it came from the acquirer. */
export class ImportSettlementParams extends ExpandParams {
  @Text({ required: true, max: maxContentLength }) content!: string;
}

export class ImportBankStatementParams extends ImportSettlementParams {
  /** Whose account it is, such as `sandbox_live`, if the bank has its own name for it. */
  @Text({ max: 100 }) account?: string;
}

export class ListSettlementsParams extends ListParams {
  @Flag() livemode?: boolean;
}

const maxGraceS = 366 * 86_400;

/** A movement is missing once the files have gone past it by more than `grace_seconds`. */
export class ListSettlementBreaksParams extends ListSettlementsParams {
  @Integer({ min: 0, max: maxGraceS }) grace_seconds?: number;
  @OneOf(breakKinds) kind?: BreakKind;
  @Text({ max: 100 }) owner?: string;
  @OneOf(['open', 'resolved', 'all']) status?: 'open' | 'resolved' | 'all';
}

export class SettlementScoresParams extends ExpandParams {
  @Integer({ min: 0, max: maxGraceS }) grace_seconds?: number;
  @Flag() livemode?: boolean;
}

export class UpdateSettlementBreakParams extends ExpandParams {
  @Text({ max: 300 }) note?: string;
  @Text({ max: 100 }) owner?: string;
  @OneOf(resolutions) resolution?: Resolution;
  /** The batch that an unknown credit pays; it explains the break. */
  @Id() settlement?: string;

  static refuse(params: UpdateSettlementBreakParams): ApiError | undefined {
    const { owner, resolution, note, settlement } = params;
    const ends = resolution !== undefined || settlement !== undefined;
    if (owner === undefined && !ends)
      return invalidRequest('You must specify one of: owner, resolution, settlement.', {
        code: 'parameter_missing',
        param: 'owner',
      });
    if (settlement !== undefined && resolution === 'written_off')
      return invalidRequest('What pays a settlement is not written off.', { param: 'resolution' });
    if (note === undefined || ends) return undefined;
    return invalidRequest('A note belongs to a resolution.', { param: 'note' });
  }
}

/** The sandbox acquirer settles; `misbehave` makes something of it wrong. */
export class SettleParams extends ExpandParams {
  @Currency() currency?: string;
  @OneOf(settlementFaults) misbehave?: SettlementFault;
}
