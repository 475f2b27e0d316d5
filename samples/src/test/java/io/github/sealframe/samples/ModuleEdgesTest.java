package io.github.sealframe.samples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import whom. */
@AnalyzeClasses(
    packages = "io.github.sealframe",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ModuleEdgesTest {
  private static final String ROOT = "io.github.sealframe.";
  private static final String CORE = ROOT + "core..";
  private static final String INTEGRITY = ROOT + "integrity..";
  private static final String BATCH_CLIENT = ROOT + "batchclient..";
  private static final String EMULATOR = ROOT + "emulator..";
  private static final String SAMPLES = ROOT + "samples..";

  @ArchTest
  static final ArchRule coreImportsNoModuleNoHttpAndNoJson =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              INTEGRITY,
              BATCH_CLIENT,
              EMULATOR,
              SAMPLES,
              "java.net.http..",
              "com.sun.net..",
              "com.azure..",
              "com.fasterxml..");

  @ArchTest
  static final ArchRule integrityImportsCoreOnly =
      noClasses()
          .that()
          .resideInAPackage(INTEGRITY)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(BATCH_CLIENT, EMULATOR, SAMPLES, "com.azure..");

  @ArchTest
  static final ArchRule batchClientImportsCoreOnly =
      noClasses()
          .that()
          .resideInAPackage(BATCH_CLIENT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INTEGRITY, EMULATOR, SAMPLES);

  @ArchTest
  static final ArchRule emulatorImportsNoModule =
      noClasses()
          .that()
          .resideInAPackage(EMULATOR)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CORE, INTEGRITY, BATCH_CLIENT, SAMPLES, "com.azure..");

  @ArchTest
  static final ArchRule onlyBatchClientImportsAzure =
      noClasses()
          .that()
          .resideOutsideOfPackage(BATCH_CLIENT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.azure..");

  @ArchTest
  static final ArchRule onlyEmulatorAndSamplesStartProcesses =
      noClasses()
          .that()
          .resideOutsideOfPackages(EMULATOR, SAMPLES)
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(ProcessBuilder.class, Process.class, ProcessHandle.class);
}
