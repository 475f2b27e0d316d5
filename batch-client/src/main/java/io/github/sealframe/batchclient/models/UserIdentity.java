package io.github.sealframe.batchclient.models;

/**
 * Whom a task runs as; takes one of the two.
 *
 * @param username a user account of the pool
 * @param autoUser a user that the service makes
 */
public record UserIdentity(String username, AutoUserSpecification autoUser) {}
