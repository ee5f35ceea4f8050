package ledgerway.conformance;

import static ledgerway.conformance.Checks.equal;
import static ledgerway.conformance.Checks.refused;
import static ledgerway.conformance.Checks.sale;

import com.stripe.exception.InvalidRequestException;
import com.stripe.model.Balance;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.Charge;
import com.stripe.model.Refund;
import com.stripe.net.RequestOptions;
import com.stripe.param.ChargeCreateParams;
import com.stripe.param.ChargeRetrieveParams;
import com.stripe.param.ChargeUpdateParams;
import com.stripe.param.RefundCreateParams;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

final class ChargeCases {
  static void addTo(Map<String, PortableCore.Case> cases) {
    cases.put("a charge is created and read back", ChargeCases::createdAndRead);
    cases.put("a charge is updated", ChargeCases::updated);
    cases.put("an authorization is captured in part", ChargeCases::capturedInPart);
    cases.put("a charge is refunded", ChargeCases::refunded);
    cases.put("lists page automatically", ChargeCases::paged);
    cases.put("a nested list pages by its url", ChargeCases::nestedPaged);
    cases.put("a range of time filters", ChargeCases::filtered);
    cases.put("properties are expanded", ChargeCases::expanded);
    cases.put("a key replays", ChargeCases::replayed);
    cases.put("the balance is a list per currency", ChargeCases::balance);
  }

  private static void createdAndRead() throws Exception {
    ChargeCreateParams params =
        ChargeCreateParams.builder()
            .setAmount(2000L)
            .setCurrency("hkd")
            .setSource("tok_visa")
            .setDescription("a b+c")
            .putMetadata("order id", "7&8")
            .putMetadata("name", "陳大文")
            .build();
    Charge made = Charge.create(params);
    equal(made.getStatus(), "succeeded");
    equal(made.getDescription(), "a b+c");
    equal(made.getMetadata().get("name"), "陳大文");
    equal(Charge.retrieve(made.getId()).toJson(), made.toJson());
  }

  private static void updated() throws Exception {
    Charge made = Charge.create(sale("description", "tea"));
    ChargeUpdateParams changes = ChargeUpdateParams.builder().putMetadata("a", "1").build();
    equal(made.update(changes).getMetadata().get("a"), "1");
  }

  private static void capturedInPart() throws Exception {
    Charge made = Charge.create(sale("capture", false));
    equal(made.getCaptured(), false);
    Charge captured = made.capture(Map.of("amount", 1500));
    equal(captured.getAmountCaptured(), 1500);
    equal(captured.getAmountRefunded(), 500);
    refused(
        InvalidRequestException.class, 400, "charge_already_captured", () -> made.capture());
  }

  private static void refunded() throws Exception {
    Charge made = Charge.create(sale());
    RefundCreateParams params =
        RefundCreateParams.builder()
            .setCharge(made.getId())
            .setAmount(500L)
            .setReason(RefundCreateParams.Reason.REQUESTED_BY_CUSTOMER)
            .build();
    Refund refund = Refund.create(params);
    equal(refund.getStatus(), "succeeded");
    equal(Refund.retrieve(refund.getId()).getAmount(), 500);
    equal(Charge.retrieve(made.getId()).getAmountRefunded(), 500);
  }

  private static void paged() throws Exception {
    String group = UUID.randomUUID().toString();
    List<String> made = new ArrayList<>();
    for (int number = 0; number < 5; number += 1) {
      made.add(Charge.create(sale("transfer_group", group)).getId());
    }
    List<String> listed = new ArrayList<>();
    Map<String, Object> query = Map.of("limit", 2, "transfer_group", group);
    for (Charge one : Charge.list(query).autoPagingIterable()) {
      listed.add(one.getId());
    }
    Collections.reverse(made);
    equal(listed, made);
  }

  private static void nestedPaged() throws Exception {
    Charge made = Charge.create(sale());
    List<String> refunds = new ArrayList<>();
    for (int number = 0; number < 12; number += 1) {
      refunds.add(Refund.create(Map.of("charge", made.getId(), "amount", 10)).getId());
    }
    ChargeRetrieveParams params = ChargeRetrieveParams.builder().addExpand("refunds").build();
    Charge full = Charge.retrieve(made.getId(), params, null);
    List<String> listed = new ArrayList<>();
    for (Refund one : full.getRefunds().autoPagingIterable()) {
      listed.add(one.getId());
    }
    Collections.reverse(refunds);
    equal(listed, refunds);
  }

  private static void filtered() throws Exception {
    Charge made = Charge.create(sale());
    Map<String, Object> since = Map.of("gte", made.getCreated());
    List<Charge> listed = Charge.list(Map.of("created", since, "limit", 100)).getData();
    equal(listed.stream().anyMatch(one -> one.getId().equals(made.getId())), true);
  }

  private static void expanded() throws Exception {
    Map<String, Object> params = sale("expand", List.of("balance_transaction"));
    BalanceTransaction transaction = Charge.create(params).getBalanceTransactionObject();
    equal(transaction.getNet(), 2000 - transaction.getFee());
  }

  private static void replayed() throws Exception {
    String key = UUID.randomUUID().toString();
    RequestOptions options = RequestOptions.builder().setIdempotencyKey(key).build();
    Charge first = Charge.create(sale(), options);
    equal(Charge.create(sale(), options).getId(), first.getId());
  }

  private static void balance() throws Exception {
    Charge made = Charge.create(sale());
    Balance balance = Balance.retrieve();
    equal(balance.getPending().stream().anyMatch(one -> one.getCurrency().equals("hkd")), true);
    BalanceTransaction transaction = BalanceTransaction.retrieve(made.getBalanceTransaction());
    equal(transaction.getSource(), made.getId());
  }

  private ChargeCases() {}
}
