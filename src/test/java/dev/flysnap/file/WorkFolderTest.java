package dev.flysnap.file;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
    @TempDir private Path directory;

    /** What a process left there that was killed so long ago. */
    private Path left(String name, Duration ago) throws IOException {
        Path folder = Files.createDirectory(directory.resolve(".flysnap-work-" + name));
        age(Files.writeString(folder.resolve("copy.db"), "x"), ago);
        return age(folder, ago);
    }

    private static Path age(Path path, Duration ago) throws IOException {
        return Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(ago)));
    }

    @Test
    void oldOnesGoWithTheNextAndOthersStay() throws Exception {
        Path old = left("old", Duration.ofHours(25));
        Path inUse = left("in-use", Duration.ofHours(23));
        try (WorkFolder work = WorkFolder.in(directory)) {
            assertTrue(Files.isDirectory(work.file(".")));
        }
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(inUse));
    }

    @Test
    void oneOfAnotherUserOrOneThatIsJustGoingKeepsNobodyFromWork() throws Exception {
        Path old = left("old", Duration.ofHours(25));
        Path theirs = left("theirs", Duration.ofHours(25));
        Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("---------"));
        // To root, too, something in it is listed that is not there any more.
        Path going = left("going", Duration.ofHours(25));
        Files.createSymbolicLink(going.resolve("copy.db-journal"), directory.resolve("gone"));
        age(going, Duration.ofHours(25));
        try (WorkFolder work = WorkFolder.in(directory)) {
            assertTrue(Files.isDirectory(work.file(".")));
        }
        assertFalse(Files.exists(old));
    }
}
