package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.databind.JsonNode;

/** How a service of Azure is spoken to, and how it tells of errors. */
enum Dialect {
  /** The Batch service. */
  BATCH(
      "the Batch service",
      "the Batch endpoint",
      "check the address and the network, or start the emulator",
      BatchConnection.API_VERSION,
      "application/json; odata=minimalmetadata; charset=utf-8",
      "application/json;odata=minimalmetadata",
      "") {
    @Override
    BatchFailure failure(int status, JsonNode body, String requestId) {
      return new BatchFailure(
          title,
          status,
          Redaction.of(body.path("code").asText("")),
          BatchFailure.firstLine(body.path("message").path("value").asText("")),
          requestId);
    }

    @Override
    String remedy(int status, String code) {
      return BatchRemedies.of(status, code);
    }
  },

  /** Azure Resource Manager, in the version of its Batch provider. */
  RESOURCE_MANAGER(
      "Azure Resource Manager",
      "Azure Resource Manager at",
      "check the address and the network",
      "2024-07-01",
      "application/json",
      "application/json",
      "x-ms-") {
    @Override
    BatchFailure failure(int status, JsonNode body, String requestId) {
      return ArmFailure.of(title, status, body.path("error"), requestId);
    }

    @Override
    String remedy(int status, String code) {
      return ArmFailure.remedy(status, code);
    }
  },

  /** Azure Resource Manager about any resource: each request names the version of its provider. */
  RESOURCES(
      RESOURCE_MANAGER.title,
      RESOURCE_MANAGER.endpoint,
      RESOURCE_MANAGER.unreached,
      "",
      RESOURCE_MANAGER.contentType,
      RESOURCE_MANAGER.accept,
      RESOURCE_MANAGER.headerPrefix) {
    @Override
    BatchFailure failure(int status, JsonNode body, String requestId) {
      return RESOURCE_MANAGER.failure(status, body, requestId);
    }

    @Override
    String remedy(int status, String code) {
      return status == 403 || code.equals("AuthorizationFailed")
          ? "give whoever asks a role with the right that is named"
          : RESOURCE_MANAGER.remedy(status, code);
    }
  },

  /** Key Vault, about secrets without their values. */
  VAULT(
      "Key Vault",
      "the vault",
      RESOURCE_MANAGER.unreached,
      "7.4",
      RESOURCE_MANAGER.contentType,
      RESOURCE_MANAGER.accept,
      RESOURCE_MANAGER.headerPrefix) {
    /** The words around the code may hold anything. */
    @Override
    BatchFailure failure(int status, JsonNode body, String requestId) {
      return new BatchFailure(title, status, VaultFailure.code(body), "", requestId);
    }

    @Override
    String remedy(int status, String code) {
      return switch (status) {
        case 401 -> "sign in to the tenant that the vault belongs to";
        case 403 -> "give whoever asks the role Key Vault Secrets Officer on the secret";
        default -> "wait a while and try again";
      };
    }
  };

  /** What it is called in a sentence. */
  final String title;

  /** What stands before its address in a sentence. */
  final String endpoint;

  /** What to do when it is not reached. */
  final String unreached;

  final String apiVersion;
  final String contentType;
  final String accept;

  /** What the names of the headers with ids of requests begin with. */
  final String headerPrefix;

  Dialect(
      String title,
      String endpoint,
      String unreached,
      String apiVersion,
      String contentType,
      String accept,
      String headerPrefix) {
    this.title = title;
    this.endpoint = endpoint;
    this.unreached = unreached;
    this.apiVersion = apiVersion;
    this.contentType = contentType;
    this.accept = accept;
    this.headerPrefix = headerPrefix;
  }

  /** Reads an error; a body that is none gives one that says no more than its status. */
  abstract BatchFailure failure(int status, JsonNode body, String requestId);

  /** What to do about {@code code}; by the answer's status when the code is not known. */
  abstract String remedy(int status, String code);
}
