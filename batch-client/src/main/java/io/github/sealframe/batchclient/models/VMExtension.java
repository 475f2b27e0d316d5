package io.github.sealframe.batchclient.models;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A virtual machine extension that nodes get.
 *
 * @param typeHandlerVersion version of its handler
 * @param autoUpgradeMinorVersion whether a newer minor version is taken when a node is made
 * @param enableAutomaticUpgrade whether it is upgraded by itself
 * @param settings its settings, as JSON
 * @param protectedSettings its secret settings, as JSON
 * @param provisionAfterExtensions names of extensions that go first
 */
public record VMExtension(
    String name,
    String publisher,
    String type,
    String typeHandlerVersion,
    Boolean autoUpgradeMinorVersion,
    Boolean enableAutomaticUpgrade,
    Map<String, Object> settings,
    Map<String, Object> protectedSettings,
    List<String> provisionAfterExtensions) {
  public VMExtension {
    settings = Copies.deep(settings);
    protectedSettings = Copies.deep(protectedSettings);
    provisionAfterExtensions = Copies.of(provisionAfterExtensions);
  }

  /** A builder with what Batch insists on. */
  public static Builder builder(String name, String publisher, String type) {
    return new Builder(name, publisher, type);
  }

  @Override
  public String toString() {
    return Shown.of(
        this, "name", "publisher", "type", "typeHandlerVersion", "provisionAfterExtensions");
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final String publisher;
    private final String type;
    private String typeHandlerVersion;
    private Boolean autoUpgradeMinorVersion;
    private Boolean enableAutomaticUpgrade;
    private Map<String, Object> settings;
    private Map<String, Object> protectedSettings;
    private List<String> provisionAfterExtensions;

    private Builder(String name, String publisher, String type) {
      this.name = Objects.requireNonNull(name, "name");
      this.publisher = Objects.requireNonNull(publisher, "publisher");
      this.type = Objects.requireNonNull(type, "type");
    }

    public Builder typeHandlerVersion(String value) {
      typeHandlerVersion = value;
      return this;
    }

    public Builder autoUpgradeMinorVersion(Boolean value) {
      autoUpgradeMinorVersion = value;
      return this;
    }

    public Builder enableAutomaticUpgrade(Boolean value) {
      enableAutomaticUpgrade = value;
      return this;
    }

    public Builder settings(Map<String, Object> value) {
      settings = value;
      return this;
    }

    public Builder protectedSettings(Map<String, Object> value) {
      protectedSettings = value;
      return this;
    }

    public Builder provisionAfterExtensions(List<String> value) {
      provisionAfterExtensions = value;
      return this;
    }

    public VMExtension build() {
      return new VMExtension(
          name,
          publisher,
          type,
          typeHandlerVersion,
          autoUpgradeMinorVersion,
          enableAutomaticUpgrade,
          settings,
          protectedSettings,
          provisionAfterExtensions);
    }
  }
}
