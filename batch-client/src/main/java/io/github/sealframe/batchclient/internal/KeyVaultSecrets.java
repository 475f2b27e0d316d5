package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.rest.Response;
import com.azure.core.util.Context;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.Secret;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.Secrets;
import io.github.sealframe.core.ServiceAnswer;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * The secrets in one key vault. A secret is kept in memory for a few minutes, and no longer than it
 * may be used; a failure is not kept. Who asks for a secret that another thread is asking for gets
 * that thread's answer. Thread-safe.
 */
final class KeyVaultSecrets implements Secrets {
  /** How long a secret that was disabled or replaced may still be used. */
  static final Duration KEPT = Duration.ofMinutes(5);

  private static final String TRIED = "read";

  private final VaultAddress vault;
  private final SecretClient client;
  private final Clock clock;
  private final Consumer<ServiceCall> listener;
  private final Map<SecretName, FutureTask<Kept>> asked = new ConcurrentHashMap<>();
  private final Map<SecretName, Instant> due = new ConcurrentHashMap<>();

  KeyVaultSecrets(
      VaultAddress vault,
      TokenCredential credential,
      HttpClient http,
      Resilience resilience,
      Clock clock,
      Consumer<ServiceCall> listener) {
    this.vault = vault;
    this.client = VaultConnection.to(vault, credential, http, resilience);
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * A secret in memory.
   *
   * @param secret which
   * @param until from when on it is asked for again
   */
  private record Kept(Secret secret, Instant until) {}

  @Override
  public Secret read(SecretName name) {
    asked.values().removeIf(this::isStale);
    while (true) {
      FutureTask<Kept> mine = new FutureTask<>(() -> ask(name));
      FutureTask<Kept> task =
          asked.compute(name, (same, there) -> there == null || isStale(there) ? mine : there);
      if (task == mine) {
        mine.run();
      }
      try {
        return task.get().secret();
      } catch (InterruptedException e) {
        throw interrupted(name, e);
      } catch (ExecutionException e) {
        asked.remove(name, task);
        if (e.getCause() instanceof InterruptedException interruption) {
          if (task == mine) {
            throw interrupted(name, interruption);
          }
          continue; // The other thread was interrupted, not this one.
        }
        if (e.getCause() instanceof Error broken) {
          throw broken;
        }
        throw (RuntimeException) e.getCause();
      }
    }
  }

  @Override
  public Map<SecretName, Instant> rotationDue() {
    return Map.copyOf(due);
  }

  private boolean isStale(FutureTask<Kept> task) {
    if (!task.isDone()) {
      return false;
    }
    try {
      return !clock.instant().isBefore(task.get().until());
    } catch (ExecutionException | InterruptedException e) {
      return true;
    }
  }

  private Kept ask(SecretName name) throws InterruptedException {
    Instant now = clock.instant();
    Secret secret = SecretRules.usable(name, on(name), fetch(name), now);
    if (secret.isRotationDue(now)) {
      due.put(name, secret.created());
    } else {
      due.remove(name);
    }
    Instant until = earlier(now.plus(KEPT), secret.created().plus(Secret.MAX_AGE));
    return new Kept(secret, secret.expires().map(end -> earlier(until, end)).orElse(until));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private KeyVaultSecret fetch(SecretName name) throws InterruptedException {
    long start = System.nanoTime();
    KeyVaultSecret found;
    try {
      Response<KeyVaultSecret> answer =
          client.getSecretWithResponse(name.value(), null, Context.NONE);
      found = answer.getValue();
      String request = answer.getHeaders().getValue(VaultTransport.REQUEST_ID);
      tell(
          on(name) + ", version " + Redaction.of(found.getProperties().getVersion()),
          answer.getStatusCode(),
          "",
          request == null ? "" : request,
          start);
    } catch (HttpResponseException e) {
      VaultFailure failure = VaultFailure.of(e.getResponse());
      tell(on(name), failure.status(), failure.code(), failure.requestId(), start);
      throw failure.refusal(TRIED, on(name));
    } catch (RuntimeException e) {
      throw below(name, e);
    }
    if (!found.getName().equalsIgnoreCase(name.value())) {
      throw VaultFailure.notKeyVault(TRIED, on(name));
    }
    return found;
  }

  private void tell(String on, int status, String code, String request, long start) {
    BatchConnection.tell(
        listener,
        new ServiceCall(
            new ServiceAnswer(ServiceCall.SECRET_READ, status, code, request),
            on,
            1,
            Duration.ofNanos(System.nanoTime() - start),
            true,
            code.isEmpty() && status == 200));
  }

  /**
   * For a failure below HTTP.
   *
   * @throws RuntimeException {@code e} itself, when it is something else
   */
  private Refusal below(SecretName name, RuntimeException e) throws InterruptedException {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CallFailure failure && failure.isOfThisSide()) {
        return BatchRemedies.unanswered(TRIED, on(name), "the vault", "", failure);
      }
      if (cause instanceof Refusal refusal) { // Of the sign-in, or of what is no key vault.
        return refusal;
      }
      if (cause instanceof InterruptedException interruption) {
        throw interruption;
      }
      if (cause instanceof SSLException) {
        return new ServiceRefusal(
            TRIED,
            on(name),
            "its TLS certificate is not trusted here",
            "check whether a proxy stands between, and have this machine trust it",
            cause);
      }
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return new ServiceRefusal(
            TRIED,
            on(name),
            "the vault does not answer",
            "check the vault's address and the network",
            cause);
      }
    }
    throw e;
  }

  private ServiceRefusal interrupted(SecretName name, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ServiceRefusal(TRIED, on(name), "it was interrupted", "try again", e);
  }

  private String on(SecretName name) {
    return "secret " + name + " of " + vault;
  }
}
