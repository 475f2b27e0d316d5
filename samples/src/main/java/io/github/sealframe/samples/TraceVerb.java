package io.github.sealframe.samples;

import io.github.sealframe.core.Downloader;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.PlanRecord;
import io.github.sealframe.core.Trace;
import io.github.sealframe.integrity.SignedApproval;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows a frame back to the packages that it was made with. */
@Command(
    name = "trace",
    description =
        "Tells which task, node and packages a frame comes from, or what of it is missing.",
    mixinStandardHelpOptions = true)
final class TraceVerb implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private FarmOptions options;

  @Parameters(paramLabel = "JOB", description = "The job's id, as `submit` printed it.")
  private String job;

  @Option(names = "--frame", required = true, paramLabel = "N", description = "The frame.")
  private int frame;

  @Override
  public Integer call() throws IOException {
    Farm farm = options.look();
    PlanRecord plan = Downloader.plan(farm.blobs(), JobOption.parse(job));
    Trace trace = Trace.of(farm.blobs(), plan, frame);
    Map<String, Object> document = document(trace);
    document.put("emulator", options.isLocal());
    output.result(document, (options.isLocal() ? "farm      an emulator\n" : "") + text(trace));
    return ExitCode.DONE;
  }

  private static Map<String, Object> document(Trace trace) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("job", trace.plan().job().value());
    document.put("plan", trace.plan().digest().hex());
    document.put("frame", trace.frame());
    document.put("digest", trace.digest().hex());
    document.put("task", trace.task().value());
    document.put("pool", trace.plan().pool().value());
    document.put("node", trace.node().value());
    document.put("renderer", document(trace.renderer()));
    document.put("scene", document(trace.scene()));
    document.put("approval", approval(trace).<Object>map(TraceVerb::document).orElse("none"));
    return document;
  }

  private static Optional<SignedApproval> approval(Trace trace) {
    return trace
        .approval()
        .map(text -> SignedApproval.parse(text.getBytes(StandardCharsets.UTF_8), "the approval"));
  }

  private static Map<String, Object> document(SignedApproval approval) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("digest", approval.digest().hex());
    document.put("pin", approval.approval().pin().hex());
    document.put("package", approval.approval().packageName().value());
    document.put("version", approval.approval().version().toString());
    document.put("reviewer", approval.approval().reviewer().value());
    document.put("approved", approval.approval().approved().toString());
    return document;
  }

  private static Map<String, Object> document(Trace.Proof proof) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("pin", proof.attestation().pin().hex());
    document.put("archive", proof.attestation().archive().hex());
    document.put("verifier", proof.attestation().verifier().hex());
    document.put("how", proof.attestation().how());
    document.put("engine", proof.attestation().engine());
    document.put("capabilities", proof.attestation().capabilities());
    document.put("image", proof.attestation().image());
    document.put("time", proof.attestation().time());
    document.put("attestation", proof.attestation().digest().hex());
    document.put("witnessed", proof.witnessed());
    return document;
  }

  private static String text(Trace trace) {
    return String.format(
        """
        frame     %d, %s
        task      %s of job %s
        plan      %s
        node      %s of pool %s
        image     %s
        renderer  %s
        approval  %s
        scene     %s""",
        trace.frame(),
        trace.digest(),
        trace.task(),
        trace.plan().job(),
        trace.plan().digest(),
        trace.node(),
        trace.plan().pool(),
        trace.renderer().attestation().image(),
        text(trace.renderer()),
        approval(trace)
            .map(signed -> signed.digest() + " by " + signed.approval().reviewer())
            .orElse("none"),
        text(trace.scene()));
  }

  private static String text(Trace.Proof proof) {
    return String.format(
        "%s, %s %s, %s",
        proof.attestation().pin(),
        proof.attestation().how(),
        proof.attestation().time(),
        proof.witnessed() ? "also read from the node" : "not read from the node");
  }
}
