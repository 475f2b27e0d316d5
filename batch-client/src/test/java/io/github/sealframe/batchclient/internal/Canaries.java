package io.github.sealframe.batchclient.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Secrets in their real forms, new in each run, that nobody is ever to see. */
final class Canaries {
  private static final int KEY_BYTES = 64;
  private static final int SIGNATURE_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Set<String>> forms = new LinkedHashMap<>();
  final String batchKey = canary("Batch key", base64(KEY_BYTES));
  final String storageKey = canary("storage key", base64(KEY_BYTES));
  final String signature = canary("signature of a SAS", base64(SIGNATURE_BYTES));
  final String mac = canary("signature of a request", base64(SIGNATURE_BYTES));
  final String token = canary("token", "eyJ" + base64Url(20) + "." + base64Url(90) + ".");
  final String tokenEnd = canary("end of a token", base64Url(60));

  /** Has no form by which it could be found: a text that may hold it must not be shown. */
  final String secret = canary("secret in the vault", "Zq" + base64Url(18).replaceAll("[-_]", "x"));

  /** Of a production; is sent, as a general client sends what it is told to. */
  final String title = canary("title", "Zw" + base64Url(12).replaceAll("[-_]", "x"));

  private String base64(int bytes) {
    return Base64.getEncoder().encodeToString(random(bytes));
  }

  private String base64Url(int bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random(bytes));
  }

  private byte[] random(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private String canary(String name, String value) {
    add(name, value);
    return value;
  }

  /** More values that must not be seen, as those that the client itself made. */
  void add(String name, String value) {
    String base64 = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    forms.put(name, new TreeSet<>(List.of(value, encoded(value), base64, value.replace("=", ""))));
  }

  String sas() {
    return "sv=2026-06-06&se=2027-01-01T00%3A00%3A00Z&sr=c&sp=rw&sig=" + encoded(signature);
  }

  /** All but the vault's secret, on one line, as a service may say it in an error. */
  String sentence() {
    return "see https://acct.blob.core.windows.net/c/b?%s or https://u:%s@h/ (AccountKey=%s;x)"
            .formatted(sas(), tokenEnd, storageKey)
        + " with SharedKey acct:%s, Bearer %s%s, key %s, token %s%s and sig=%s"
            .formatted(mac, token, tokenEnd, batchKey, token, tokenEnd, encoded(signature));
  }

  /** Names of the canaries that are in {@code text}, as they are or in an encoded form. */
  List<String> in(String text) {
    return forms.entrySet().stream()
        .filter(canary -> canary.getValue().stream().anyMatch(text::contains))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
