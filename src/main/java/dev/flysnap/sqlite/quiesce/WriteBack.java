package dev.flysnap.sqlite.quiesce;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Has a large WAL written to its device a piece at a time, before anything syncs it: a sync of a
 * gigabyte keeps writers waiting with it, for the file system's journal and for the device.
 *
 * <p>It promises nothing, and a sync has to follow: that one also reports what could not be
 * written. Linux only; elsewhere it does nothing. A descriptor of the WAL may be closed: SQLite's
 * locks lie on other files.
 */
@SuppressWarnings("restricted") // A native call is what this class is for.
final class WriteBack {
    private static final long PIECE_BYTES = 8 << 20;

    /** SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER. */
    private static final int WRITE_AND_WAIT = 7;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final Optional<MethodHandle> RANGE =
            FileSystemSync.LIBC
                    .find("sync_file_range")
                    .map(it ->
                            FileSystemSync.LINKER.downcallHandle(
                                    it, FunctionDescriptor.of(INT, INT, LONG, LONG, INT)));

    /**
     * @param bytes of it, from its beginning; few are left to the sync
     */
    static void ofWal(Path wal, long bytes) {
        if (RANGE.isEmpty() || bytes <= PIECE_BYTES) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
            int descriptor =
                    (int)
                            FileSystemSync.OPEN.invokeExact(
                                    errno,
                                    arena.allocateFrom(wal.toString()),
                                    FileSystemSync.READ_ONLY_CLOSE_ON_EXEC);
            int answer = descriptor;
            for (long at = 0; answer >= 0 && at < bytes; at += PIECE_BYTES) {
                answer = (int) RANGE.get().invokeExact(descriptor, at, PIECE_BYTES, WRITE_AND_WAIT);
            }
            if (descriptor >= 0) {
                int _ = (int) FileSystemSync.CLOSE.invokeExact(errno, descriptor);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("sync_file_range", e);
        }
    }

    private WriteBack() {}
}
