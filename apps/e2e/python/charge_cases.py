"""Charges, captures, refunds, lists and the balance."""

import uuid

import stripe

from checks import case, charge, equal, errors, refused


@case
def a_charge_is_created_and_read_back():
    made = charge(description="a b+c", metadata={"order id": "7&8", "name": "陳大文"})
    equal(made.status, "succeeded")
    equal(made.description, "a b+c")
    equal(made.metadata["name"], "陳大文")
    equal(made.metadata["order id"], "7&8")
    equal(str(stripe.Charge.retrieve(made.id)), str(made))


@case
def a_charge_is_updated_and_a_text_cleared():
    made = charge(description="tea")
    equal(stripe.Charge.modify(made.id, metadata={"a": "1"}).metadata["a"], "1")
    equal(stripe.Charge.modify(made.id, description="").description, None)


@case
def an_authorization_is_captured_in_part():
    made = charge(capture=False)
    equal(made.captured, False)
    captured = stripe.Charge.capture(made.id, amount=1500)
    equal((captured.amount_captured, captured.amount_refunded), (1500, 500))
    refused(
        errors.InvalidRequestError,
        lambda: stripe.Charge.capture(made.id),
        400,
        code="charge_already_captured",
    )


@case
def a_charge_is_refunded():
    made = charge()
    refund = stripe.Refund.create(charge=made.id, amount=500, reason="requested_by_customer")
    equal((refund.amount, refund.status, refund.charge), (500, "succeeded", made.id))
    equal(stripe.Refund.retrieve(refund.id).amount, 500)
    equal(stripe.Charge.retrieve(made.id).amount_refunded, 500)


@case
def lists_page_by_their_url():
    group = str(uuid.uuid4())
    made = [charge(transfer_group=group).id for _ in range(5)]
    listed = stripe.Charge.list(limit=2, transfer_group=group)
    equal(listed.url, "/v1/charges")
    equal([one.id for one in listed.auto_paging_iter()], list(reversed(made)))


@case
def lists_page_backwards():
    group = str(uuid.uuid4())
    made = [charge(transfer_group=group).id for _ in range(4)]
    listed = stripe.Charge.list(limit=2, transfer_group=group, ending_before=made[0])
    equal([one.id for one in listed.auto_paging_iter()], made[1:])


@case
def a_nested_list_pages_by_its_url():
    made = charge()
    refunds = [stripe.Refund.create(charge=made.id, amount=10).id for _ in range(12)]
    full = stripe.Charge.retrieve(made.id, expand=["refunds"])
    equal([one.id for one in full.refunds.auto_paging_iter()], list(reversed(refunds)))


@case
def a_range_of_time_filters():
    made = charge()
    listed = stripe.Charge.list(created={"gte": made.created}, limit=100)
    equal(made.id in [one.id for one in listed.data], True)
    equal(stripe.Charge.list(created={"lt": 1_000_000_000}).data, [])


@case
def properties_are_expanded():
    made = stripe.Charge.retrieve(charge().id, expand=["balance_transaction"])
    equal(made.balance_transaction.net, 2000 - made.balance_transaction.fee)


@case
def a_key_replays():
    key = str(uuid.uuid4())
    equal(charge(idempotency_key=key).id, charge(idempotency_key=key).id)
    call = lambda: charge(idempotency_key=key, amount=2100)
    refused(errors.IdempotencyError, call, 400)


@case
def the_balance_is_a_list_per_currency():
    charge()
    balance = stripe.Balance.retrieve()
    equal("hkd" in [one.currency for one in balance.pending], True)
    made = charge()
    transaction = stripe.BalanceTransaction.retrieve(made.balance_transaction)
    equal((transaction.type, transaction.source), ("charge", made.id))
