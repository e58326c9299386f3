package dev.flysnap.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/**
 * What changes when somebody writes to a file, or puts another one in its place. Told from the
 * directory: the file itself is not opened.
 *
 * @param key which file it is, where the file system can tell
 */
public record FileStamp(long bytes, Optional<Object> key, Instant modified) {
    public static FileStamp of(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileStamp(
                found.size(),
                Optional.ofNullable(found.fileKey()),
                found.lastModifiedTime().toInstant());
    }
}
