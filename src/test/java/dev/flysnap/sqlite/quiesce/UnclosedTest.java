package dev.flysnap.sqlite.quiesce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.TestDatabases;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A quiesce that cannot close what it opened fails, and then nobody could end its hold. */
@SuppressWarnings(
        "restricted") // close(2) of a descriptor that is not ours is what goes wrong here.
@Needs(Ability.PROC)
class UnclosedTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final MethodHandle CLOSE =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("close"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    @TempDir private Path work;

    @Test
    void writersAreLetGoWhereClosingFails() throws Exception {
        Path first = TestDatabases.orders(work.resolve("a.db"), "wal");
        Path second = TestDatabases.orders(work.resolve("b.db"), "wal");
        QuiesceSequence sequence =
                new QuiesceSequence(
                        QuiesceLimits.DEFAULT,
                        step -> {
                            if (step == QuiesceStep.SYNCED) {
                                closeTheDescriptorOf(work);
                            }
                        });
        FlysnapException failed =
                assertThrows(
                        FlysnapException.class,
                        () ->
                                sequence.run(
                                        List.of(
                                                new QuiesceTarget("a", first, false),
                                                new QuiesceTarget("b", second, false)),
                                        Duration.ofMinutes(5)));
        assertEquals("sync-failed", failed.problem().code());
        for (Path database : List.of(first, second)) {
            TestDatabases.sql(
                    database, "PRAGMA busy_timeout = 0", "INSERT INTO orders VALUES (1, 1, 'x')");
        }
    }

    private static void closeTheDescriptorOf(Path directory) {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            for (Path descriptor : all.toList()) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).equals(directory.toRealPath())) {
                    int number = Integer.parseInt(String.valueOf(descriptor.getFileName()));
                    assertEquals(0, (int) CLOSE.invokeExact(number));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (Throwable e) {
            throw new IllegalStateException("close", e);
        }
    }
}
