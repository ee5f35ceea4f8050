"""Events and signed deliveries."""

import time

import stripe

from checks import case, charge, equal, errors, eventually
from webhook_receiver import WebhookReceiver, signature


@case
def a_webhook_is_delivered_and_verified():
    with WebhookReceiver() as receiver:
        endpoint = stripe.WebhookEndpoint.create(
            url=receiver.url, enabled_events=["charge.succeeded"]
        )
        made = charge()
        body, header = receiver.wait_for(made.id)
        event = stripe.Webhook.construct_event(body, header, endpoint.secret)
        equal((event.type, event.data.object.id), ("charge.succeeded", made.id))
        equal(stripe.Event.retrieve(event.id).id, event.id)
        equal(stripe.WebhookEndpoint.delete(endpoint.id).deleted, True)


@case
def a_changed_or_old_webhook_is_not_verified():
    body, secret = '{"object": "event"}', "whsec_test"
    good = signature(body, secret, int(time.time()))
    stripe.Webhook.construct_event(body, good, secret)
    for wrong in (
        (body + " ", good, secret),
        (body, good, "whsec_other"),
        (body, signature(body, secret, int(time.time()) - 301), secret),
    ):
        try:
            stripe.Webhook.construct_event(*wrong)
        except errors.SignatureVerificationError:
            continue
        raise AssertionError("a wrong signature was accepted")


@case
def events_are_listed_by_type():
    made = charge()

    def listed():
        events = stripe.Event.list(type="charge.succeeded", limit=20)
        equal(made.id in [event.data.object.id for event in events.data], True)

    eventually(listed)
