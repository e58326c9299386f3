package dev.flysnap.cli.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.Main;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.ForwardingStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.store.StoreProblems;
import dev.flysnap.portable.store.StoredObject;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.TestDatabases;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Of a store with three copies, of which the second is not as it was listed. */
class CopyVerificationTest {
    private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

    @TempDir private Path work;
    private CopyStore store = DirectoryStore.open(Path.of("."));
    private ObjectName second = new ObjectName("second");

    @BeforeEach
    void fill() throws Exception {
        Path source = TestDatabases.orders(work.resolve("app.db"), "wal");
        Path copies = work.resolve("copies");
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    0,
                    Main.run(
                            NOWHERE,
                            NOWHERE,
                            "extract",
                            "shop",
                            "--source",
                            source.toString(),
                            "--to",
                            copies + "/",
                            "--plaintext"));
        }
        store = DirectoryStore.open(copies);
        second = CopyList.of(store).copies().get(1).content();
    }

    private static CopyVerification.Outcome verify(CopyStore store) {
        OpeningOptions opening = CommandLine.populateCommand(new OpeningOptions());
        return new CopyVerification(CheckDepth.QUICK, List.of(), opening, NOWHERE).all(store);
    }

    private List<ObjectName> noted() {
        return CopyList.of(store).notes().all().stream().map(it -> it.content()).toList();
    }

    @Test
    void oneThatCannotBeReadKeepsNobodyFromTheOthers() {
        CopyVerification.Outcome found =
                verify(
                        new ForwardingStore(store) {
                            @Override
                            public InputStream open(ObjectName name) {
                                return name.equals(second) ? unreadable() : super.open(name);
                            }
                        });
        assertEquals(ExitCode.CHECK_NOT_MET, found.exit());
        List<String> lines = found.view().text().lines().toList();
        assertEquals(2, lines.stream().filter(it -> it.endsWith(" is good.")).count());
        assertTrue(lines.contains(second + " cannot be checked here."), lines::toString);
        assertEquals(2, noted().size());
    }

    private static InputStream unreadable() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        };
    }

    /** As a prune does, while others are read. */
    @Test
    void oneThatIsDeletedMeanwhileIsNoCopy() {
        CopyVerification.Outcome found =
                verify(
                        new ForwardingStore(store) {
                            @Override
                            public InputStream open(ObjectName name) {
                                if (name.equals(second) && has(second)) {
                                    delete(Manifests.nameFor(second));
                                    delete(second);
                                }
                                return super.open(name);
                            }
                        });
        assertEquals(ExitCode.DONE, found.exit());
        assertEquals(2, found.view().text().lines().filter(it -> it.endsWith(" is good.")).count());
    }

    @Test
    void aStoreWithNothingInItIsNoStoreWithoutCopies() {
        CopyVerification.Outcome found =
                verify(
                        new ForwardingStore(store) {
                            @Override
                            public InputStream open(ObjectName name) {
                                if (name.equals(second)) {
                                    list().forEach(it -> delete(it.name()));
                                }
                                return super.open(name);
                            }
                        });
        assertEquals(ExitCode.CHECK_NOT_MET, found.exit());
    }

    @Test
    void aStoreThatIsAwayEndsItAndWhatWasFoundIsNoted() {
        FlysnapException e = assertThrows(FlysnapException.class, () -> verify(new AwayStore()));
        assertEquals("store-absent", e.problem().code());
        assertEquals(1, noted().size());
    }

    private final class AwayStore extends ForwardingStore {
        private boolean isAway;

        AwayStore() {
            super(store);
        }

        @Override
        public InputStream open(ObjectName name) {
            if (isAway) {
                throw new AssertionError("nothing more is asked of it");
            }
            isAway = name.equals(second);
            return isAway ? unreadable() : super.open(name);
        }

        @Override
        public List<StoredObject> list() {
            if (isAway) {
                throw StoreProblems.absent(address()).exception();
            }
            return super.list();
        }
    }
}
