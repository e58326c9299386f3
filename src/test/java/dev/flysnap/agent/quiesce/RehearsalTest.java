package dev.flysnap.agent.quiesce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.quiesce.QuiesceLimits;
import dev.flysnap.sqlite.quiesce.QuiesceSequence;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import dev.flysnap.sqlite.quiesce.QuiesceTarget;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir private Path directory;

    /** Classes that it loads for itself, such as those of another journal mode. */
    private static final int FEW = 10;

    /** Prints how many classes a quiesce loads: of the file that is named. */
    static final class LoadedClassesMain {
        public static void main(String[] arguments) throws InterruptedException {
            if (arguments.length > 1) {
                Rehearsal.begin(Duration.ZERO).join();
            }
            long before = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
            new QuiesceSequence(QuiesceLimits.DEFAULT, QuiesceStep.Listener.NONE)
                    .run(
                            List.of(new QuiesceTarget("app", Path.of(arguments[0]), true)),
                            Duration.ofSeconds(1))
                    .release();
            System.out.println(
                    ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount() - before);
        }
    }

    @Test
    void aQuiesceAfterItLoadsNoClassesAnyMore() throws IOException, SQLException {
        Path database = TestDatabases.orders(directory.resolve("app.db"), "wal");
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        int cold = loadedBy(temporary, database.toString());
        int warm = loadedBy(temporary, database.toString(), "rehearsed");
        assertTrue(cold > 3 * FEW, "cold: " + cold);
        assertTrue(warm < FEW, "after a rehearsal: " + warm);
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.filter(it -> it.toString().contains("work")).toList());
        }
    }

    private static int loadedBy(Path temporary, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(Load.java(LoadedClassesMain.class, arguments));
        command.add(1, "-Dorg.sqlite.tmpdir=" + temporary);
        // A cache loads classes before they are asked for, and what is counted here with them.
        command.removeIf(it -> it.startsWith("-XX:AOTCache="));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return Integer.parseInt(Load.firstLine(process));
    }
}
