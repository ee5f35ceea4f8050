package ledgerway.conformance;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A merchant's webhook address for one test, on a free loopback port. */
final class WebhookReceiver implements AutoCloseable {
  /** What arrived. */
  record Delivery(String body, String signature) {}

  private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
  private final HttpServer server;

  WebhookReceiver() throws Exception {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          String signature = exchange.getRequestHeaders().getFirst("Stripe-Signature");
          deliveries.add(new Delivery(new String(body, StandardCharsets.UTF_8), signature));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** The next delivery that contains the text. */
  Delivery waitFor(String text) throws InterruptedException {
    for (; ; ) {
      Delivery next = deliveries.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no delivery contained " + text);
      }
      if (next.body().contains(text)) {
        return next;
      }
    }
  }

  /** The header that a delivery of this body must carry. */
  static String signature(String body, String secret, long timestamp) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] hash = mac.doFinal((timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
    return "t=" + timestamp + ",v1=" + HexFormat.of().formatHex(hash);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
