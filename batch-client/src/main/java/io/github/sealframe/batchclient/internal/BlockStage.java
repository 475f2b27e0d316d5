package io.github.sealframe.batchclient.internal;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import io.github.sealframe.core.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Puts the blocks of one blob where a commit finds them (Put Block), several at a time, each with
 * its MD5. A block's id is its place and its SHA-256, so that a send that was cut goes on where it
 * was: a block that is there with its id and size is not sent again, and two senders of the same
 * content send the same blocks. Used once, by one thread.
 *
 * <p>Whoever may write the blob can put other bytes under such an id. That is the same person who
 * could write the whole blob, and what comes of it is the same: nodes refuse it.
 */
final class BlockStage {
  /** Azure's limit of blocks in a blob. */
  static final int MAX_BLOCKS = 50_000;

  private static final long UNIT = 1 << 20;

  private final BlockBlobClient blob;
  private final long size;
  private final Semaphore room;
  private final int blockBytes;

  /**
   * @param blob where to
   * @param size bytes in all
   * @param smallest bytes of a block, unless that makes too many of them
   * @param room one permit for each block on its way, of this blob and of others
   */
  BlockStage(BlockBlobClient blob, long size, int smallest, Semaphore room) {
    this.blob = blob;
    this.size = size;
    this.room = room;
    this.blockBytes = blockBytes(size, smallest);
  }

  /** Follows from the size alone, so that the next send cuts the same content the same way. */
  static int blockBytes(long size, int smallest) {
    long least = -Math.floorDiv(-size, MAX_BLOCKS);
    return Math.toIntExact(Math.max(smallest, -Math.floorDiv(-least, UNIT) * UNIT));
  }

  /**
   * Reads all of {@code source} and sends what is not there yet.
   *
   * @return the ids of the blocks, in order
   * @throws IOException when {@code source} cannot be read
   * @throws BlobStorageException when the service refuses a block
   * @throws InterruptedException when the thread was interrupted; nothing is being sent any more
   */
  List<String> stage(InputStream source) throws IOException, InterruptedException {
    Map<String, Long> there = there();
    List<String> ids = new ArrayList<>();
    List<Future<?>> sent = new ArrayList<>();
    // Has no queue: every block that was given room is being sent, and gives it back.
    ExecutorService senders = Executors.newCachedThreadPool();
    try {
      for (long at = 0; at < size; at += blockBytes) {
        byte[] block = source.readNBytes((int) Math.min(blockBytes, size - at));
        String id = id(ids.size(), block);
        ids.add(id);
        if (!Long.valueOf(block.length).equals(there.get(id))) {
          send(id, block, senders, sent);
        }
      }
      // The end of the content: one that has grown meanwhile is refused by this read.
      source.read();
      for (Future<?> each : sent) {
        get(each);
      }
      return ids;
    } finally {
      senders.shutdownNow();
      // What is cut off here ends at once, or at the latest with the time limit of its request.
      senders.awaitTermination(Transport.RESPONSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private Map<String, Long> there() {
    Map<String, Long> there = new HashMap<>();
    try {
      for (Block block : blob.listBlocks(BlockListType.UNCOMMITTED).getUncommittedBlocks()) {
        there.put(block.getName(), block.getSizeLong());
      }
    } catch (BlobStorageException e) {
      if (!BlobFailure.isNoSuchBlob(e)) {
        throw e;
      }
    }
    return there;
  }

  /** Waits for room, and for no block: the first that failed ends the reading. */
  private void send(String id, byte[] block, ExecutorService senders, List<Future<?>> sent)
      throws InterruptedException {
    room.acquire();
    try {
      sent.add(senders.submit(() -> put(id, block)));
    } catch (RuntimeException | Error e) { // No thread could be made.
      room.release();
      throw e;
    }
    for (Iterator<Future<?>> each = sent.iterator(); each.hasNext(); ) {
      Future<?> one = each.next();
      if (one.isDone()) {
        get(one);
        each.remove();
      }
    }
  }

  private void put(String id, byte[] block) {
    try {
      blob.stageBlockWithResponse(
          new BlockBlobStageBlockOptions(id, BinaryData.fromBytes(block)).setContentMd5(md5(block)),
          null,
          Context.NONE);
    } finally {
      room.release();
    }
  }

  private static void get(Future<?> sent) throws InterruptedException {
    try {
      sent.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Ids of a blob's blocks have one length; 36 bytes are base64 without padding. */
  static String id(int index, byte[] block) {
    ByteBuffer id = ByteBuffer.allocate(Integer.BYTES + 32).putInt(index);
    MessageDigest digest = Sha256.digest();
    return Base64.getEncoder().encodeToString(id.put(digest.digest(block)).array());
  }

  /** The transfer checksum that storage compares; no proof against anybody. */
  static byte[] md5(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has MD5", e);
    }
  }
}
