// How the commands of a stream look as JSON: where in each of them the amounts are.
import type { Caller, StreamCommand } from '@ledgerway/domain';
import { all, amounts, asIs, each, maybeAmount, within, type Json, type Read } from './json.js';
import { openMoney, readBankEntries, readCredit, readSettlementFile } from './settlement.js';
import { readIntent } from './state.js';
import { termsFromJson } from './terms.js';

type CalledCommand = Extract<StreamCommand, { readonly caller: Caller }>;
type Readers<C extends StreamCommand> = { readonly [T in C['type']]: Read };

/** Commands that somebody must have signed for. A forgotten one does not compile. */
const called: Readers<CalledCommand> = {
  CaptureCharge: maybeAmount('amount'),
  RefundCharge: maybeAmount('amount'),
  UpdateCharge: asIs,
  UpdateRefund: asIs,
  CancelRefund: asIs,
  UpdateDispute: asIs,
  CloseDispute: asIs,

  UpdatePaymentIntent: within('changes', maybeAmount('amount')),
  ConfirmPaymentIntent: within('changes', maybeAmount('amount')),
  CapturePaymentIntent: maybeAmount('amount'),
  CancelPaymentIntent: asIs,
  CompleteAction: asIs,
  ReceiveCredit: amounts('amount'),

  UpdatePaymentMethod: asIs,
  AttachPaymentMethod: asIs,
  DetachPaymentMethod: asIs,
  UsePaymentMethod: asIs,

  UpdateCustomer: asIs,
  DeleteCustomer: asIs,
  AddSource: asIs,
  UpdateSource: asIs,
  RemoveSource: asIs,

  UpdateSetupIntent: asIs,
  ConfirmSetupIntent: asIs,
  CompleteSetupAction: asIs,
  CancelSetupIntent: asIs,

  CreatePayout: within('payout', amounts('amount')),
  UpdatePayout: asIs,
  CancelPayout: asIs,
  ReversePayout: asIs,
  FailPayout: asIs,
  SetPayoutSchedule: asIs,
  HoldReserve: amounts('amount'),
  ReleaseReserve: maybeAmount('amount'),
  ConvertFunds: all(
    within('from', amounts('amount')),
    within('rate', amounts('numerator', 'denominator')),
  ),
  RecordReportRun: asIs,
};

/** Commands that open a stream, or that come from ourselves. */
const uncalled: Readers<Exclude<StreamCommand, CalledCommand>> = {
  CreateCharge: within('terms', termsFromJson),
  AnnounceExpiry: asIs,
  ExpireAuthorization: asIs,
  RecordAuthorization: asIs,
  RecordCapture: asIs,
  RecordVoid: asIs,
  RecordRefund: asIs,
  RecordRefundCancel: asIs,
  OpenDispute: all(maybeAmount('amount'), amounts('fee')),
  RecordEvidence: asIs,
  SettleDispute: asIs,

  CreatePaymentIntent: within('intent', readIntent),
  ExpireAction: asIs,
  CreatePaymentMethod: asIs,
  CreateCustomer: asIs,
  CreateSetupIntent: asIs,

  RecordFunds: each('movements', amounts('amount')),
  ReleaseFunds: asIs,
  SendPayout: asIs,
  PayPayout: asIs,
  RunPayoutSchedule: asIs,

  ImportSettlementBatch: readSettlementFile,
  ImportBankStatement: readBankEntries,
  RecordBankCredit: readCredit,
  AssignBreak: asIs,
  ResolveBreak: openMoney('open'),
};

const readers: Readers<StreamCommand> = { ...called, ...uncalled };

/** Throws if it is no command of ours; one that nobody signed for is none. */
export function commandFromJson(json: Json): StreamCommand {
  const type = String(json['type']);
  if (!Object.hasOwn(readers, type)) throw new Error(`Unknown type ${type}`);
  if (!Number.isSafeInteger(json['at'])) throw new Error(`No time in ${type}`);
  if (Object.hasOwn(called, type) && !isCaller(json['caller']))
    throw new Error(`No caller in ${type}`);
  return readers[type as StreamCommand['type']](json) as StreamCommand;
}

function isCaller(value: unknown): value is Caller {
  const { merchantId, livemode } = (value ?? {}) as Partial<Caller>;
  return typeof merchantId === 'string' && typeof livemode === 'boolean';
}
