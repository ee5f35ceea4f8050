package ledgerway.conformance;

import static ledgerway.conformance.Checks.equal;
import static ledgerway.conformance.Checks.intent;
import static ledgerway.conformance.Checks.refused;

import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.AutomaticPaymentMethods;
import java.util.List;
import java.util.Map;

final class PaymentIntentCases {
  static void addTo(Map<String, PortableCore.Case> cases) {
    cases.put("an intent is paid", PaymentIntentCases::paid);
    cases.put("an intent is confirmed, captured and refunded", PaymentIntentCases::captured);
    cases.put("an intent is canceled", PaymentIntentCases::canceled);
    cases.put("a declined intent tells itself", PaymentIntentCases::declined);
    cases.put("an intent asks the payer", PaymentIntentCases::askedFor);
  }

  private static void paid() throws Exception {
    PaymentIntentCreateParams params =
        PaymentIntentCreateParams.builder()
            .setAmount(2000L)
            .setCurrency("hkd")
            .setPaymentMethod("pm_card_visa")
            .setConfirm(true)
            .setAutomaticPaymentMethods(
                AutomaticPaymentMethods.builder()
                    .setEnabled(true)
                    .setAllowRedirects(AutomaticPaymentMethods.AllowRedirects.NEVER)
                    .build())
            .addExpand("latest_charge")
            .addExpand("payment_method")
            .build();
    PaymentIntent made = PaymentIntent.create(params);
    equal(made.getStatus(), "succeeded");
    equal(made.getAmountReceived(), 2000);
    equal(made.getLatestChargeObject().getPaid(), true);
    equal(made.getPaymentMethodObject().getCard().getBrand(), "visa");
  }

  private static void captured() throws Exception {
    PaymentIntent made = PaymentIntent.create(intent("capture_method", "manual"));
    equal(made.getStatus(), "requires_payment_method");
    PaymentIntent reserved = made.confirm(Map.of("payment_method", "pm_card_visa"));
    equal(reserved.getStatus(), "requires_capture");
    PaymentIntent captured = reserved.capture(Map.of("amount_to_capture", 1500));
    equal(captured.getStatus(), "succeeded");
    equal(captured.getAmountReceived(), 1500);
    Refund refund = Refund.create(Map.of("payment_intent", made.getId()));
    equal(refund.getAmount(), 1500);
  }

  private static void canceled() throws Exception {
    PaymentIntent made = PaymentIntent.create(intent());
    Map<String, Object> reason = Map.of("cancellation_reason", "abandoned");
    equal(made.cancel(reason).getStatus(), "canceled");
    Map<String, Object> method = Map.of("payment_method", "pm_card_visa");
    refused(
        InvalidRequestException.class,
        400,
        "payment_intent_unexpected_state",
        () -> made.confirm(method));
  }

  private static void declined() throws Exception {
    PaymentIntent made = PaymentIntent.create(intent());
    Map<String, Object> method = Map.of("payment_method", "pm_card_chargeDeclined");
    CardException error =
        refused(CardException.class, 402, "card_declined", () -> made.confirm(method));
    PaymentIntent told = error.getStripeError().getPaymentIntent();
    equal(told.getId(), made.getId());
    equal(told.getStatus(), "requires_payment_method");
    equal(told.getLastPaymentError().getDeclineCode(), "generic_decline");
  }

  private static void askedFor() throws Exception {
    Map<String, Object> params =
        intent(
            "automatic_payment_methods", Map.of("enabled", true),
            "confirm", true,
            "payment_method", "pm_card_authenticationRequired",
            "return_url", "https://shop.example/back",
            "expand", List.of("payment_method"));
    PaymentIntent made = PaymentIntent.create(params);
    equal(made.getStatus(), "requires_action");
    equal(made.getNextAction().getType(), "redirect_to_url");
    equal(made.getNextAction().getRedirectToUrl().getReturnUrl(), "https://shop.example/back");
  }

  private PaymentIntentCases() {}
}
