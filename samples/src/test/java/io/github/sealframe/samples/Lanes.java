package io.github.sealframe.samples;

import io.github.sealframe.emulator.Azurite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/** Runs a few things at a time, each with a storage account of its own. */
final class Lanes implements AutoCloseable {
  private static final int COUNT = 3;

  private final List<Azurite> all = new ArrayList<>();
  private final BlockingQueue<Azurite> free = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(COUNT);

  /** One of the things. */
  @FunctionalInterface
  interface Run {
    void with(Azurite azurite) throws Exception;
  }

  Lanes(Path folder) throws IOException {
    for (int i = 0; i < COUNT; i++) {
      Path data = Files.createDirectory(folder.resolve("lane-" + i));
      all.add(Azurite.start(LocalServices.blobs(data)));
    }
    free.addAll(all);
  }

  Future<?> run(Run run) {
    return threads.submit(
        () -> {
          Azurite azurite = free.take();
          try {
            run.with(azurite);
          } finally {
            free.add(azurite);
          }
          return null;
        });
  }

  @Override
  public void close() {
    threads.shutdownNow();
    all.forEach(Azurite::close);
  }
}
