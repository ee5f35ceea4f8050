"""Tokens, customers, saved methods and disputes."""

import os

import stripe

from checks import CARD, case, charge, equal, errors, eventually, paid_intent, refused, WITHOUT_PAGES


@case
def a_token_is_made_and_charged():
    token = stripe.Token.create(card=CARD, api_key=os.environ["PUBLISHABLE_KEY"])
    equal(token.card.last4, "4242")
    equal(charge(source=token.id).paid, True)
    call = lambda: charge(source=token.id)
    refused(errors.InvalidRequestError, call, 400, code="token_already_used")


@case
def a_customer_pays_with_a_card_on_file():
    payer = stripe.Customer.create(email="ada@example.com", source="tok_visa")
    made = stripe.Charge.create(amount=2000, currency="hkd", customer=payer.id)
    equal((made.customer, made.source.id), (payer.id, payer.default_source))
    equal(stripe.Customer.modify(payer.id, name="Ada").name, "Ada")
    card = stripe.Customer.create_source(payer.id, source="tok_mastercard")
    sources = stripe.Customer.list_sources(payer.id)
    equal({one.id for one in sources.data}, {payer.default_source, card.id})
    equal(stripe.Customer.delete(payer.id).deleted, True)


@case
def a_method_is_attached_and_reused():
    payer = stripe.Customer.create()
    method = stripe.PaymentMethod.attach("pm_card_visa", customer=payer.id)
    for off_session in (False, True):
        made = paid_intent(customer=payer.id, payment_method=method.id, off_session=off_session)
        equal(made.status, "succeeded")
    methods = stripe.PaymentMethod.list(customer=payer.id, type="card")
    equal([one.id for one in methods.data], [method.id])
    equal(stripe.PaymentMethod.detach(method.id).customer, None)


@case
def a_card_is_set_up():
    payer = stripe.Customer.create()
    made = stripe.SetupIntent.create(
        customer=payer.id,
        payment_method="pm_card_visa",
        confirm=True,
        automatic_payment_methods=WITHOUT_PAGES,
    )
    equal((made.status, made.customer), ("succeeded", payer.id))


@case
def a_dispute_is_closed():
    made = charge(source="tok_createDispute")

    def dispute():
        disputes = stripe.Dispute.list(charge=made.id).data
        equal(len(disputes), 1)
        return disputes[0]

    equal(stripe.Dispute.close(eventually(dispute).id).status, "lost")
