package dev.flysnap.agent.copy;

import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.seal.SealedOutput;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.copy.CopyProgress;
import dev.flysnap.sqlite.copy.PinnedDatabase;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The database's own file, sealed while it is read: only the last part can be read again. Its
 * producer waits while nobody reads.
 */
final class StreamContent implements CopyContent {
    private static final int BLOCK_BYTES = 256 << 10;
    private static final int QUEUED_BLOCKS = 4;
    private static final long MAX_WAIT_SECONDS = 120;
    private static final int LOOK_MS = 200;

    private final BlockingQueue<Block> blocks = new ArrayBlockingQueue<>(QUEUED_BLOCKS);
    private byte[] last = {};
    private long lastFrom;
    private Optional<SealedOutput.Result> result = Optional.empty();
    private final CopyProgress progress;

    StreamContent(CopyProgress progress) {
        this.progress = progress;
    }

    private sealed interface Block {
        record Bytes(ByteBuffer bytes) implements Block {}

        record End(SealedOutput.Result result) implements Block {}

        record Failure(String why) implements Block {}
    }

    /** In the producer's thread, until all was read or nobody asks for it. Never throws. */
    void produce(PinnedDatabase database, Sealing sealing) {
        try {
            Queue queue = new Queue();
            try (SealedOutput out = SealedOutput.over(queue, sealing, BLOCK_BYTES)) {
                database.writeTo(out, progress);
                SealedOutput.Result end = out.finish();
                queue.pass();
                put(new Block.End(end));
            } catch (FlysnapException e) {
                put(new Block.Failure(e.problem().why()));
            } catch (IOException e) {
                put(new Block.Failure(FailureText.of(e)));
            }
        } catch (IOException e) {
            // Whoever reads all the same hears of it.
            blocks.clear();
            boolean _ = blocks.offer(new Block.Failure(FailureText.of(e)));
        }
    }

    /**
     * Looks at a flag: an interrupt would close the file, and drop the locks of everybody on it.
     */
    private void put(Block block) throws IOException {
        try {
            while (!progress.isCancelled()) {
                if (blocks.offer(block, LOOK_MS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            throw new InterruptedIOException("nobody has asked for it for too long");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the agent is being stopped");
        }
    }

    private final class Queue extends OutputStream {
        private final byte[] block = new byte[BLOCK_BYTES];
        private int used;

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                int count = Math.min(length - done, block.length - used);
                System.arraycopy(bytes, offset + done, block, used, count);
                used += count;
                done += count;
                if (used == block.length) {
                    pass();
                }
            }
        }

        void pass() throws IOException {
            put(new Block.Bytes(ByteBuffer.wrap(Arrays.copyOf(block, used))));
            used = 0;
        }
    }

    @Override
    public synchronized CopyBytes read(long from, int maxBytes) throws IOException {
        long end = lastFrom + last.length;
        if (from < lastFrom || from > end) {
            throw new IOException("this part was sent already, and is not kept");
        }
        if (from == end && result.isEmpty()) {
            last = next(Math.min(maxBytes, MAX_PART_BYTES));
            lastFrom = end;
        }
        int skipped = (int) (from - lastFrom);
        byte[] part =
                skipped == 0 && last.length <= maxBytes
                        ? last
                        : Arrays.copyOfRange(
                                last,
                                skipped,
                                Math.min(last.length, skipped + Math.max(maxBytes, 1)));
        return new CopyBytes(part, result.map(it -> it.stored().bytes()));
    }

    /** Blocks until there is a part, or the end. */
    private byte[] next(int maxBytes) throws IOException {
        byte[] part = new byte[Math.max(maxBytes, BLOCK_BYTES)];
        int used = 0;
        while (used + BLOCK_BYTES <= part.length) {
            switch (taken()) {
                case Block.Bytes(ByteBuffer bytes) -> {
                    int count = bytes.remaining();
                    bytes.get(part, used, count);
                    used += count;
                }
                case Block.End(SealedOutput.Result end) -> {
                    result = Optional.of(end);
                    return Arrays.copyOf(part, used);
                }
                case Block.Failure(String why) -> throw new IOException(why);
            }
        }
        return used == part.length ? part : Arrays.copyOf(part, used);
    }

    private Block taken() throws IOException {
        try {
            return Optional.ofNullable(blocks.poll(MAX_WAIT_SECONDS, TimeUnit.SECONDS))
                    .orElseThrow(() -> new IOException("the disk gave nothing for two minutes"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the agent is being stopped");
        }
    }

    @Override
    public synchronized Optional<ContentHash> stored() {
        return result.map(SealedOutput.Result::stored);
    }

    @Override
    public synchronized Optional<ContentHash> plain() {
        return result.map(SealedOutput.Result::plain);
    }

    /** Its producer asks whether somebody wants it. */
    @Override
    public void close() {}
}
