package dev.flysnap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a short command does not do at each start. */
class QuickStartIT {
    private static final String JDK = System.getProperty("java.home");

    /**
     * Java keeps none of those that its flight recorder knows, and writes one to hear of signals.
     */
    private static final int MOST_CLASSES_BESIDES = 12;

    @TempDir private Path temporary;

    @Test
    void aListTakesItsClassesFromTheStartCacheAndHasNoneWritten() throws Exception {
        Path loaded = temporary.resolve("loaded");
        try (Simulator fly = Simulator.start(SimSettings.scripted().withApp("shop"))) {
            ProcessBuilder list =
                    new ProcessBuilder(
                            "bin/flysnap",
                            "list",
                            "shop",
                            "--config=/dev/null",
                            "--state-dir=" + temporary.resolve("state"));
            list.environment().put("FLYSNAP_JAVA_HOME", javaThatLogs(loaded).toString());
            list.environment().put("FLY_API_TOKEN", fly.token());
            list.environment().put("FLY_FLAPS_BASE_URL", fly.baseUrl());
            assertEquals(0, list.inheritIO().start().waitFor());
        }
        List<String> all = Files.readAllLines(loaded);
        assertTrue(
                all.stream().noneMatch(it -> it.startsWith("sun.security.ec.SunEC ")),
                "without TLS no security provider is needed");
        List<String> besides =
                all.stream().filter(it -> !it.endsWith("source: shared objects file")).toList();
        assertTrue(besides.size() <= MOST_CLASSES_BESIDES, besides::toString);
        List<String> written =
                besides.stream()
                        .filter(it -> it.contains("LambdaForm") || it.contains("$$Lambda"))
                        .toList();
        assertEquals(List.of(), written);
        assertEquals(
                List.of(), besides.stream().filter(it -> it.contains("source: file:")).toList());
    }

    /** As {@code bin/flysnap} starts it, but for what it says. */
    private Path javaThatLogs(Path loaded) throws Exception {
        Path home = Files.createDirectories(temporary.resolve("jdk"));
        Files.copy(Path.of(JDK, "release"), home.resolve("release"));
        Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                """
                #!/bin/sh
                for option; do
                    shift
                    [ "$option" = -Xlog:disable ] || set -- "$@" "$option"
                done
                exec '%s/bin/java' -Xlog:class+load:file='%s':none "$@"
                """
                        .formatted(JDK, loaded));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(home.resolve("bin/javac"), Path.of(JDK, "bin/javac"));
        return home;
    }
}
