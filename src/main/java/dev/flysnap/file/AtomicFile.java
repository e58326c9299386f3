package dev.flysnap.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes whole files: a reader, also after a power cut, sees the new content, or what was there
 * before.
 */
public final class AtomicFile {
    /** Makes or replaces a file. */
    public static void write(Path file, String text) throws IOException {
        replace(file, text);
    }

    /** Makes or replaces a file that only its owner can read. */
    public static void writePrivate(Path file, String text) throws IOException {
        replace(
                file,
                text,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Makes or replaces a file as a copy of another. */
    public static void copy(Path source, Path file) throws IOException {
        Path draft = draftOf(file);
        try {
            Files.copy(source, draft, StandardCopyOption.REPLACE_EXISTING);
            putInPlace(draft, file);
        } finally {
            boolean _ = Files.deleteIfExists(draft);
        }
    }

    private static void replace(Path file, String text, FileAttribute<?>... attributes)
            throws IOException {
        Path draft = draftOf(file);
        boolean _ = Files.deleteIfExists(draft);
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            draft,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            attributes)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    int _ = channel.write(bytes);
                }
                channel.force(true);
            }
            putInPlace(draft, file);
        } finally {
            boolean _ = Files.deleteIfExists(draft);
        }
    }

    private static Path draftOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private static void putInPlace(Path draft, Path file) throws IOException {
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            FolderSync.sync(folder);
        }
    }

    private AtomicFile() {}
}
