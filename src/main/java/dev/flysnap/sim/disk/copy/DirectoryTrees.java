package dev.flysnap.sim.disk.copy;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deletes directories with their content, even if a machine made them read-only. */
public final class DirectoryTrees {
    private static final Set<PosixFilePermission> OWNER_ALL =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private DirectoryTrees() {}

    /** Deletes {@code root}, if it exists; deletes symbolic links, not their targets. */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path it, BasicFileAttributes seenAs)
                            throws IOException {
                        makeWritable(it);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path it, BasicFileAttributes seenAs)
                            throws IOException {
                        Files.deleteIfExists(it);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path it, @Nullable IOException e)
                            throws IOException {
                        if (e != null) {
                            throw e;
                        }
                        Files.deleteIfExists(it);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /** Gives the owner all permissions on a directory. */
    public static void makeWritable(Path directory) throws IOException {
        Set<PosixFilePermission> modes = Files.getPosixFilePermissions(directory);
        if (!modes.containsAll(OWNER_ALL)) {
            EnumSet<PosixFilePermission> more = EnumSet.copyOf(OWNER_ALL);
            more.addAll(modes);
            Files.setPosixFilePermissions(directory, more);
        }
    }
}
