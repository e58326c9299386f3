package dev.flysnap.sqlite.quiesce;

import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What the directory says of a file; the file itself is not opened, since closing it would drop
 * SQLite's locks on it.
 *
 * @param inode with its device: which file it is
 * @param written when it was written to, as the file system tells it
 */
record FileState(String inode, long bytes, FileTime written) {
    /** Empty if there is no such file. */
    static Optional<FileState> of(Path file) throws IOException {
        try {
            // Not its ctime: as root, SQLite gives a WAL to the owner of its database at each open.
            BasicFileAttributes found =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(
                    new FileState(
                            String.valueOf(found.fileKey()),
                            found.size(),
                            found.lastModifiedTime()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * How the file differs now, in a sentence without its end.
     *
     * @param isStill whether nobody may write to it
     */
    static Optional<String> change(Path file, Optional<FileState> before, boolean isStill) {
        Optional<FileState> now;
        try {
            now = of(file);
        } catch (IOException e) {
            return Optional.of("%s cannot be looked at: %s".formatted(file, FailureText.of(e)));
        }
        if (before.isEmpty()) {
            return now.map(_ -> "%s came to be".formatted(file));
        }
        if (now.isEmpty()) {
            return Optional.of("%s is gone".formatted(file));
        }
        FileState was = before.get();
        FileState is = now.get();
        if (!is.inode.equals(was.inode)) {
            return Optional.of("%s is another file now".formatted(file));
        }
        if (isStill && is.bytes != was.bytes) {
            return Optional.of("%s had %d bytes and has %d".formatted(file, was.bytes, is.bytes));
        }
        return isStill && !is.written.equals(was.written)
                ? Optional.of("%s was written to".formatted(file))
                : Optional.empty();
    }
}
