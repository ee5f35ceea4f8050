"""Payment intents."""

import stripe

from checks import case, equal, errors, intent, paid_intent, refused


@case
def an_intent_is_paid():
    made = paid_intent(metadata={"a": "b"})
    equal((made.status, made.amount_received), ("succeeded", 2000))
    full = stripe.PaymentIntent.retrieve(made.id, expand=["latest_charge", "payment_method"])
    equal(full.latest_charge.paid, True)
    equal(full.payment_method.card.brand, "visa")


@case
def an_intent_is_confirmed_captured_and_refunded():
    made = intent(capture_method="manual")
    equal(made.status, "requires_payment_method")
    reserved = stripe.PaymentIntent.confirm(made.id, payment_method="pm_card_visa")
    equal((reserved.status, reserved.amount_capturable), ("requires_capture", 2000))
    captured = stripe.PaymentIntent.capture(made.id, amount_to_capture=1500)
    equal((captured.status, captured.amount_received), ("succeeded", 1500))
    equal(stripe.Refund.create(payment_intent=made.id).amount, 1500)


@case
def an_intent_is_canceled():
    made = intent()
    canceled = stripe.PaymentIntent.cancel(made.id, cancellation_reason="abandoned")
    equal((canceled.status, canceled.cancellation_reason), ("canceled", "abandoned"))
    call = lambda: stripe.PaymentIntent.confirm(made.id, payment_method="pm_card_visa")
    refused(errors.InvalidRequestError, call, 400, code="payment_intent_unexpected_state")


@case
def a_declined_intent_tells_itself():
    made = intent()
    error = refused(
        errors.CardError,
        lambda: stripe.PaymentIntent.confirm(made.id, payment_method="pm_card_chargeDeclined"),
        402,
        code="card_declined",
    )
    told = error.json_body["error"]["payment_intent"]
    equal((told["id"], told["status"]), (made.id, "requires_payment_method"))


@case
def an_intent_asks_the_payer():
    made = paid_intent(
        payment_method="pm_card_authenticationRequired",
        automatic_payment_methods={"enabled": True},
        return_url="https://shop.example/back",
    )
    equal((made.status, made.next_action.type), ("requires_action", "redirect_to_url"))
