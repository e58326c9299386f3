package dev.flysnap.load;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What one writer was told is committed: for each commit in turn, when it began and when it was
 * told, as {@link System#nanoTime}, which all processes of a machine share.
 */
final class Acks implements AutoCloseable {
    private static final int BYTES = 16;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BYTES);

    private Acks(FileChannel channel) {
        this.channel = channel;
    }

    static Path fileOf(Path directory, int writer) {
        return directory.resolve("acks." + writer);
    }

    /** Goes on where an earlier writer ended. */
    static Acks append(Path file) throws IOException {
        return new Acks(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** How many there are already: the next commit's number is one more. */
    long count() throws IOException {
        return channel.size() / BYTES;
    }

    void add(long begunNanos, long toldNanos) throws IOException {
        buffer.clear().putLong(begunNanos).putLong(toldNanos).flip();
        channel.write(buffer);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** How many commits were told before {@code nanos}: the number of the last one. */
    static long before(Path file, long nanos) {
        try (RandomAccessFile acks = new RandomAccessFile(file.toFile(), "r")) {
            return before(acks, nanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long before(RandomAccessFile acks, long nanos) throws IOException {
        long low = 0;
        long high = acks.length() / BYTES;
        while (low < high) {
            long middle = (low + high) / 2;
            acks.seek(middle * BYTES + Long.BYTES);
            if (acks.readLong() < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** When a commit began and when its writer was told of it, as {@link System#nanoTime}. */
    record Commit(long begunNanos, long toldNanos) {
        long tookNanos() {
            return toldNanos - begunNanos;
        }

        boolean isUnderWay(long fromNanos, long untilNanos) {
            return toldNanos > fromNanos && begunNanos < untilNanos;
        }
    }

    /** Every commit that was under way between two moments. */
    static List<Commit> commits(Path file, long fromNanos, long untilNanos) {
        List<Commit> commits = new ArrayList<>();
        try (RandomAccessFile acks = new RandomAccessFile(file.toFile(), "r")) {
            long total = acks.length() / BYTES;
            acks.seek(before(acks, fromNanos) * BYTES);
            for (long i = acks.getFilePointer() / BYTES; i < total; i++) {
                long begun = acks.readLong();
                long told = acks.readLong();
                if (begun > untilNanos) {
                    break;
                }
                commits.add(new Commit(begun, told));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return commits;
    }
}
