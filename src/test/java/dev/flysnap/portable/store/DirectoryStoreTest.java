package dev.flysnap.portable.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.portable.store.StoreAddress.Location.Directory;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Mounted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends CopyStoreContract {
    @TempDir private Path work;

    @Override
    protected CopyStore store() {
        return DirectoryStore.openOrCreate(work.resolve("copies"));
    }

    @Override
    protected void leaveDraft(ObjectName name) throws IOException {
        Path directory = store().directory().orElseThrow();
        Files.writeString(directory.resolve(ObjectName.DRAFT + "00c0ffee-" + name), "half");
    }

    @Test
    void onlyItsOwnerCanReadIt() throws Exception {
        try (Draft draft = store().create(NAME)) {
            assertEquals("rw-------", permissionsOf(onlyFile()));
            draft.commit();
        }
        assertEquals("rw-------", permissionsOf(onlyFile()));
        assertEquals("rwx------", permissionsOf(work.resolve("copies")));
    }

    private Path onlyFile() throws IOException {
        try (var files = Files.list(work.resolve("copies"))) {
            return files.toList().getFirst();
        }
    }

    private static String permissionsOf(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Else copies would go to the disk below a mount that is not there. */
    @Test
    void onlyTheLastDirectoryIsMade() {
        FlysnapException e =
                assertThrows(
                        FlysnapException.class,
                        () -> DirectoryStore.openOrCreate(work.resolve("mnt/backups")));
        assertEquals("store-absent", e.problem().code());
        assertThrows(FlysnapException.class, () -> DirectoryStore.open(work.resolve("none")));
    }

    @Test
    @Needs(Ability.MOUNTS)
    void whereNothingCanBeWrittenItIsSaid() throws Exception {
        Path directory = Files.createDirectory(work.resolve("real"));
        try (Mounted mounted = Mounted.readOnly(directory, work.resolve("read-only"))) {
            CopyStore store = DirectoryStore.open(mounted.at());
            FlysnapException e = assertThrows(FlysnapException.class, () -> store.create(NAME));
            assertEquals("store-unusable", e.problem().code());
        }
    }

    @Test
    void anAddressIsADirectoryOrAFile() throws Exception {
        Path directory = Files.createDirectory(work.resolve("there"));
        assertEquals(
                new StoreAddress(new Directory(directory), Optional.empty()),
                StoreAddress.parse(directory.toString()));
        assertEquals(
                new StoreAddress(new Directory(Path.of("not/there")), Optional.empty()),
                StoreAddress.parse("not/there/"));
        assertEquals(
                new StoreAddress(
                        new Directory(Path.of(".")), Optional.of(new ObjectName("app.db"))),
                StoreAddress.parse("app.db"));
        assertEquals(
                new StoreAddress(
                        new Directory(Path.of("/data")), Optional.of(new ObjectName("app.db"))),
                StoreAddress.parse("/data/app.db"));
        FlysnapException e =
                assertThrows(
                        FlysnapException.class, () -> StoreAddress.parse("ftp://backups/shop/"));
        assertEquals("store-unknown", e.problem().code());
        for (String bad : List.of("", "x/..", "a\nb")) {
            assertThrows(IllegalArgumentException.class, () -> StoreAddress.parse(bad), bad);
        }
        assertTrue(StoreAddress.parse("/").object().isEmpty());
    }
}
