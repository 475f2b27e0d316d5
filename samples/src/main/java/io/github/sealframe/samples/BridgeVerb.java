package io.github.sealframe.samples;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Serves another program over its standard streams. */
@Command(
    name = "bridge",
    description = {
      "Answers JSON-RPC 2.0 on stdin and stdout.",
      "Requests are `plan` and `submit`, notifications `event`, with Content-Length framing. Ends"
          + " when stdin does; jobs in Azure go on."
    },
    mixinStandardHelpOptions = true)
final class BridgeVerb implements Callable<Integer> {
  @Mixin private FarmOptions options;

  @Override
  public Integer call() throws IOException {
    InputStream in = System.in;
    PrintStream out = System.out;
    // Nothing but messages may reach the other side, whatever a library prints.
    System.setOut(System.err);
    try (Session session =
            new Session(options::openUnasked, options.sessionLimit(), Clock.systemUTC());
        Bridge bridge = new Bridge(session)) {
      session.use(OpenFarm::production); // What is wrong with it is told at once.
      Launcher<Bridge.Client> launcher =
          new Launcher.Builder<Bridge.Client>()
              .setLocalService(bridge)
              .setRemoteInterface(Bridge.Client.class)
              .setInput(in)
              .setOutput(out)
              .create();
      bridge.connect(launcher.getRemoteProxy());
      launcher.startListening().get();
      return ExitCode.DONE;
    } catch (ExecutionException e) {
      throw new IOException("the connection to the other program broke", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.UNEXPECTED;
    } finally {
      System.setOut(out);
    }
  }
}
