// What can be done to setup intents. Each is one command to the intent's stream; a method that is made
// on the way is kept there before it.
import {
  invalidRequest,
  rejectionToApiError,
  type ConfirmSetupIntentParams,
  type CreateSetupIntentParams,
  type RejectionContext,
  type Tenant,
  type UpdateSetupIntentParams,
} from '@ledgerway/contracts';
import {
  emptyStreamState,
  type SetupIntent,
  type StreamCommand,
  type StreamState,
} from '@ledgerway/domain';
import type { Commands } from '../commands/commands.js';
import { referencedCustomer } from '../customers/living-customer.js';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { IntentRefusals } from '../payment-intents/intent-refusals.js';
import type { MethodCommands } from '../payment-methods/method-commands.js';
import type {
  ChosenMethod,
  MethodSources,
  NamedMethod,
} from '../payment-methods/method-sources.js';
import { setupIntentKind } from '../streams/kinds.js';
import { coreOfId, type StreamReader } from '../streams/stream-reader.js';
import type { SetupAttempts } from './setup-attempts.js';
import { changesFrom, setupIntentFrom } from './setup-requests.js';

export type SetupIntentsOptions = {
  readonly commands: Commands;
  readonly reader: StreamReader;
  readonly methods: MethodSources;
  readonly methodCommands: MethodCommands;
  readonly refusals: IntentRefusals;
  readonly attempts: SetupAttempts;
};

type Asked = Omit<RejectionContext, 'state'>;

export class SetupIntents {
  constructor(private readonly options: SetupIntentsOptions) {}

  /** Refuses (402) a card that its issuer declines; the setup intent exists all the same. */
  async create(
    tenant: Tenant,
    operation: Operation,
    params: CreateSetupIntentParams,
  ): Promise<StreamState> {
    const { customer } = params;
    if (customer !== undefined) await referencedCustomer(this.options.reader, tenant, customer);
    const draft = setupIntentFrom(tenant, operation, params, null);
    const asked = { operation: 'create', id: draft.id } as const;
    const chosen = await this.chosen(tenant, operation, draft, params);
    if (chosen === null && params.confirm === true)
      throw new ApiException(
        rejectionToApiError.setup_intent_without_method({ ...asked, state: emptyStreamState }),
      );
    await this.keep(tenant, operation, chosen);
    const setupIntent = { ...draft, method: chosen?.snapshot ?? null };
    const at = operation.createdAtMs;
    const created: StreamCommand = { type: 'CreateSetupIntent', setupIntent, at };
    const state = await this.send(tenant, operation, asked, created, 'create');
    return params.confirm === true
      ? this.options.attempts.begin(
          tenant,
          operation,
          state,
          chosen?.snapshot ?? null,
          params.return_url,
        )
      : state;
  }

  async update(
    tenant: Tenant,
    operation: Operation,
    id: string,
    params: UpdateSetupIntentParams,
  ): Promise<StreamState> {
    const { reader } = this.options;
    const { object } = await reader.find(tenant, setupIntentKind, id);
    if (params.customer !== undefined) await referencedCustomer(reader, tenant, params.customer);
    const chosen = await this.chosen(tenant, operation, object, params);
    await this.keep(tenant, operation, chosen);
    const changes = { ...changesFrom(params, object.details), method: chosen?.snapshot };
    const at = operation.createdAtMs;
    const command: StreamCommand = { type: 'UpdateSetupIntent', caller: tenant, changes, at };
    return this.send(tenant, operation, { operation: 'update', id }, command);
  }

  /** Refuses (402) a card that its issuer declines. */
  async confirm(
    tenant: Tenant,
    operation: Operation,
    id: string,
    params: ConfirmSetupIntentParams,
  ): Promise<StreamState> {
    const { object, state } = await this.options.reader.find(tenant, setupIntentKind, id);
    // After its end nothing can be chosen; and so no method is made, or attached.
    if (!isOpen(object))
      return this.options.attempts.begin(tenant, operation, state, null, params.return_url);
    const own = object.method === null ? {} : { payment_method: object.method.id };
    const chosen =
      (await this.chosen(tenant, operation, object, params)) ??
      (await this.chosen(tenant, operation, object, own));
    await this.keep(tenant, operation, chosen);
    return this.options.attempts.begin(
      tenant,
      operation,
      state,
      chosen?.snapshot ?? null,
      params.return_url,
    );
  }

  cancel(tenant: Tenant, operation: Operation, id: string, reason: string | null) {
    const at = operation.createdAtMs;
    const command: StreamCommand = { type: 'CancelSetupIntent', caller: tenant, reason, at };
    return this.send(tenant, operation, { operation: 'cancel', id }, command);
  }

  /** What the request names, if it may be set up for this customer. */
  private async chosen(
    tenant: Tenant,
    operation: Operation,
    { id, details: { customer } }: SetupIntent,
    named: NamedMethod & { readonly customer?: string },
  ): Promise<ChosenMethod | null> {
    const core = coreOfId(setupIntentKind, id);
    const chosen = await this.options.methods.methodFor(tenant, operation, named, core);
    const owner = chosen?.snapshot.customer ?? null;
    if (owner !== null && owner !== (named.customer ?? customer))
      throw new ApiException(methodOfOther());
    return chosen;
  }

  /** A method that is made on the way is kept in the stream of the setup intent. */
  private async keep(tenant: Tenant, operation: Operation, chosen: ChosenMethod | null) {
    const made = chosen?.newMethod ?? null;
    if (made !== null) await this.options.methodCommands.create(tenant, operation, made);
  }

  private send(
    tenant: Tenant,
    operation: Operation,
    asked: Asked,
    command: StreamCommand,
    step?: string,
  ): Promise<StreamState> {
    const { commands, refusals } = this.options;
    const core = coreOfId(setupIntentKind, asked.id);
    return commands.send(tenant, operation, core, command, refusals.of(tenant, asked), step);
  }
}

const openStatuses: readonly SetupIntent['status'][] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];
const isOpen = ({ status }: SetupIntent) => openStatuses.includes(status);

const methodOfOther = () =>
  invalidRequest(
    'The payment method supplied belongs to a customer that is not the one of this SetupIntent.',
    { param: 'payment_method' },
  );
