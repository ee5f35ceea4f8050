package ledgerway.conformance;

import com.stripe.exception.StripeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

/** What a case expects, and the parameters it begins with. */
final class Checks {
  static void equal(Object actual, Object expected) {
    Object wanted = expected instanceof Integer number ? Long.valueOf(number) : expected;
    Object told = actual instanceof Integer number ? Long.valueOf(number) : actual;
    if (!Objects.equals(told, wanted)) {
      throw new AssertionError("expected " + wanted + ", received " + told);
    }
  }

  /** The call must be refused by this class of exception, with this status and code. */
  static <E extends StripeException> E refused(
      Class<E> type, int status, String code, Callable<?> call) throws Exception {
    try {
      call.call();
    } catch (StripeException error) {
      equal(error.getClass(), type);
      equal(error.getStatusCode(), status);
      equal(error.getCode(), code);
      return type.cast(error);
    }
    throw new AssertionError("the call succeeded");
  }

  /** Waits for what no call announces; gives up after ten seconds. */
  static <T> T eventually(Callable<T> attempt) throws Exception {
    long deadline = System.nanoTime() + 10_000_000_000L;
    for (; ; ) {
      try {
        return attempt.call();
      } catch (AssertionError error) {
        if (System.nanoTime() > deadline) {
          throw error;
        }
        Thread.sleep(50);
      }
    }
  }

  /** Names and values in turn, over what a sale needs. */
  static Map<String, Object> sale(Object... changes) {
    return with(
        new LinkedHashMap<>(Map.of("amount", 2000, "currency", "hkd", "source", "tok_visa")),
        changes);
  }

  /** The same for an intent that cards can pay without a page. */
  static Map<String, Object> intent(Object... changes) {
    Map<String, Object> withoutPages = Map.of("enabled", true, "allow_redirects", "never");
    return with(
        new LinkedHashMap<>(
            Map.of(
                "amount", 2000, "currency", "hkd", "automatic_payment_methods", withoutPages)),
        changes);
  }

  private static Map<String, Object> with(Map<String, Object> params, Object... changes) {
    for (int index = 0; index < changes.length; index += 2) {
      params.put((String) changes[index], changes[index + 1]);
    }
    return params;
  }

  private Checks() {}
}
