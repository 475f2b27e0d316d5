package io.github.sealframe.emulator;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests of a JUnit 5 class an emulator as a parameter of type {@link BatchEmulator}.
 *
 * <p>It starts when it is first asked for, on a free port, and ends after the last test of the
 * outermost class; all tests of that class, its constructor and its life cycle methods are given
 * the same one. {@code @ExtendWith(BatchEmulatorExtension.class)} starts it with the defaults, a
 * static field with {@code @RegisterExtension} with settings of its own.
 *
 * <p>Needs {@code org.junit.jupiter:junit-jupiter-api}, which this library does not bring.
 */
public final class BatchEmulatorExtension implements ParameterResolver {

  private record Running(BatchEmulator emulator) implements CloseableResource {
    @Override
    public void close() {
      emulator.close();
    }
  }

  private final BatchEmulator.Settings settings;

  /** Starts emulators with {@link BatchEmulator.Settings#defaults}. */
  public BatchEmulatorExtension() {
    this(BatchEmulator.Settings.defaults());
  }

  /** Starts emulators with these settings; with a fixed port, classes cannot run side by side. */
  public BatchEmulatorExtension(BatchEmulator.Settings settings) {
    this.settings = settings;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == BatchEmulator.class;
  }

  /**
   * The emulator of the class.
   *
   * @throws EmulatorStartException when it cannot be started
   */
  @Override
  public BatchEmulator resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext outermost = context;
    while (!outermost.getParent().orElseThrow().equals(context.getRoot())) {
      outermost = outermost.getParent().orElseThrow();
    }
    return outermost
        .getStore(Namespace.create(BatchEmulatorExtension.class, this))
        .getOrComputeIfAbsent(
            Running.class, key -> new Running(BatchEmulator.start(settings)), Running.class)
        .emulator();
  }
}
