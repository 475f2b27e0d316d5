package io.github.sealframe.core;

import java.util.Locale;

/**
 * Something that one production has for itself.
 *
 * @param kind what it is
 * @param id its host, resource id or path; Azure compares the first two without case
 */
public record Belonging(Kind kind, String id) {
  /** Folds what Azure compares without case. */
  public Belonging {
    id = kind == Kind.WORK_FOLDER ? id : id.toLowerCase(Locale.ROOT);
  }

  /** What no two productions share, in the order of a production file. */
  public enum Kind {
    /** The Batch account, by its host. */
    BATCH_ACCOUNT("`batch`", "wf-hybrid-time-space-isolation"),
    /** The storage account, by its host. */
    STORAGE_ACCOUNT("`storage`", "batch-exclusive-storage"),
    /** The key vault, by its host. */
    VAULT("`vault`", "kv-per-production"),
    /** The virtual network, by its resource id. */
    NETWORK("the network of `subnet`", "net-vnet-per-production"),
    /** The nodes' identity, by its resource id. */
    IDENTITY("`identity`", "wf-batch-node-scoped-input"),
    /** The workspace that logs go to, by its resource id. */
    WORKSPACE("`workspace`", "monitor-segregate-workspaces"),
    /** The subscription, by its id; a waiver can allow two productions in one. */
    SUBSCRIPTION("the subscription", "portal-subscription-per-production"),
    /** The folder on this machine with sealed packages and the journal. */
    WORK_FOLDER("`--work`", "sql-separate");

    private final String field;
    private final String control;

    Kind(String field, String control) {
      this.field = field;
      this.control = control;
    }

    /** Where people say which it is. */
    String field() {
      return field;
    }

    /** Id of the control that keeps it apart. */
    public String control() {
      return control;
    }

    /** Its word in a register. */
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
