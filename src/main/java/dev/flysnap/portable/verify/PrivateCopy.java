package dev.flysnap.portable.verify;

import dev.flysnap.file.FileStamp;
import dev.flysnap.file.WorkFolder;
import dev.flysnap.sqlite.copy.DatabaseFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
            Map<Path, FileStamp> before = stamps(original);
            long bytes = before.values().stream().mapToLong(FileStamp::bytes).sum();
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

    private static Map<Path, FileStamp> stamps(Path original) throws IOException {
        Map<Path, FileStamp> stamps = new HashMap<>();
        stamps.put(original, FileStamp.of(original));
        for (Path each : DatabaseFiles.contentBeside(original)) {
            stamps.put(each, FileStamp.of(each));
        }
        return stamps;
    }
}
