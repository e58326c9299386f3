package dev.flysnap.sim.disk.copy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * An open file with two Linux operations that Java lacks: sharing blocks with another file
 * (ioctl_ficlonerange(2)) and finding holes (lseek(2)).
 */
final class NativeFile implements AutoCloseable {
    /** {@code _IOW(0x94, 9, int)}. */
    private static final long FICLONE = 0x40049409L;

    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0100;
    private static final int O_CLOEXEC = 02000000;
    private static final int MODE_PRIVATE = 0600;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int ENOENT = 2;
    private static final int ENXIO = 6;

    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_IN_STATE =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN =
            handle(
                    "open",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT),
                    ERRNO,
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL =
            handle(
                    "ioctl",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG),
                    ERRNO,
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle LSEEK =
            handle(
                    "lseek",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT),
                    ERRNO);
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final Path file;
    private final int descriptor;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment state = arena.allocate(STATE);

    private NativeFile(Path file, int flags) throws IOException {
        this.file = file;
        try {
            MemorySegment name = arena.allocateFrom(file.toString());
            descriptor = (int) OPEN.invokeExact(state, name, flags | O_CLOEXEC, MODE_PRIVATE);
        } catch (Throwable e) {
            throw new IllegalStateException("open(2) cannot be called", e);
        }
        if (descriptor < 0) {
            int errno = errno();
            arena.close();
            throw errno == ENOENT
                    ? new NoSuchFileException(file.toString())
                    : new FileSystemException(file.toString(), null, "open: errno " + errno);
        }
    }

    static NativeFile toRead(Path file) throws IOException {
        return new NativeFile(file, O_RDONLY);
    }

    /** Creates the file if it is missing. */
    static NativeFile toWrite(Path file) throws IOException {
        return new NativeFile(file, O_RDWR | O_CREAT);
    }

    /**
     * Shares all blocks of {@code source}. Never shrinks this file.
     *
     * @throws FileSystemException also if the file system does not support it
     */
    void cloneFrom(NativeFile source) throws FileSystemException {
        int answer;
        try {
            answer = (int) IOCTL.invokeExact(state, descriptor, FICLONE, (long) source.descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException("ioctl(2) cannot be called", e);
        }
        if (answer != 0) {
            throw new FileSystemException(
                    source.file.toString(), file.toString(), "FICLONE: errno " + errno());
        }
    }

    /** Offset of the next data at or after {@code offset}; -1 if there is none. */
    long nextData(long offset) throws FileSystemException {
        return seek(offset, SEEK_DATA);
    }

    /** Offset of the next hole at or after {@code offset}; the end of the file counts as one. */
    long nextHole(long offset) throws FileSystemException {
        return seek(offset, SEEK_HOLE);
    }

    private long seek(long offset, int whence) throws FileSystemException {
        long found;
        try {
            found = (long) LSEEK.invokeExact(state, descriptor, offset, whence);
        } catch (Throwable e) {
            throw new IllegalStateException("lseek(2) cannot be called", e);
        }
        if (found < 0 && errno() != ENXIO) {
            throw new FileSystemException(file.toString(), null, "lseek: errno " + errno());
        }
        return found;
    }

    private int errno() {
        return (int) ERRNO_IN_STATE.get(state, 0L);
    }

    @Override
    public void close() {
        try {
            int _ = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException("close(2) cannot be called", e);
        }
        arena.close();
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(
            String name, FunctionDescriptor shape, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, options);
    }
}
