package dev.flysnap.sqlite.quiesce;

import dev.flysnap.sqlite.SqliteProblems;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Brings everything that a file system holds in memory to its device, through a descriptor of a
 * <em>directory</em>: closing one of the database file would drop SQLite's locks.
 *
 * <p>{@code syncfs} is Linux's and needs no privileges; it reports a failed write-back since the
 * descriptor was opened (Linux 5.8 and newer), so one descriptor serves a whole sequence. macOS has
 * {@code fsync_volume_np}. Where neither is there, opening fails: a sync that is not proven is not
 * claimed.
 */
@SuppressWarnings("restricted") // Native calls are what this class is for.
public final class FileSystemSync implements QuiesceSequence.DeviceSync {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final Linker.Option ERRNO_CAPTURE = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout()
                    .varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final boolean MACOS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");

    /** Linux's value on every architecture; macOS has another. The rest of the flags is 0. */
    private static final int READ_ONLY_CLOSE_ON_EXEC = MACOS ? 0x1000000 : 0x80000;

    /** SYNC_VOLUME_FULLSYNC | SYNC_VOLUME_WAIT. */
    private static final int MACOS_FULL_AND_WAIT = 0x03;

    /** A sync has less left to write. */
    static final long PIECE_BYTES = 8 << 20;

    /** SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER. */
    private static final int WRITE_AND_WAIT = 7;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final MethodHandle OPEN =
            call("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));
    private static final String SYNC_NAME = MACOS ? "fsync_volume_np" : "syncfs";

    /** On macOS with flags behind the descriptor. */
    private static final Optional<MethodHandle> SYNC =
            LIBC.find(SYNC_NAME)
                    .map(memorySegment ->
                            LINKER.downcallHandle(
                                    memorySegment,
                                    MACOS
                                            ? FunctionDescriptor.of(INT, INT, INT)
                                            : FunctionDescriptor.of(INT, INT),
                                    ERRNO_CAPTURE));

    private static final Optional<MethodHandle> WRITE_BACK =
            LIBC.find("sync_file_range")
                    .map(it ->
                            LINKER.downcallHandle(
                                    it, FunctionDescriptor.of(INT, INT, LONG, LONG, INT)));

    private final Path directory;
    private final int descriptor;
    private final MethodHandle sync;

    private FileSystemSync(Path directory, int descriptor, MethodHandle sync) {
        this.directory = directory;
        this.descriptor = descriptor;
        this.sync = sync;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if the directory cannot be opened, or this
     *     system has no such call
     */
    public static FileSystemSync open(Path directory) {
        MethodHandle sync =
                SYNC.orElseThrow(() ->
                        SqliteProblems.syncUnsupported(System.getProperty("os.name", "this system"))
                                .exception());
        int descriptor =
                checked(
                        directory,
                        "open",
                        (arena, errno) ->
                                (int)
                                        OPEN.invokeExact(
                                                errno,
                                                arena.allocateFrom(directory.toString()),
                                                READ_ONLY_CLOSE_ON_EXEC));
        return new FileSystemSync(directory, descriptor, sync);
    }

    @Override
    public void sync() {
        checked(
                directory,
                SYNC_NAME,
                (arena, errno) ->
                        MACOS
                                ? (int) sync.invokeExact(errno, descriptor, MACOS_FULL_AND_WAIT)
                                : (int) sync.invokeExact(errno, descriptor));
    }

    @Override
    public void close() {
        checked(directory, "close", (arena, errno) -> (int) CLOSE.invokeExact(errno, descriptor));
    }

    /**
     * Has a large WAL written a piece at a time: a sync of a gigabyte keeps writers waiting with
     * it, for the file system's journal and for the device. It promises nothing: a sync has to
     * follow, and reports what could not be written. Linux only; elsewhere it does nothing.
     *
     * <p>A descriptor of the WAL may be closed: SQLite's locks lie on other files.
     *
     * @param bytes of it, from its beginning; few are left to the sync
     */
    static void writeBack(Path wal, long bytes) {
        if (WRITE_BACK.isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
            int file =
                    (int)
                            OPEN.invokeExact(
                                    errno,
                                    arena.allocateFrom(wal.toString()),
                                    READ_ONLY_CLOSE_ON_EXEC);
            int answer = file;
            for (long at = 0; answer >= 0 && at < bytes; at += PIECE_BYTES) {
                answer = (int) WRITE_BACK.get().invokeExact(file, at, PIECE_BYTES, WRITE_AND_WAIT);
            }
            if (file >= 0) {
                int _ = (int) CLOSE.invokeExact(errno, file);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("sync_file_range", e);
        }
    }

    /** A call into the C library that answers a negative number when it failed. */
    private interface Call {
        int make(Arena arena, MemorySegment errno) throws Throwable;
    }

    private static int checked(Path directory, String name, Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
            int answer;
            try {
                answer = call.make(arena, errno);
            } catch (Throwable e) {
                throw new IllegalStateException(name, e);
            }
            if (answer < 0) {
                throw SqliteProblems.syncFailed(directory, name, (int) ERRNO.get(errno, 0L))
                        .exception();
            }
            return answer;
        }
    }

    private static MethodHandle call(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LIBC.findOrThrow(name), shape, ERRNO_CAPTURE);
    }
}
