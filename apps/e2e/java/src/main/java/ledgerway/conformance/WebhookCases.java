package ledgerway.conformance;

import static ledgerway.conformance.Checks.equal;
import static ledgerway.conformance.Checks.eventually;
import static ledgerway.conformance.Checks.sale;

import com.stripe.Stripe;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Charge;
import com.stripe.model.Event;
import com.stripe.model.StripeObject;
import com.stripe.model.WebhookEndpoint;
import com.stripe.net.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Map;

final class WebhookCases {
  static void addTo(Map<String, PortableCore.Case> cases) {
    cases.put("a webhook is delivered, verified and typed", WebhookCases::delivered);
    cases.put("a changed or old webhook is not verified", WebhookCases::refused);
    cases.put("events are listed by type", WebhookCases::listed);
  }

  private static void delivered() throws Exception {
    try (WebhookReceiver receiver = new WebhookReceiver()) {
      Map<String, Object> params =
          Map.of(
              "url", receiver.url(),
              "enabled_events", List.of("charge.succeeded"),
              "api_version", Stripe.API_VERSION);
      WebhookEndpoint endpoint = WebhookEndpoint.create(params);
      Charge made = Charge.create(sale());
      WebhookReceiver.Delivery delivery = receiver.waitFor(made.getId());
      Event event =
          Webhook.constructEvent(delivery.body(), delivery.signature(), endpoint.getSecret());
      equal(event.getApiVersion(), Stripe.API_VERSION);
      // Empty unless the event was written in the version that this SDK was built for.
      StripeObject object = event.getDataObjectDeserializer().getObject().orElse(null);
      equal(object instanceof Charge charge ? charge.getId() : null, made.getId());
      equal(Event.retrieve(event.getId()).getType(), "charge.succeeded");
      equal(endpoint.delete().getDeleted(), true);
    }
  }

  private static void refused() throws Exception {
    String body = "{\"object\": \"event\"}";
    String secret = "whsec_test";
    long now = Instant.now().getEpochSecond();
    Webhook.constructEvent(body, WebhookReceiver.signature(body, secret, now), secret);
    expectUnverified(body + " ", WebhookReceiver.signature(body, secret, now), secret);
    expectUnverified(body, WebhookReceiver.signature(body, secret, now), "whsec_other");
    expectUnverified(body, WebhookReceiver.signature(body, secret, now - 301), secret);
  }

  private static void expectUnverified(String body, String header, String secret) {
    try {
      Webhook.constructEvent(body, header, secret);
    } catch (SignatureVerificationException expected) {
      return;
    }
    throw new AssertionError("a wrong signature was accepted");
  }

  private static void listed() throws Exception {
    Charge made = Charge.create(sale());
    eventually(
        () -> {
          Map<String, Object> query = Map.of("type", "charge.succeeded", "limit", 20);
          List<Event> events = Event.list(query).getData();
          equal(events.stream().anyMatch(one -> one.toJson().contains(made.getId())), true);
          return null;
        });
  }

  private WebhookCases() {}
}
