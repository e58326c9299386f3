package dev.flysnap.agent.look;

import dev.flysnap.agent.look.VolumeLook.LookLimits;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.sqlite.WalFile;
import dev.flysnap.sqlite.replace.ReplacedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the SQLite files below folders. Links are not followed, and other disks not entered. */
final class FileWalk {
    private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** Where the header tells the journal mode: 1 for a rollback journal, 2 for a WAL. */
    private static final int READ_VERSION = 19;

    private static final int WAL = 2;
    private static final int SMALLEST_BYTES = 512;
    private static final Pattern SIDECAR = Pattern.compile(".*-(?:wal|shm|journal)");

    /** Litestream's own files, and flysnap's. */
    private static final Pattern OF_A_TOOL = Pattern.compile("\\..*-litestream|\\.flysnap-.*");

    private final DatabaseSet databases;
    private final Set<Object> quiesced;
    private final LookLimits limits;
    private final long deadline;
    private final List<Found> found = new ArrayList<>();
    private Optional<String> cutShort = Optional.empty();
    private int files;

    /** One of them. */
    record Found(Path path, boolean quiesced, long bytes, long walBytes, boolean isWal) {}

    /**
     * @param quiesced what the file system tells those apart by that a quiesce includes
     */
    FileWalk(DatabaseSet databases, Set<Object> quiesced, LookLimits limits) {
        this.databases = databases;
        this.quiesced = Set.copyOf(quiesced);
        this.limits = limits;
        this.deadline = System.nanoTime() + limits.time().toNanos();
    }

    List<Found> found() {
        return List.copyOf(found);
    }

    Optional<String> cutShort() {
        return cutShort;
    }

    void cutShort(String why) {
        cutShort = cutShort.or(() -> Optional.of(why));
    }

    FileVisitor<Path> in(Path root) {
        return new SimpleFileVisitor<>() {
            private final Optional<Object> disk = disk(root);

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean isSkipped =
                        OF_A_TOOL.matcher(String.valueOf(folder.getFileName())).matches()
                                || !disk(folder).equals(disk);
                return isSkipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files++;
                if (files > limits.files()) {
                    cutShort("more than %d files".formatted(limits.files()));
                    return FileVisitResult.TERMINATE;
                }
                if (System.nanoTime() - deadline > 0) {
                    cutShort("it took more than %d s".formatted(limits.time().toSeconds()));
                    return FileVisitResult.TERMINATE;
                }
                if (attributes.isDirectory()) {
                    cutShort("folders deeper than %d".formatted(limits.depth()));
                } else {
                    visit(file, attributes);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                if (Files.exists(file)) {
                    cutShort("%s cannot be read".formatted(file));
                }
                return FileVisitResult.CONTINUE;
            }
        };
    }

    private static Optional<Object> disk(Path folder) {
        try {
            return Optional.of(Files.getAttribute(folder, "unix:dev"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void visit(Path file, BasicFileAttributes attributes) {
        String name = String.valueOf(file.getFileName());
        if (!attributes.isRegularFile()
                || SIDECAR.matcher(name).matches()
                || ReplacedDatabase.isOurs(name)) {
            return;
        }
        long walBytes = WalFile.bytesBeside(file);
        if (quiesced.contains(attributes.fileKey())) {
            found.add(new Found(file, true, attributes.size(), walBytes, walBytes > 0));
        } else if (attributes.size() >= SMALLEST_BYTES && !databases.mayInclude(file)) {
            header(file)
                    .ifPresent(it ->
                            found.add(
                                    new Found(
                                            file,
                                            false,
                                            attributes.size(),
                                            walBytes,
                                            it[READ_VERSION] == WAL)));
        }
    }

    private Optional<byte[]> header(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(READ_VERSION + 1);
            return Optional.of(bytes)
                    .filter(it -> it.length > READ_VERSION)
                    .filter(it -> Arrays.equals(it, 0, HEADER.length, HEADER, 0, HEADER.length));
        } catch (IOException e) {
            if (Files.exists(file)) {
                cutShort("%s cannot be read".formatted(file));
            }
            return Optional.empty();
        }
    }
}
