package dev.flysnap.sim.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Lets two files share their blocks until one is written (ioctl_ficlonerange(2), FICLONE): on Linux
 * with btrfs, XFS and others. The clone of one file is atomic, that of a folder is not.
 */
final class SharedBlocks implements FileCopy {
    /** {@code _IOW(0x94, 9, int)}. */
    private static final long FICLONE = 0x40049409L;

    private static final int O_RDONLY = 0;
    private static final int O_RDWR_CREAT_CLOEXEC = 2 | 0100 | 02000000;
    private static final int O_CLOEXEC = 02000000;
    private static final int MODE_PRIVATE = 0600;
    private static final int ENOENT = 2;

    private static final boolean LINUX =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");

    private static final class Calls {
        static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
        static final MemoryLayout STATE = Linker.Option.captureStateLayout();
        static final VarHandle ERRNO_IN_STATE =
                STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

        static final MethodHandle OPEN =
                handle(
                        "open",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT),
                        ERRNO,
                        Linker.Option.firstVariadicArg(2));
        static final MethodHandle IOCTL =
                handle(
                        "ioctl",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG),
                        ERRNO,
                        Linker.Option.firstVariadicArg(2));
        static final MethodHandle CLOSE =
                handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

        @SuppressWarnings("restricted")
        private static MethodHandle handle(
                String name, FunctionDescriptor shape, Linker.Option... options) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, options);
        }
    }

    /** Whether files in {@code directory} can share blocks: tried with two small ones. */
    static boolean possibleIn(Path directory) throws IOException {
        if (!LINUX) {
            return false;
        }
        Path probe = Files.createTempFile(directory, ".probe", "");
        Path clone = probe.resolveSibling(probe.getFileName() + ".clone");
        try {
            Files.writeString(probe, "blocks");
            new SharedBlocks().bring(probe, clone);
            return true;
        } catch (FileSystemException e) {
            return false;
        } finally {
            Files.deleteIfExists(probe);
            Files.deleteIfExists(clone);
        }
    }

    @Override
    public void bring(Path source, Path target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int in = open(arena, source, O_RDONLY | O_CLOEXEC);
            try {
                int out = open(arena, target, O_RDWR_CREAT_CLOEXEC);
                try {
                    clone(arena, in, out, source, target);
                } finally {
                    close(out);
                }
            } finally {
                close(in);
            }
        }
        // FICLONE never makes a file shorter.
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(source));
        }
    }

    private static int open(Arena arena, Path file, int flags) throws IOException {
        MemorySegment state = arena.allocate(Calls.STATE);
        int descriptor;
        try {
            descriptor =
                    (int)
                            Calls.OPEN.invokeExact(
                                    state,
                                    arena.allocateFrom(file.toString()),
                                    flags,
                                    MODE_PRIVATE);
        } catch (Throwable e) {
            throw new IllegalStateException("open(2) cannot be called", e);
        }
        if (descriptor < 0) {
            int errno = (int) Calls.ERRNO_IN_STATE.get(state, 0L);
            throw errno == ENOENT
                    ? new NoSuchFileException(file.toString())
                    : new FileSystemException(file.toString(), null, "open: errno " + errno);
        }
        return descriptor;
    }

    private static void clone(Arena arena, int in, int out, Path source, Path target)
            throws IOException {
        MemorySegment state = arena.allocate(Calls.STATE);
        int answer;
        try {
            answer = (int) Calls.IOCTL.invokeExact(state, out, FICLONE, (long) in);
        } catch (Throwable e) {
            throw new IllegalStateException("ioctl(2) cannot be called", e);
        }
        if (answer != 0) {
            int errno = (int) Calls.ERRNO_IN_STATE.get(state, 0L);
            throw new FileSystemException(
                    source.toString(), target.toString(), "FICLONE: errno " + errno);
        }
    }

    private static void close(int descriptor) {
        try {
            int ignored = (int) Calls.CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException("close(2) cannot be called", e);
        }
    }
}
