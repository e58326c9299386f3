package dev.flysnap.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What Linux can do for a file that is written at length, and Java has no way to ask for. Nothing
 * here is promised: what a file system refuses is left undone.
 */
final class LinuxFile implements AutoCloseable {
    /** {@code O_WRONLY | O_CLOEXEC}. */
    private static final int TO_WRITE = 02000001;

    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int SYNC_FILE_RANGE_WRITE = 2;

    private static final boolean IS_KNOWN =
            System.getProperty("os.name", "").equals("Linux")
                    && Set.of("amd64", "aarch64").contains(System.getProperty("os.arch", ""));

    /** Loaded where they are known. */
    @SuppressWarnings("restricted") // Native calls are what it is for.
    private static final class Calls {
        private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

        /**
         * One for all calls, as Java takes milliseconds to prepare another: these processors pass
         * addresses and numbers of any width alike, and a call does not see what it has not asked
         * for.
         */
        private static final FunctionDescriptor SHAPE =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, LONG, LONG, LONG, LONG);

        static final MethodHandle OPEN = call("open");
        static final MethodHandle CLOSE = call("close");
        static final MethodHandle FALLOCATE = call("fallocate");
        static final MethodHandle SYNC_FILE_RANGE = call("sync_file_range");
        static final MethodHandle FTRUNCATE = call("ftruncate");

        private static MethodHandle call(String name) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), SHAPE);
        }
    }

    private final Path file;
    private final int descriptor;
    private long reservedBytes;

    private LinuxFile(Path file, int descriptor) {
        this.file = file;
        this.descriptor = descriptor;
    }

    /**
     * @return empty on another system or processor, or where the file cannot be opened
     */
    static Optional<LinuxFile> open(Path file) {
        if (!IS_KNOWN) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(file.toString()).address();
            int descriptor = made(Calls.OPEN, name, TO_WRITE, 0, 0);
            return descriptor < 0 ? Optional.empty() : Optional.of(new LinuxFile(file, descriptor));
        }
    }

    /**
     * Takes the room for so many bytes in one go, instead of page by page; the file's length stays.
     * {@link #close} gives back what was not needed.
     */
    void reserve(long bytes) throws IOException {
        // Elsewhere it may write zeros, or turn compression off.
        if (DirectChannel.FILE_SYSTEMS.contains(Files.getFileStore(file).type())) {
            // Where there is too little, some of it may be taken.
            reservedBytes = bytes;
            int _ = made(Calls.FALLOCATE, descriptor, FALLOC_FL_KEEP_SIZE, 0, bytes);
        }
    }

    /** Has the device begin with what is only in memory. */
    void writeBack() {
        int _ = made(Calls.SYNC_FILE_RANGE, descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
    }

    /** Nobody writes to the file any more: it would be cut off. */
    @Override
    public void close() throws IOException {
        try {
            long length = Files.size(file);
            if (length < reservedBytes) {
                int _ = made(Calls.FTRUNCATE, descriptor, length, 0, 0);
            }
        } catch (NoSuchFileException e) {
            // Its room went with it.
        } finally {
            int _ = made(Calls.CLOSE, descriptor, 0, 0, 0);
        }
    }

    private static int made(MethodHandle call, long first, long second, long third, long fourth) {
        try {
            return (int) call.invokeExact(first, second, third, fourth);
        } catch (Throwable e) {
            throw new IllegalStateException("a system call cannot be made", e);
        }
    }
}
