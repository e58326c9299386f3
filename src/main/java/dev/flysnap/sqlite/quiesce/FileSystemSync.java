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
public final class FileSystemSync implements AutoCloseable {
    static final Linker LINKER = Linker.nativeLinker();
    static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final Linker.Option ERRNO_CAPTURE = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout()
                    .varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final boolean MACOS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");

    /** Linux's value on every architecture; macOS has another. The rest of the flags is 0. */
    static final int READ_ONLY_CLOSE_ON_EXEC = MACOS ? 0x1000000 : 0x80000;

    /** SYNC_VOLUME_FULLSYNC | SYNC_VOLUME_WAIT. */
    private static final int MACOS_FULL_AND_WAIT = 0x03;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    static final MethodHandle OPEN =
            call("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT));
    static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));
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

    /**
     * Returns when everything that was written before the call is on the device.
     *
     * @throws dev.flysnap.problem.FlysnapException if the system reports that something could not
     *     be written
     */
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
