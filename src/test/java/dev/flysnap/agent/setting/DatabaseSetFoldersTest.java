package dev.flysnap.agent.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a replacement that was interrupted is looked for. */
class DatabaseSetFoldersTest {
    @TempDir private Path work;
    private Path tenants;
    private Path store;
    private Path elsewhere;

    @BeforeEach
    void folders() throws Exception {
        work = work.toRealPath();
        tenants = Files.createDirectories(work.resolve("tenants"));
        store = Files.createDirectories(tenants.resolve("store"));
        elsewhere = Files.createDirectories(work.resolve("elsewhere"));
        for (Path folder : List.of(store, elsewhere)) {
            Files.createFile(folder.resolve("acme.db"));
        }
        Files.createSymbolicLink(tenants.resolve("acme.db"), Path.of("store/acme.db"));
        Files.createSymbolicLink(tenants.resolve("outside.db"), elsewhere.resolve("acme.db"));
        Files.createSymbolicLink(tenants.resolve("nowhere.db"), Path.of("gone/acme.db"));
    }

    private static Set<Path> foldersOf(Object... specs) {
        return Set.copyOf(
                DatabaseSet.foldersOf(List.of(specs).stream().map(Object::toString).toList()));
    }

    @Test
    void databasesThatAreLinksAreLookedForWhereTheyLie() {
        assertEquals(Set.of(work, tenants, store), foldersOf(tenants));
        assertEquals(Set.of(tenants, store), foldersOf(tenants.resolve("a*.db")));
        assertEquals(Set.of(tenants), foldersOf(tenants.resolve("b*.db")));
        assertEquals(Set.of(store), foldersOf(tenants.resolve("acme.db")));
        assertEquals(Set.of(elsewhere), foldersOf("main=" + tenants.resolve("outside.db")));
    }

    @Test
    void whatNoAgentStartsWithIsNoReasonToFail() {
        assertEquals(Set.of(tenants), foldersOf(tenants.resolve("[.db")));
        assertEquals(Set.of(work.resolve("gone")), foldersOf(work.resolve("gone") + "/*.db"));
        assertEquals(Set.of(tenants), foldersOf(tenants.resolve("nowhere.db")));
    }
}
