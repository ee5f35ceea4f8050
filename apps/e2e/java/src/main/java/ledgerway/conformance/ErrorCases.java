package ledgerway.conformance;

import static ledgerway.conformance.Checks.equal;
import static ledgerway.conformance.Checks.refused;
import static ledgerway.conformance.Checks.sale;

import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.PermissionException;
import com.stripe.model.Balance;
import com.stripe.model.Charge;
import com.stripe.model.Refund;
import com.stripe.net.RequestOptions;
import java.util.Map;
import java.util.UUID;

final class ErrorCases {
  static void addTo(Map<String, PortableCore.Case> cases) {
    cases.put("a decline is a card error", ErrorCases::decline);
    cases.put("an expired card names the parameter", ErrorCases::expiredCard);
    cases.put("a bad parameter is an invalid request", ErrorCases::badParameter);
    cases.put("an unknown id is an invalid request", ErrorCases::unknownId);
    cases.put("a wrong key is an authentication error", ErrorCases::wrongKey);
    cases.put("a missing permission is a permission error", ErrorCases::missingPermission);
    cases.put("a reused key is an idempotency error", ErrorCases::reusedKey);
  }

  private static void decline() throws Exception {
    Map<String, Object> params = sale("source", "tok_chargeDeclinedInsufficientFunds");
    CardException error =
        refused(CardException.class, 402, "card_declined", () -> Charge.create(params));
    equal(error.getDeclineCode(), "insufficient_funds");
    equal(error.getUserMessage(), "Your card has insufficient funds.");
    equal(Charge.retrieve(error.getCharge()).getStatus(), "failed");
  }

  private static void expiredCard() throws Exception {
    Map<String, Object> params = sale("source", "tok_chargeDeclinedExpiredCard");
    CardException error =
        refused(CardException.class, 402, "expired_card", () -> Charge.create(params));
    equal(error.getParam(), "exp_month");
  }

  private static void badParameter() throws Exception {
    InvalidRequestException error =
        refused(
            InvalidRequestException.class,
            400,
            "parameter_invalid_integer",
            () -> Charge.create(sale("amount", 0)));
    equal(error.getParam(), "amount");
  }

  private static void unknownId() throws Exception {
    refused(
        InvalidRequestException.class,
        404,
        "resource_missing",
        () -> Charge.retrieve("ch_nothing"));
  }

  private static void wrongKey() throws Exception {
    RequestOptions options = RequestOptions.builder().setApiKey("sk_test_wrong").build();
    refused(AuthenticationException.class, 401, null, () -> Balance.retrieve(options));
  }

  private static void missingPermission() throws Exception {
    String key = System.getenv("CHARGE_ONLY_KEY");
    RequestOptions options = RequestOptions.builder().setApiKey(key).build();
    Charge made = Charge.create(sale(), options);
    Map<String, Object> params = Map.of("charge", made.getId());
    refused(PermissionException.class, 403, null, () -> Refund.create(params, options));
  }

  private static void reusedKey() throws Exception {
    String key = UUID.randomUUID().toString();
    RequestOptions options = RequestOptions.builder().setIdempotencyKey(key).build();
    Charge.create(sale(), options);
    refused(
        IdempotencyException.class,
        400,
        null,
        () -> Charge.create(sale("amount", 2100), options));
  }

  private ErrorCases() {}
}
