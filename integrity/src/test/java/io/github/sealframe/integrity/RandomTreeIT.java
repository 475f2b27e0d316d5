package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.SealedPackage;
import io.github.sealframe.integrity.Node.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever tree is packaged is installed and proved, and whatever is then done to it is refused by
 * Java and by the script. Each way to change a tree is tried as often as the others. {@code
 * -Dsealframe.seeds} says how many trees: 20, or 500 with the profile nightly. {@code
 * -Dsealframe.seed} makes one again, by the seed that a failure names.
 */
class RandomTreeIT {
  @TempDir Path temp;

  static LongStream seeds() {
    Long one = Long.getLong("sealframe.seed");
    int ways = RandomTree.WAYS;
    SecureRandom random = new SecureRandom();
    return one == null
        ? LongStream.range(0, Integer.getInteger("sealframe.seeds", 2 * ways))
            .map(i -> (long) random.nextInt() * ways + i % ways)
        : LongStream.of(one);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void roundTripsAndRefusesOneChange(long seed) throws IOException, InterruptedException {
    String told = "again with -Dsealframe.seed=" + seed;
    RandomTree random = new RandomTree(seed);
    Path tree = random.make(temp.resolve("tree"));
    NodePackageGate packages = new NodePackageGate(temp.resolve("work"));
    SealedPackage sealed = packages.seal(PackageTree.of(tree));
    GateTask gate = packages.check(sealed, ContainerRole.PACKAGES);
    Node node = new Node(Files.createDirectory(temp.resolve("node")));
    node.fetch(gate);

    assertThat(node.run(gate)).as(told).isEqualTo(new Result(0, ""));
    Path installed = node.installed(sealed);
    Manifest manifest = Manifest.read(node.task.resolve(VerifierScript.MANIFEST_NAME));
    assertThat(manifest.pin()).as(told).isEqualTo(sealed.pin());
    assertThat(manifest.check(installed)).as(told).isEmpty();
    assertThat(Manifest.of(PackageTree.of(installed)).pin()).as(told).isEqualTo(sealed.pin());

    String change = random.mutate(installed);

    assertThat(manifest.check(installed)).as(told + ": " + change).isNotEmpty();
    Result result = node.run(gate);
    assertThat(result.exit()).as(told + ": " + change + ": " + result.stderr()).isIn(11, 12, 14);
    assertThat(result.stderr()).as(told + ": " + change).hasLineCount(1);
  }
}
