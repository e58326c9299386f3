package dev.flysnap.sim.disk.copy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Compares file contents and writes only the blocks that differ. Size and modification time cannot
 * replace the comparison: they miss writes through a memory map and two writes within one clock
 * tick. Holes stay holes.
 *
 * <p>The source is read, not mapped, because a mapped file that shrinks crashes the JVM. The target
 * is used by nobody else and is mapped, which saves half of the copying.
 */
public final class ChangedBlocks implements FileCopy {
    private static final int BLOCK_BYTES = 64 << 10;

    /** Unit of work of one thread. */
    private static final int STRIPE_BYTES = 4 << 20;

    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

    private static final MemorySegment ZEROS =
            Arena.global().allocate(BLOCK_BYTES, Long.BYTES).asReadOnly();

    @Override
    public void copy(Path source, Path target) throws IOException {
        try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
                FileChannel out =
                        FileChannel.open(
                                target,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE)) {
            long size = in.size();
            long before = Math.min(out.size(), size);
            if (out.size() > size) {
                out.truncate(size);
            }
            try (Arena arena = Arena.ofShared()) {
                MemorySegment previous = out.map(FileChannel.MapMode.READ_ONLY, 0, before, arena);
                copyStripes(in, out, previous, size);
            }
            if (out.size() < size) {
                // The file ends with a hole: writing one zero byte gives it its length.
                out.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }

    private static void copyStripes(
            FileChannel in, FileChannel out, MemorySegment previous, long size) throws IOException {
        if (size <= STRIPE_BYTES) {
            copyStripe(in, out, previous, 0, size);
            return;
        }
        List<Future<?>> parts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (long start = 0; start < size; start += STRIPE_BYTES) {
                long from = start;
                long to = Math.min(size, start + STRIPE_BYTES);
                parts.add(
                        threads.submit(() -> {
                            copyStripe(in, out, previous, from, to);
                            return true;
                        }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("copying " + size + " bytes", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while copying", e);
        }
    }

    private static void copyStripe(
            FileChannel in, FileChannel out, MemorySegment previous, long from, long to)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(BLOCK_BYTES, Long.BYTES);
            long at = from;
            while (at < to) {
                ByteBuffer buffer =
                        block.asByteBuffer().limit((int) Math.min(BLOCK_BYTES, to - at));
                int read = in.read(buffer, at);
                if (read <= 0) {
                    // The file shrank while it was copied; a later pass copies the rest.
                    return;
                }
                if (differs(block.asSlice(0, read), previous, at)) {
                    write(out, buffer.flip(), at);
                }
                at += read;
            }
        }
    }

    /** The target reads as zeros beyond its end. */
    private static boolean differs(MemorySegment now, MemorySegment previous, long at) {
        long size = now.byteSize();
        long known = Math.clamp(previous.byteSize() - at, 0, size);
        return (known > 0 && MemorySegment.mismatch(now, 0, known, previous, at, at + known) >= 0)
                || MemorySegment.mismatch(now, known, size, ZEROS, 0, size - known) >= 0;
    }

    private static void write(FileChannel out, ByteBuffer block, long at) throws IOException {
        long position = at;
        while (block.hasRemaining()) {
            position += out.write(block, position);
        }
    }
}
