"""Each refusal as the class of exception that the SDK has for it."""

import os

import stripe

from checks import case, charge, equal, errors, refused


@case
def a_decline_is_a_card_error():
    error = refused(
        errors.CardError,
        lambda: charge(source="tok_chargeDeclinedInsufficientFunds"),
        402,
        code="card_declined",
        user_message="Your card has insufficient funds.",
    )
    told = error.json_body["error"]
    equal(told["decline_code"], "insufficient_funds")
    equal(stripe.Charge.retrieve(told["charge"]).status, "failed")


@case
def an_expired_card_names_the_parameter():
    call = lambda: charge(source="tok_chargeDeclinedExpiredCard")
    refused(errors.CardError, call, 402, code="expired_card", param="exp_month")


@case
def a_bad_parameter_is_an_invalid_request():
    call = lambda: charge(amount=0)
    refused(
        errors.InvalidRequestError, call, 400, code="parameter_invalid_integer", param="amount"
    )


@case
def an_unknown_id_is_an_invalid_request():
    call = lambda: stripe.Charge.retrieve("ch_nothing")
    refused(errors.InvalidRequestError, call, 404, code="resource_missing")


@case
def a_wrong_key_is_an_authentication_error():
    call = lambda: stripe.Balance.retrieve(api_key="sk_test_wrong")
    refused(errors.AuthenticationError, call, 401)


@case
def a_missing_permission_is_a_permission_error():
    key = os.environ["CHARGE_ONLY_KEY"]
    made = charge(api_key=key)
    call = lambda: stripe.Refund.create(charge=made.id, api_key=key)
    refused(errors.PermissionError, call, 403)
