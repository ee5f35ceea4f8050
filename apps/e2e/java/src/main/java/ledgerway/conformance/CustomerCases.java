package ledgerway.conformance;

import static ledgerway.conformance.Checks.equal;
import static ledgerway.conformance.Checks.eventually;
import static ledgerway.conformance.Checks.intent;
import static ledgerway.conformance.Checks.refused;
import static ledgerway.conformance.Checks.sale;

import com.stripe.exception.InvalidRequestException;
import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.Dispute;
import com.stripe.model.PaymentIntent;
import com.stripe.model.PaymentMethod;
import com.stripe.model.SetupIntent;
import com.stripe.model.Token;
import com.stripe.net.RequestOptions;
import java.util.List;
import java.util.Map;

final class CustomerCases {
  private static final Map<String, Object> CARD =
      Map.of("number", "4242424242424242", "exp_month", 12, "exp_year", 2034, "cvc", "314");

  static void addTo(Map<String, PortableCore.Case> cases) {
    cases.put("a token is made and charged", CustomerCases::token);
    cases.put("a customer pays with a card on file", CustomerCases::cardOnFile);
    cases.put("a method is attached and reused", CustomerCases::method);
    cases.put("a card is set up", CustomerCases::setUp);
    cases.put("a dispute is closed", CustomerCases::dispute);
  }

  private static void token() throws Exception {
    String key = System.getenv("PUBLISHABLE_KEY");
    RequestOptions options = RequestOptions.builder().setApiKey(key).build();
    Token token = Token.create(Map.of("card", CARD), options);
    equal(token.getCard().getLast4(), "4242");
    equal(Charge.create(sale("source", token.getId())).getPaid(), true);
    refused(
        InvalidRequestException.class,
        400,
        "token_already_used",
        () -> Charge.create(sale("source", token.getId())));
  }

  private static void cardOnFile() throws Exception {
    Map<String, Object> params = Map.of("email", "ada@example.com", "source", "tok_visa");
    Customer payer = Customer.create(params);
    Map<String, Object> sale = Map.of("amount", 2000, "currency", "hkd", "customer", payer.getId());
    Charge made = Charge.create(sale);
    equal(made.getCustomer(), payer.getId());
    equal(made.getSource().getId(), payer.getDefaultSource());
    equal(payer.update(Map.of("name", "Ada")).getName(), "Ada");
    equal(payer.delete().getDeleted(), true);
  }

  private static void method() throws Exception {
    Customer payer = Customer.create(Map.of());
    PaymentMethod method =
        PaymentMethod.create(Map.of("type", "card", "card", CARD))
            .attach(Map.of("customer", payer.getId()));
    for (boolean offSession : List.of(false, true)) {
      Map<String, Object> params =
          intent(
              "confirm", true,
              "customer", payer.getId(),
              "off_session", offSession,
              "payment_method", method.getId());
      equal(PaymentIntent.create(params).getStatus(), "succeeded");
    }
    Map<String, Object> query = Map.of("customer", payer.getId(), "type", "card");
    equal(PaymentMethod.list(query).getData().size(), 1);
    equal(method.detach().getCustomer(), null);
  }

  private static void setUp() throws Exception {
    Customer payer = Customer.create(Map.of());
    Map<String, Object> params =
        Map.of(
            "automatic_payment_methods", Map.of("enabled", true, "allow_redirects", "never"),
            "confirm", true,
            "customer", payer.getId(),
            "payment_method", "pm_card_visa");
    equal(SetupIntent.create(params).getStatus(), "succeeded");
  }

  private static void dispute() throws Exception {
    Charge made = Charge.create(sale("source", "tok_createDispute"));
    Dispute dispute =
        eventually(
            () -> {
              List<Dispute> found = Dispute.list(Map.of("charge", made.getId())).getData();
              equal(found.size(), 1);
              return found.get(0);
            });
    equal(dispute.close().getStatus(), "lost");
  }

  private CustomerCases() {}
}
