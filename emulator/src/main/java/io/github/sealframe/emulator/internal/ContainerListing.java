package io.github.sealframe.emulator.internal;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One page of the blobs of a container.
 *
 * @param status HTTP status; what is not 200 has no blobs
 * @param next marker of the next page; empty after the last
 */
record ContainerListing(int status, List<String> blobs, String next) {

  private static final XMLInputFactory XML = XMLInputFactory.newInstance();

  static {
    // Nothing outside of the answer is ever read.
    XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
  }

  /**
   * Reads a page.
   *
   * @param container its address, with its SAS or a token
   * @param marker of the page; empty for the first
   */
  static ContainerListing read(
      BlobTransfer blobs,
      BlobTransfer.Address container,
      String prefix,
      String marker,
      Interruptible interruptible)
      throws IOException {
    StringBuilder query = new StringBuilder("restype=container&comp=list");
    query.append("&prefix=").append(encoded(prefix));
    if (!marker.isEmpty()) {
      query.append("&marker=").append(encoded(marker));
    }
    if (container.url().getRawQuery() != null) {
      query.append('&').append(container.url().getRawQuery());
    }
    String address = container.url().toString();
    int question = address.indexOf('?');
    BlobTransfer.Text answer =
        blobs.read(
            new BlobTransfer.Address(
                URI.create((question < 0 ? address : address.substring(0, question)) + "?" + query),
                container.token()),
            interruptible);
    return answer.status() == 200
        ? parse(answer.text())
        : new ContainerListing(answer.status(), List.of(), "");
  }

  private static ContainerListing parse(String xml) throws IOException {
    List<String> names = new ArrayList<>();
    String next = "";
    try {
      XMLStreamReader reader = XML.createXMLStreamReader(new StringReader(xml));
      try {
        while (reader.hasNext()) {
          if (reader.next() == XMLStreamReader.START_ELEMENT) {
            switch (reader.getLocalName()) {
              case "Name" -> names.add(reader.getElementText());
              case "NextMarker" -> next = reader.getElementText();
              default -> {}
            }
          }
        }
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw new IOException("The list of blobs is no XML", e);
    }
    return new ContainerListing(200, names, next);
  }

  /** The address of one of the blobs, with the SAS of the container. */
  static URI blob(URI container, String name) throws IOException {
    try {
      return OutputFiles.blobUrl(container.toString(), name);
    } catch (URISyntaxException e) {
      throw new IOException("The blob " + name + " has no address", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
