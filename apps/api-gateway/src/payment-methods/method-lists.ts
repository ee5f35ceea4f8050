// The methods of a customer, page by page: a customer's cards in the older way are among them.
import {
  pageOf,
  renderPaymentMethod,
  type ListPaymentMethodsParams,
  type Tenant,
} from '@ledgerway/contracts';
import type { Answer } from '../edge/answer.js';
import { listAnswer } from '../edge/lists.js';
import { pathsBelowData } from '../expand/expandable.js';
import type { Expander } from '../expand/expander.js';
import type { ReportingClient } from '../queries/query-client.js';
import type { SeenPositions } from '../queries/seen-positions.js';

export class MethodLists {
  constructor(
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
    private readonly expander: Expander,
  ) {}

  /** `url` is where the next page is asked for. The paths of `expand` have been checked. */
  async list(
    tenant: Tenant,
    customer: string,
    params: Omit<ListPaymentMethodsParams, 'customer'>,
    url: string,
  ): Promise<Answer> {
    const page = pageOf(params);
    const listed = await this.reporting.ask('reporting.payment_methods', {
      ...tenant,
      customer,
      page,
      after: this.seen.after(tenant),
      ...(params.type !== undefined && { type: params.type }),
    });
    const expand = pathsBelowData(params.expand);
    return listAnswer(listed, { url, kind: 'payment_method', page }, (method) =>
      this.expander.expand(tenant, 'payment_method', renderPaymentMethod(method), expand),
    );
  }
}
