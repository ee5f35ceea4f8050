"""What a case expects, and the parameters it begins with. The SDK is set up here, once."""

import os
import time

import stripe

stripe.api_base = os.environ["API_BASE"]
stripe.api_key = os.environ["SECRET_KEY"]
stripe.max_network_retries = 0

# Old majors keep their exceptions in a module of their own.
errors = getattr(stripe, "error", stripe)
WITHOUT_PAGES = {"enabled": True, "allow_redirects": "never"}
CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "314"}

cases = []


def case(function):
    """Registers one statement of the contract; its name is what is reported."""
    cases.append(function)
    return function


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, received {actual!r}")


def charge(**params):
    sale = {"amount": 2000, "currency": "hkd", "source": "tok_visa"}
    return stripe.Charge.create(**{**sale, **params})


def intent(**params):
    defaults = {"amount": 2000, "currency": "hkd", "automatic_payment_methods": WITHOUT_PAGES}
    return stripe.PaymentIntent.create(**{**defaults, **params})


def paid_intent(**params):
    return intent(confirm=True, **{"payment_method": "pm_card_visa", **params})


def refused(error_class, call, status, **expected):
    """The call must be refused by this class of exception, with this status and these members."""
    try:
        result = call()
    except error_class as error:
        equal(error.http_status, status)
        for name, value in expected.items():
            equal(getattr(error, name, None), value)
        return error
    raise AssertionError(f"the call succeeded: {result}")


def eventually(attempt, seconds=10):
    """Waits for what no call announces."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
