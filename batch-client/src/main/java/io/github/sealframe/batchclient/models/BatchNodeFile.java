package io.github.sealframe.batchclient.models;

/**
 * A file or folder of a node or task: {@code File_ListFromComputeNode}, {@code File_ListFromTask}.
 *
 * @param name its path
 * @param url its URL
 * @param isDirectory whether it is a folder
 * @param properties of a file
 */
public record BatchNodeFile(
    String name, String url, Boolean isDirectory, FileProperties properties) {}
