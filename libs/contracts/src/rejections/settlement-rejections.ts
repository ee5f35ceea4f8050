// What the operator's API answers when settlement refuses a command.
import { maxSettlementBreaks, type SettlementRejection } from '@ledgerway/domain';
import { invalidRequest, resourceMissing } from '../errors.js';
import type { ToApiError } from './context.js';

export const settlementRejectionAnswers: Readonly<Record<SettlementRejection, ToApiError>> = {
  batch_differs: ({ id }) =>
    invalidRequest(
      `This batch was imported before as ${id}, from a file with other content. Nothing was changed; ` +
        'ask the acquirer for a correction under a batch number of its own.',
      { param: 'content' },
    ),
  statement_differs: ({ id }) =>
    invalidRequest(
      `This statement was imported before as ${id}, from a message with other content. Nothing was ` +
        'changed; ask the bank for a statement with a number of its own.',
      { param: 'content' },
    ),
  break_resolved: ({ id }) => invalidRequest(`Break ${id} is resolved already.`),
  too_many_breaks: () =>
    invalidRequest(
      `A settlement can have up to ${maxSettlementBreaks} breaks that somebody looks after. Ask the ` +
        'acquirer for a corrected batch.',
    ),
  settlement_not_found: ({ id }) => resourceMissing('break', id),
};
