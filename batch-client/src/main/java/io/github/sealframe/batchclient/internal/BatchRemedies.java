package io.github.sealframe.batchclient.internal;

import static java.util.Map.entry;

import io.github.sealframe.batchclient.internal.CallFailure.Kind;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.CapacityRefusal;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.ServiceAnswer;
import io.github.sealframe.core.ServiceRefusal;
import java.util.Map;

/**
 * What to do about what the Batch service says: its codes, as its documentation lists them under
 * "Batch status and error codes", and what answers in its place.
 */
final class BatchRemedies {
  private static final String ACCESS =
      "check the account's key or the identity's role on the Batch account, and this machine's clock";
  private static final String QUOTA =
      "ask for quota, or delete what is no longer needed, and try again";
  private static final String WAIT = "wait a while and try again";
  private static final String WAIT_FOR_STATE =
      "wait until what is under way has ended, and try again";
  private static final String REPORT = "report this with the request's id";
  private static final String GONE = "check its name, and whether someone deleted it";
  private static final String BEING_DELETED = "wait until it is gone, then make it anew";
  private static final String EXISTS = "use what is there, or choose another id";
  private static final String ENDED = "submit a new job: one that has ended takes no more work";

  private static final String SAME_ID =
      "choose another id: a job and a schedule cannot have the same one";
  private static final String PROXY =
      "find out what changes requests on their way: this client sends what Batch takes";
  private static final String NO_CERTIFICATES =
      "take the certificates out of the pool: Batch has retired them";
  private static final String NO_USERS =
      "see to the node's users in the portal: this library makes none";
  private static final String NO_OS_VERSIONS =
      "name an image of a virtual machine: pools of Cloud Services are no more";

  private static final Map<String, String> REMEDIES =
      Map.ofEntries(
          // Who asks.
          entry("AuthenticationFailed", ACCESS),
          entry("InvalidAuthenticationInfo", ACCESS),
          entry("AuthorizationFailure", "give the identity a role on the Batch account"),
          entry("PermissionDenied", "give the identity a role on the Batch account"),
          entry("InsufficientAccountPermissions", "give the identity a role on the Batch account"),
          entry("UnauthorizedAccess", "give the identity a role on the Batch account"),
          entry("AccountIsDisabled", "ask the subscription's owner to enable the account"),
          entry("SharedKeyDisabled", "sign in with Microsoft Entra ID: the account takes no keys"),
          entry(
              "IpAddressNotAllowed", "call from the production's network, by the private endpoint"),
          entry("StaleRequest", "set this machine's clock right"),
          // How much there may be.
          entry("AccountCoreQuotaReached", QUOTA),
          entry("AccountLowPriorityCoreQuotaReached", QUOTA),
          entry("AccountSpotCoreQuotaReached", QUOTA),
          entry("AccountVMSeriesCoreQuotaReached", QUOTA),
          entry("SubscriptionCoreQuotaReached", QUOTA),
          entry("PoolQuotaReached", QUOTA),
          entry(
              "ActiveJobAndScheduleQuotaReached", "end jobs that are not needed, or ask for quota"),
          entry("AllocationFailed", "try another size of machine or another region, or try later"),
          entry("AllocationTimedout", "look at the pool's resize errors, and resize again"),
          // Now or never.
          entry("ServerBusy", WAIT),
          entry("TooManyRequests", WAIT),
          entry("InternalError", WAIT),
          entry("OperationTimedOut", WAIT),
          entry("OperationInvalidForCurrentState", WAIT_FOR_STATE),
          entry("ConditionNotMet", "someone else changed it: read it again, then decide"),
          // What is not there, there already, or on its way out.
          entry("ResourceNotFound", GONE),
          entry("AccountNotFound", "check the endpoint's address"),
          entry("ApplicationNotFound", GONE),
          entry("PoolNotFound", GONE),
          entry("NodeNotFound", "list the pool's nodes: this one has left"),
          entry("JobNotFound", GONE),
          entry("JobScheduleNotFound", GONE),
          entry("TaskNotFound", GONE),
          entry("NodeUserNotFound", NO_USERS),
          entry("CertificateNotFound", NO_CERTIFICATES),
          entry("PathNotFound", "check the file's path: it begins below the folder of files"),
          entry("StorageAccountNotFound", "link a storage account to the Batch account"),
          entry(
              "NodeAgentSKUNotFound", "list the supported images, and name the image's node agent"),
          entry("FileNotFound", "list the files: they go with the task's retention time"),
          entry("TaskFilesUnavailable", "wait until the task has begun"),
          entry("TaskFilesCleanedup", "read its outputs in storage: the node keeps them no longer"),
          entry("ResourceAlreadyExists", EXISTS),
          entry("PoolExists", EXISTS),
          entry("JobExists", EXISTS),
          entry("JobScheduleExists", EXISTS),
          entry("JobScheduleWithSameIdExists", SAME_ID),
          entry("JobWithSameIdExists", SAME_ID),
          entry("CertificateExists", NO_CERTIFICATES),
          entry("NodeUserExists", NO_USERS),
          entry("TaskExists", EXISTS),
          entry("PoolBeingCreated", WAIT_FOR_STATE),
          entry("PoolBeingResized", "wait until the pool is steady, or stop its resize"),
          entry("PoolBeingDeleted", BEING_DELETED),
          entry("CertificateBeingDeleted", NO_CERTIFICATES),
          entry("CertificateDeleteFailed", NO_CERTIFICATES),
          entry("CertificateStateActive", NO_CERTIFICATES),
          entry("JobBeingDeleted", BEING_DELETED),
          entry("JobScheduleBeingDeleted", BEING_DELETED),
          entry("JobBeingTerminated", ENDED),
          entry("JobCompleted", ENDED),
          entry("JobDisabled", "find out who stopped it, then enable it"),
          entry("JobNotDisabled", "disable the job first, and enable it when it is changed"),
          entry("JobNotActive", "find out who stopped or ended it"),
          entry("JobScheduleCompleted", "make a new schedule: this one has ended"),
          entry("JobScheduleBeingTerminated", "make a new schedule: this one ends"),
          entry("JobScheduleDisabled", "find out who stopped it, then enable it"),
          entry("TaskNotCompleted", "wait until the task has ended, or end it"),
          entry("TaskSucceeded", "add a new task: one that succeeded does not run again"),
          entry("TaskCompleted", "reactivate it, or add a new task"),
          entry("JobPreparationTaskNotSpecified", "the job has none: there is nothing to read"),
          entry("JobPreparationTaskNotRunOnNode", "wait until a task of the job has run there"),
          entry("JobReleaseTaskNotSpecified", "the job has none: there is nothing to read"),
          entry("JobReleaseTaskNotRunOnNode", "wait until the job has ended there"),
          // Nodes.
          entry("NodeStateUnusable", "investigate the node, then remove it from the pool"),
          entry("NodeBeingCreated", WAIT_FOR_STATE),
          entry("NodeBeingStarted", WAIT_FOR_STATE),
          entry("NodeBeingRebooted", WAIT_FOR_STATE),
          entry("NodeBeingReimaged", WAIT_FOR_STATE),
          entry("NodeAlreadyInTargetSchedulingState", "go on: nothing is left to do"),
          entry("OperationNotValidOnNode", "read the node's state: it takes this in another one"),
          entry("OperationNotValidOnPool", "read the pool: it is not of the kind that takes this"),
          entry("IOError", "ask again, and remove the node when it stays so: its disk may be bad"),
          entry("NodeCountsMismatch", "ask again"),
          // What was asked.
          entry("RequestBodyTooLarge", "send less with one request"),
          entry("MetadataTooLarge", "shorten the metadata"),
          entry("TaskDependencyListTooLong", "depend on ranges of ids, or on fewer tasks"),
          entry("TaskDependencyRangesTooLong", "depend on fewer ranges of ids"),
          entry("TaskIdSameAsJobPreparationTask", "choose another id for the task"),
          entry("TaskIdSameAsJobReleaseTask", "choose another id for the task"),
          entry("InvalidAutoScalingSettings", "evaluate the formula first, and mend it"),
          entry("AutoScalingFormulaSyntaxError", "evaluate the formula first, and mend it"),
          entry("AutoScaleFormulaTooLong", "shorten the formula: it may have 8 KB"),
          entry("AutoScalingFormulaTooLong", "shorten the formula: it may have 8 KB"),
          entry("TooManyEnableAutoScaleRequests", "wait half a minute between two formulas"),
          entry("AutoScalingFormulaEvaluationError", "evaluate the formula first, and mend it"),
          entry(
              "TaskDependenciesNotSpecifiedOnJob",
              "make the job anew with usesTaskDependencies, or leave the dependencies out"),
          entry(
              "InvalidApplicationPackageReferences",
              "check the application's id and version, and that it has a default version"),
          entry("InvalidCertificateReferences", NO_CERTIFICATES),
          entry("InvalidConstraintValue", "check the constraints: times, and retries from -1"),
          entry("UnsupportedConstraint", "leave the constraint out that is named"),
          entry("InvalidMetadata", "take the characters out of the metadata that are not allowed"),
          entry("EmptyMetadataKey", "give each piece of metadata a name"),
          entry(
              "MultipleConditionHeadersNotSupported",
              "ask with one condition: an ETag or a time, not both"),
          entry("OSVersionNotFound", NO_OS_VERSIONS),
          entry("OSVersionDisabled", NO_OS_VERSIONS),
          entry("OSVersionExpired", NO_OS_VERSIONS),
          entry("PoolNotEligibleForOSVersionUpgrade", NO_OS_VERSIONS),
          entry("PoolVersionEqualsUpgradeVersion", "go on: nothing is left to do"),
          entry("UpgradePoolVersionConflict", WAIT_FOR_STATE),
          entry("InvalidInput", REPORT),
          entry("InvalidUri", "check the endpoint's address and the names in the request"),
          entry(
              "RequestUrlFailedToParse",
              "check the endpoint's address and the names in the request"),
          entry("HostInformationNotPresent", PROXY),
          entry("InvalidHttpVerb", PROXY),
          entry("UnsupportedHttpVerb", PROXY),
          entry("UnsupportedHttpVersion", PROXY),
          entry("MissingContentLengthHeader", PROXY),
          entry("MissingRequiredHeader", PROXY),
          entry("UnsupportedHeader", PROXY),
          entry("MissingRequiredQueryParameter", REPORT),
          entry("OutOfRangeQueryParameterValue", REPORT),
          entry("UnsupportedQueryParameter", REPORT),
          entry("UnsupportedProperty", REPORT),
          entry("ResourceTypeMismatch", REPORT),
          entry("NotImplemented", "leave it: the service of this region does not offer it"),
          entry("InvalidPropertyValue", REPORT),
          entry("InvalidRequestBody", REPORT),
          entry("InvalidQueryParameterValue", REPORT),
          entry("InvalidHeaderValue", REPORT),
          entry("MissingRequiredProperty", REPORT),
          entry("OutOfRangeInput", REPORT),
          entry("OutOfRangePriority", "choose a priority from -1000 to 1000"),
          entry("InvalidRange", "ask for a part of the file that is there"),
          entry(
              "UnsupportedRequestVersion",
              "update this library: the service took its version away"),
          entry(
              "InvalidRestAPIForAccountSetting",
              "an account that makes pools in the user's subscription takes no keys for this: sign"
                  + " in with Microsoft Entra ID"));

  private BatchRemedies() {}

  /** What to do about {@code code}; by the answer's status when the code is not known. */
  static String of(int status, String code) {
    String known = REMEDIES.get(code);
    if (known != null) {
      return known;
    }
    if (code.contains("Quota")) {
      return QUOTA;
    }
    return switch (status) {
      case 301, 302, 303, 307, 308 ->
          "check the endpoint's address: no redirect is followed, as a credential would go along";
      case 401, 403 -> ACCESS;
      case 404 -> GONE;
      case 408, 429, 500, 502, 503, 504 -> WAIT;
      case 409 -> WAIT_FOR_STATE;
      case 412 -> REMEDIES.get("ConditionNotMet");
      case 413 -> REMEDIES.get("RequestBodyTooLarge");
      default -> "check the endpoint's address, and report this with the request's id";
    };
  }

  /** The refusal that a caller sees. What was thrown stays out: it may hold what was answered. */
  static Refusal refusal(
      Dialect dialect,
      BatchRequest request,
      CallFailure failure,
      int attempts,
      Earlier earlier,
      Origin endpoint) {
    ServiceAnswer answer = failure.answer(request.operation());
    boolean isOpen = earlier == Earlier.MAY_HAVE_DONE_IT && !request.isRead();
    if (failure.getCause() instanceof Refusal unsigned && !isOpen) {
      return unsigned;
    }
    String tried = request.tried();
    String on = request.on();
    String why = why(dialect, failure, attempts, endpoint);
    if (earlier == Earlier.LEFT_NO_TRACE) {
      why += ", and what is there does not show that it was done";
    }
    String next = next(dialect, failure, answer);
    if (isOpen) {
      next = lookFirst(request, failure, next);
    }
    if (failure.kind() == Kind.UNSIGNED || answer.status() == 401 || answer.status() == 403) {
      return new AccessRefusal(tried, on, why, next, answer, null);
    }
    if (answer.code().contains("Quota")) {
      return new CapacityRefusal(tried, on, why, next, answer, null);
    }
    return new ServiceRefusal(tried, on, why, next, answer, null);
  }

  /**
   * The refusal when nothing was sent, or its answer not waited for, whatever the service is.
   *
   * @param at what was to answer, with its address
   * @param kept goes on from {@code try again}
   */
  static ServiceRefusal unanswered(
      String tried, String on, String at, String kept, CallFailure failure) {
    return new ServiceRefusal(
        tried, on, whyUnanswered(failure, at), nextUnanswered(failure) + kept, failure);
  }

  private static String whyUnanswered(CallFailure failure, String at) {
    return switch (failure.kind()) {
      case OUT_OF_ORDER -> at + " is out of order, " + failure.getMessage();
      case TOO_LATE -> failure.getMessage() + ", at " + at;
      default -> failure.getMessage();
    };
  }

  private static String nextUnanswered(CallFailure failure) {
    return switch (failure.kind()) {
      case OUT_OF_ORDER -> "look at the service's health, and try again";
      case TOO_LATE -> "check the network, and try again";
      default -> "try again";
    };
  }

  private static String why(Dialect dialect, CallFailure failure, int attempts, Origin endpoint) {
    String at = dialect.endpoint + " " + endpoint;
    String times = attempts > 1 ? ", tried " + attempts + " times" : "";
    return switch (failure.kind()) {
      case NOT_SENT -> at + " does not answer";
      case NO_ANSWER -> "the connection to " + at + " broke" + times;
      case UNTRUSTED -> "the certificate of " + at + " is not trusted on this machine";
      case UNREADABLE -> "what answered at " + endpoint + " is not " + dialect.title;
      case ANSWERED ->
          failure.getMessage()
              + times
              + failure
                  .retryAfter()
                  .map(wait -> ", and asks to be left alone for " + wait.toSeconds() + " s")
                  .orElse("");
      case TOO_LARGE -> "a page of it is more than is read at once, " + failure.getMessage();
      case OUT_OF_ORDER, TOO_LATE, CROWDED -> whyUnanswered(failure, at);
      case INTERRUPTED -> failure.getMessage();
      case UNSIGNED -> "an answer was lost, and then it could not sign in: " + failure.getMessage();
    };
  }

  /** Whoever tries again what may have been done should know. */
  private static String lookFirst(BatchRequest request, CallFailure failure, String next) {
    if (request.repeat() == Repeat.ONLY_WHEN_NOT_DONE || failure.kind() == Kind.UNSIGNED) {
      return "look whether it was done all the same, before you try again";
    }
    return failure.kind() == Kind.ANSWERED && !failure.isTransient()
        ? "look whether an earlier attempt did it; if not, " + next
        : next;
  }

  private static String next(Dialect dialect, CallFailure failure, ServiceAnswer answer) {
    return switch (failure.kind()) {
      case NOT_SENT -> dialect.unreached;
      case NO_ANSWER -> "check the network, and try again";
      case UNTRUSTED, UNREADABLE -> "check the address, and whether a proxy answers in its place";
      case TOO_LARGE -> "ask for smaller pages";
      case OUT_OF_ORDER, TOO_LATE, CROWDED -> nextUnanswered(failure);
      case INTERRUPTED, UNSIGNED -> "try again";
      case ANSWERED -> dialect.remedy(answer.status(), answer.code());
    };
  }
}
