package ledgerway.conformance;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.stripe.Stripe;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The portable core of the contract, through the official Java SDK. Reads API_BASE, SECRET_KEY,
 * PUBLISHABLE_KEY and CHARGE_ONLY_KEY from the environment and prints one JSON line per case: name,
 * passed, message.
 */
public final class PortableCore {
  /** One statement of the contract. */
  @FunctionalInterface
  interface Case {
    void run() throws Exception;
  }

  private static final Gson JSON = new GsonBuilder().serializeNulls().create();

  public static void main(String[] arguments) {
    Stripe.overrideApiBase(System.getenv("API_BASE"));
    Stripe.apiKey = System.getenv("SECRET_KEY");
    Stripe.setMaxNetworkRetries(0);
    Map<String, Case> cases = new LinkedHashMap<>();
    ChargeCases.addTo(cases);
    ErrorCases.addTo(cases);
    PaymentIntentCases.addTo(cases);
    CustomerCases.addTo(cases);
    WebhookCases.addTo(cases);
    cases.forEach(PortableCore::report);
    System.exit(0);
  }

  private static void report(String name, Case one) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("name", name);
    try {
      one.run();
      result.put("passed", true);
      result.put("message", null);
    } catch (Throwable error) {
      StringWriter trace = new StringWriter();
      error.printStackTrace(new PrintWriter(trace));
      result.put("passed", false);
      result.put("message", trace.toString().lines().limit(12).reduce("", (a, b) -> a + b + "\n"));
    }
    System.out.println(JSON.toJson(result));
  }

  private PortableCore() {}
}
