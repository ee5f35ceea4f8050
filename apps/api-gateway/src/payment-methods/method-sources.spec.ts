// What payments are made with, by everything that a request may name.
import { randomBytes, randomUUID } from 'node:crypto';
import {
  coreOf,
  deriveSuffix,
  vaultTransit,
  type PaymentMethodDataParams,
  type Tenant,
} from '@ledgerway/contracts';
import { createLogger, deriveKey, Seal } from '@ledgerway/platform';
import { ManualClock } from '@ledgerway/testing';
import { Commands } from '../commands/commands.js';
import { customerParts } from '../customers/customer-parts.js';
import type { Expander } from '../expand/expander.js';
import { Operation } from '../idempotency/operation.js';
import { PaymentsClient, ReportingClient, VaultClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';
import { StreamReader } from '../streams/stream-reader.js';
import { CardIntake } from '../tokens/card-intake.js';
import { CardSources } from '../tokens/card-sources.js';
import { FakePayments } from '../under-test/fake-payments.js';
import { FakeReporting, proxyTo, type Handlers } from '../under-test/fake-queries.js';
import { FakeVault } from '../under-test/fake-vault.js';

const tenant: Tenant = { merchantId: 'acct_1', livemode: false };
const live: Tenant = { merchantId: 'acct_1', livemode: true };
const stranger: Tenant = { merchantId: 'acct_2', livemode: false };
const intentCore = coreOf(randomUUID());

const payments = new FakePayments();
const { methodSources, methodCommands, customers, attachments, paymentMethods } = parts();

function parts() {
  const masterKey = randomBytes(32);
  const log = createLogger({ name: 'spec', pretty: false, destination: { write: () => true } });
  const client = (handlers: Handlers) => ({ proxy: proxyTo(handlers), timeoutMs: 5_000, log });
  const paymentsClient = new PaymentsClient(client(payments.handlers));
  const vault = new VaultClient(client(new FakeVault(masterKey).handlers));
  const clock = new ManualClock();
  const seen = new SeenPositions();
  const seal = new Seal(deriveKey(masterKey, vaultTransit.intake));
  return customerParts({
    payments: paymentsClient,
    reporting: new ReportingClient(client(new FakeReporting(payments).handlers)),
    seen,
    reader: new StreamReader(paymentsClient),
    commands: new Commands({ sender: payments, seen, log, waitMs: 5_000 }),
    cards: new CardSources(vault, new CardIntake(vault, seal, clock)),
    expander: {} as Expander,
    clock,
    logger: log,
  });
}

const operation = ({ merchantId: scope, livemode }: Tenant = tenant) =>
  new Operation({ scope, livemode }, randomUUID(), 'fingerprint', 1_700_000_000_000, {
    id: 'req_1',
    idempotencyKey: null,
  });
const customer = async (params = {}) =>
  (await customers.create(tenant, operation(), { expand: [], ...params })).object;
const method = (params = {}) =>
  paymentMethods.create(tenant, operation(), {
    expand: [],
    type: 'card',
    card: { token: 'tok_visa' },
    ...params,
  });
const choose = (named: object, asker = tenant, asked = operation(asker)) =>
  methodSources.methodFor(asker, asked, named, intentCore);
const refusal = (status: number, param: string, message?: string | RegExp) => ({
  error: {
    status,
    param,
    ...(message !== undefined && { message: expect.stringMatching(message) as string }),
  },
});

describe('the method of a payment', () => {
  it('is nothing if nothing is named', async () => expect(await choose({})).toBeNull());

  it('is one that is kept, as it is now', async () => {
    const { id } = await method();
    const { id: to } = await customer();
    await attachments.attach(tenant, operation(), id, to);
    expect(await choose({ payment_method: id })).toMatchObject({
      snapshot: { id, type: 'card', card: { last4: '4242' }, customer: to, setUp: false },
      newMethod: null,
      kept: { id, customer: to },
    });
  });

  it('is a card of a customer, named either way', async () => {
    const { id: to, defaultSource } = await customer({ source: 'tok_visa' });
    const named = { snapshot: { id: defaultSource, customer: to }, newMethod: null };
    expect(await choose({ source: defaultSource })).toMatchObject(named);
    expect(await choose({ payment_method: defaultSource })).toMatchObject(named);
  });

  it('is made on the way of a test method, and is the same when asked for again', async () => {
    const asked = operation();
    const id = `pm_${intentCore}${deriveSuffix(asked.commandId(), 'method')}`;
    const chosen = await choose({ payment_method: 'pm_card_visa' }, tenant, asked);
    expect(chosen).toMatchObject({ snapshot: { id }, newMethod: { id, usedBy: null }, kept: null });
    expect(await choose({ payment_method: 'pm_card_visa' }, tenant, asked)).toEqual(chosen);
  });

  it('is made on the way of what the request says of it', async () => {
    const data = (fields: Partial<PaymentMethodDataParams>) => ({
      payment_method_data: { type: 'card', ...fields },
    });
    const billing_details = { name: 'Jo' };
    const card = { number: '5555555555554444', exp_month: 5, exp_year: 31 };
    expect(await choose(data({ card, billing_details, metadata: { a: '1' } }))).toMatchObject({
      snapshot: { card: { brand: 'mastercard', expYear: 2031 }, billing: { name: 'Jo' } },
      newMethod: { metadata: { a: '1' }, merchantId: 'acct_1', livemode: false },
    });
    expect(await choose(data({ type: 'fps' }))).toMatchObject({
      snapshot: { type: 'fps', card: null },
    });
    await expect(
      choose(data({ card: { ...card, number: '4242424242424241' } })),
    ).rejects.toMatchObject(refusal(402, 'number'));
    await expect(choose(data({ card: { token: 'tok_bogus' } }))).rejects.toMatchObject(
      refusal(400, 'payment_method_data[card][token]'),
    );
  });

  it.each([
    [{ payment_method: 'pm_none' }, 'payment_method', "^No such PaymentMethod: 'pm_none'$"],
    [{ payment_method: 'tok_visa' }, 'payment_method', "^No such PaymentMethod: 'tok_visa'$"],
    [{ source: 'card_none' }, 'source', "^No such source: 'card_none'$"],
    [{ source: 'pm_none' }, 'source', "^No such source: 'pm_none'$"],
  ])('is never %j', async (named, param, message) =>
    expect(choose(named)).rejects.toMatchObject(refusal(400, param, message)),
  );

  it('is never somebody else’s, nor of the other mode', async () => {
    const { id } = await method();
    await expect(choose({ payment_method: id }, stranger)).rejects.toMatchObject(
      refusal(400, 'payment_method', `^No such PaymentMethod: '${id}'$`),
    );
    for (const named of [id, 'pm_card_visa'])
      await expect(choose({ payment_method: named }, live)).rejects.toMatchObject(
        refusal(400, 'payment_method', `'${named}'; .* exists in test mode`),
      );
  });
});

describe('a method without a customer', () => {
  it('serves one payment, however often that payment asks', async () => {
    const { id } = await method();
    const use = (by: string) => methodCommands.useUp(tenant, operation(), id, by);
    expect(await use('pi_1')).toMatchObject({ usedBy: 'pi_1' });
    expect(await use('pi_1')).toMatchObject({ usedBy: 'pi_1' });
    await expect(use('pi_2')).rejects.toMatchObject(refusal(400, 'payment_method', 'used before'));
    const { id: to } = await customer();
    await expect(attachments.attach(tenant, operation(), id, to)).rejects.toMatchObject(
      refusal(400, 'payment_method', 'used before'),
    );
  });
});

describe('what a charge is made with', () => {
  const charge = (named: object) => methodSources.chargeableFor(tenant, named, 'ch_1');

  it('is a token without a customer', async () =>
    expect(await charge({ source: 'tok_visa' })).toMatchObject({
      card: { instrument: 'tok_visa' },
      billing: null,
    }));

  it('is the default card of a customer, or the one that is named', async () => {
    const { id, defaultSource } = await customer({ source: 'tok_visa' });
    expect(await charge({ customer: id })).toMatchObject({
      card: { id: defaultSource, instrument: 'tok_visa' },
      paymentMethod: defaultSource,
    });
    expect(await charge({ customer: id, source: defaultSource })).toMatchObject({
      paymentMethod: defaultSource,
    });
  });

  it('is never another customer’s card', async () => {
    const { id } = await customer({ source: 'tok_visa' });
    const { defaultSource } = await customer({ source: 'tok_visa' });
    for (const source of [defaultSource, 'tok_visa', 'pm_card_visa'])
      await expect(charge({ customer: id, source })).rejects.toMatchObject(
        refusal(404, 'source', `does not have a linked source with ID ${source}`),
      );
  });

  it('is missing for a customer without a card, and for nobody', async () => {
    const { id } = await customer();
    await expect(charge({ customer: id })).rejects.toMatchObject({
      error: { status: 402, type: 'card_error', code: 'missing', param: 'card' },
    });
    await expect(charge({ customer: 'cus_none' })).rejects.toMatchObject(refusal(400, 'customer'));
    await customers.remove(tenant, operation(), id);
    await expect(charge({ customer: id })).rejects.toMatchObject(refusal(400, 'customer'));
  });
});
