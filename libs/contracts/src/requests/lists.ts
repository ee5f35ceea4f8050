// What every list takes, and the lists that have no other parameters of their own resource.
import { invalidRequest, type ApiError } from '../errors.js';
import type { Page, TimeRange } from '../queries/page.js';
import { CreatedRange, Currency, Flag, Id, Integer, Text, TextList } from './parameters.js';

/** Parameters of every endpoint that answers with an object. */
export class ExpandParams {
  @TextList({ max: 20 }) expand: string[] = [];
}

const defaultLimit = 10;

export class ListParams extends ExpandParams {
  @Integer({ min: 1, max: 100 }) limit?: number;
  @Text() starting_after?: string;
  @Text() ending_before?: string;

  static refuse({
    starting_after: after,
    ending_before: before,
  }: ListParams): ApiError | undefined {
    if (after === undefined || before === undefined) return undefined;
    return invalidRequest('You may only specify one of: starting_after, ending_before.', {
      code: 'parameters_exclusive',
    });
  }
}

export class CreatedListParams extends ListParams {
  @CreatedRange() created?: TimeRange;
}

/** The page that these parameters ask for. */
export const pageOf = (params: ListParams & { created?: TimeRange }): Page => ({
  limit: params.limit ?? defaultLimit,
  ...(params.starting_after !== undefined && { startingAfter: params.starting_after }),
  ...(params.ending_before !== undefined && { endingBefore: params.ending_before }),
  ...(params.created !== undefined && { created: params.created }),
});

export class ListBalanceTransactionsParams extends CreatedListParams {
  @Currency() currency?: string;
  @Id() payout?: string;
  @Id() source?: string;
  @Text({ max: 100 }) type?: string;
}

export class ListEventsParams extends CreatedListParams {
  @Text({ max: 100 }) type?: string;
  @TextList({ max: 20 }) types?: string[];
  @Flag() delivery_success?: boolean;

  static override refuse(params: ListEventsParams): ApiError | undefined {
    if (params.type !== undefined && params.types !== undefined)
      return invalidRequest('You may only specify one of: type, types.', {
        code: 'parameters_exclusive',
      });
    return ListParams.refuse(params);
  }
}
