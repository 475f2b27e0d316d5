package io.github.sealframe.emulator.internal;

import io.github.sealframe.emulator.internal.Fault.Reset;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The faults of requests: throttling, quotas, latency, and connections that end. Thread-safe. */
final class RequestFaults {

  private static final Pattern ARM_POOL = Pattern.compile("PUT /subscriptions/.*/pools/([^/]+)");

  private final FaultSource source;
  private final Account account;

  RequestFaults(FaultSource source, Account account) {
    this.source = source;
    this.account = account;
  }

  /**
   * What befalls one request.
   *
   * @param delay before anything else
   * @param refusal instead of doing what was asked
   */
  record OfOne(Duration delay, Optional<BatchError> refusal, Optional<Reset.When> reset) {

    static final OfOne NONE = new OfOne(Duration.ZERO, Optional.empty(), Optional.empty());

    boolean resets(Reset.When when) {
      return reset.equals(Optional.of(when));
    }
  }

  OfOne befall(Call call) {
    if (call.rawPath().startsWith(FaultOperations.OWN_PATHS)) {
      return OfOne.NONE;
    }
    String request = call.method() + " " + call.rawPath();
    return new OfOne(
        source
            .draw(Fault.Latency.class, latency -> true, request, request)
            .map(latency -> Duration.ofNanos((long) (latency.seconds() * 1e9)))
            .orElse(Duration.ZERO),
        source
            .draw(Fault.Throttle.class, throttle -> true, request, request)
            .map(RequestFaults::throttled)
            .or(() -> overQuota(request)),
        source.draw(Reset.class, reset -> true, request, request).map(Reset::when));
  }

  private static BatchError throttled(Fault.Throttle throttle) {
    BatchError error =
        throttle.status() == 429
            ? new BatchError(
                429, "TooManyRequests", "The rate of requests is higher than the account may have.")
            : new BatchError(
                503, "ServerBusy", "The server is busy. Please retry the request later.");
    return error.retryAfter(throttle.retryAfter());
  }

  private Optional<BatchError> overQuota(String request) {
    return switch (request) {
      case "POST /pools" -> overQuota(Fault.Quota.Of.POOLS, request, "PoolQuotaReached", "pools");
      case "POST /jobs", "POST /jobschedules" ->
          overQuota(
              Fault.Quota.Of.JOBS,
              request,
              "ActiveJobAndScheduleQuotaReached",
              "active jobs and job schedules");
      default ->
          isNewPool(request)
              ? overQuota(Fault.Quota.Of.POOLS, request, "PoolQuotaReached", "pools")
              : Optional.empty();
    };
  }

  /** Azure Resource Manager makes pools by the operation that also changes them. */
  private boolean isNewPool(String request) {
    Matcher pool = ARM_POOL.matcher(request);
    return pool.matches() && account.locked(() -> account.pools().find(pool.group(1)).isEmpty());
  }

  private Optional<BatchError> overQuota(
      Fault.Quota.Of of, String request, String code, String things) {
    return source
        .draw(
            Fault.Quota.class,
            quota -> quota.of() == of && quota.most() <= count(of),
            request,
            request)
        .map(
            quota ->
                BatchError.conflict(
                    code, "The account has reached its quota of " + quota.most() + " " + things));
  }

  private long count(Fault.Quota.Of of) {
    return account.locked(
        () ->
            of == Fault.Quota.Of.POOLS
                ? account.pools().size()
                : account.schedules().size()
                    + account.jobs().all().stream()
                        .filter(job -> !job.state().is(JobState.COMPLETED))
                        .count());
  }
}
