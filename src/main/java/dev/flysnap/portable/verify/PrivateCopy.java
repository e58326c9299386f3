package dev.flysnap.portable.verify;

import dev.flysnap.file.WorkFolder;
import dev.flysnap.sqlite.copy.DatabaseFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A database file with its WAL and its journal, copied by reading them. Only of files that nobody
 * writes to: that is looked at before and after.
 *
 * @param beside names of what was copied with it
 */
record PrivateCopy(Path file, List<String> beside) {
    private static final int TRIES = 3;

    static PrivateCopy of(Path file, WorkFolder work) throws IOException {
        // SQLite keeps them beside the file itself, not beside a link to it.
        return ofRealPath(file.toRealPath(), work);
    }

    private static PrivateCopy ofRealPath(Path original, WorkFolder work) throws IOException {
        for (int tries = 1; tries <= TRIES; tries++) {
            List<Stamp> before = stamps(original);
            long bytes = before.stream().mapToLong(Stamp::bytes).sum();
            Room.demand(work.file("."), bytes);
            // The old files of an earlier try may be more than there are now.
            Path file = Files.createDirectory(work.file("try" + tries)).resolve("copy.db");
            List<String> beside = new ArrayList<>();
            Files.copy(original, file, StandardCopyOption.REPLACE_EXISTING);
            String name = String.valueOf(original.getFileName());
            for (Path each : DatabaseFiles.contentBeside(original)) {
                String eachName = String.valueOf(each.getFileName());
                Files.copy(
                        each, file.resolveSibling("copy.db" + eachName.substring(name.length())));
                beside.add(eachName);
            }
            if (before.equals(stamps(original))) {
                return new PrivateCopy(file, beside);
            }
        }
        throw VerifyProblems.inUse(original).exception();
    }

    /** What changes when somebody writes to a file. */
    private record Stamp(Path file, long bytes, Object key, Instant modified) {}

    private static List<Stamp> stamps(Path original) throws IOException {
        List<Stamp> stamps = new ArrayList<>();
        stamps.add(stamp(original));
        for (Path each : DatabaseFiles.contentBeside(original)) {
            stamps.add(stamp(each));
        }
        return stamps;
    }

    private static Stamp stamp(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(
                file,
                found.size(),
                Optional.ofNullable(found.fileKey()),
                found.lastModifiedTime().toInstant());
    }
}
