package dev.flysnap.sim.disk.copy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Clones files by reflink: both share their blocks until one is written. Works on Linux with btrfs,
 * XFS and others. Cloning one file is atomic; cloning a directory is not.
 */
public final class SharedBlocks implements FileCopy {
    private static final boolean LINUX =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");

    /** Tries with two small files whether files in {@code directory} can share blocks. */
    public static boolean possibleIn(Path directory) throws IOException {
        if (!LINUX) {
            return false;
        }
        Path probe = Files.createTempFile(directory, ".probe", "");
        Path clone = probe.resolveSibling(probe.getFileName() + ".clone");
        try {
            Files.writeString(probe, "blocks");
            new SharedBlocks().copy(probe, clone);
            return true;
        } catch (FileSystemException e) {
            return false;
        } finally {
            Files.deleteIfExists(probe);
            Files.deleteIfExists(clone);
        }
    }

    @Override
    public void copy(Path source, Path target) throws IOException {
        try (NativeFile in = NativeFile.toRead(source);
                NativeFile out = NativeFile.toWrite(target)) {
            out.cloneFrom(in);
        }
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(source));
        }
    }
}
