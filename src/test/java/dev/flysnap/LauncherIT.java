package dev.flysnap;

import static dev.flysnap.LaunchedProgram.end;
import static dev.flysnap.LaunchedProgram.hideTheUsualPlaces;
import static dev.flysnap.LaunchedProgram.onThePath;
import static dev.flysnap.LaunchedProgram.run;
import static dev.flysnap.LaunchedProgram.tools;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.LaunchedProgram.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/flysnap} as users start it, on the packaged program, in copies of a checkout whose
 * path has spaces.
 */
class LauncherIT {
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final String JDK = System.getProperty("java.home");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir private Path temporary;
    private Path checkout = Path.of("");
    private Path tools = Path.of("");

    @BeforeEach
    void copyTheCheckout() throws IOException {
        checkout = temporary.resolve("a check out");
        Files.createDirectories(checkout.resolve("bin"));
        Files.createDirectories(checkout.resolve("src/main/java"));
        Files.createDirectories(checkout.resolve("target"));
        copyProgram(checkout, checkout.resolve("target"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.writeString(checkout.resolve("src/main/java/Shop.java"), "class Shop {}");
        changedAgo(Duration.ofHours(1), "pom.xml", "src/main/java/Shop.java");
        changedAgo(Duration.ofHours(1), "src/main/java", "src/main");
        changedAgo(Duration.ofMinutes(1), "target/flysnap.jar");
        tools = tools(temporary);
    }

    @AfterEach
    void removeLinks() throws IOException {
        LaunchedProgram.removeLinks(temporary);
    }

    @Test
    void theResultIsAllThatIsPrinted() throws Exception {
        Ended ended = run(command("--version"));
        assertEquals(new Ended(0, "flysnap 0.1.0\n", ""), ended);
    }

    /** Whoever builds the program, and however. */
    @Test
    void theBuildHasPreparedQuickStarts() throws Exception {
        for (String cache : List.of("aot", "copy.aot", "look.aot", "look.tls.aot")) {
            assertFalse(
                    Files.getLastModifiedTime(Path.of("target/start", cache))
                            .toInstant()
                            .isBefore(
                                    Files.getLastModifiedTime(Path.of("target/flysnap.jar"))
                                            .toInstant()));
        }
        assertEquals("flysnap 0.1.0\n", Files.readString(Path.of("target/start/version")));
    }

    @Test
    void aStartCacheOfAnotherPlaceIsPassedOverInSilence() throws Exception {
        Path start = Files.createDirectory(checkout.resolve("target/start"));
        Files.writeString(start.resolve("aot"), "no cache of this jar");
        assertEquals(new Ended(0, "flysnap 0.1.0\n", ""), run(command("--version")));
    }

    @Test
    void whatTheBuildHasWrittenDownIsShownWhileItIsAsNewAsTheProgram() throws Exception {
        Path start = Files.createDirectory(checkout.resolve("target/start"));
        Files.writeString(start.resolve("aot"), "no cache of this jar");
        Files.writeString(start.resolve("version"), "kept\n");
        assertEquals(new Ended(0, "kept\n", ""), run(command("--version")));
        changedAgo(Duration.ofMinutes(2), "target/start/aot");
        assertEquals(new Ended(0, "flysnap 0.1.0\n", ""), run(command("--version")));
    }

    /** The agent takes fewer for itself, and none of the app's. */
    @Test
    void theAppBelowTheAgentHasTheArenasThatTheMachineGivesIt() throws Exception {
        ProcessBuilder agent =
                command(
                        "agent",
                        "--db",
                        "app.db",
                        "--",
                        "/bin/sh",
                        "-c",
                        "echo \"[$MALLOC_ARENA_MAX]\"");
        assertEquals("[]\n", run(agent).out());
        agent.environment().put("MALLOC_ARENA_MAX", "2");
        assertEquals("[2]\n", run(agent).out());
    }

    /**
     * The JVM keeps QUIT for itself, and prints its threads: among the app's output they are lost.
     */
    @Test
    void theThreadsThatQuitPrintsAreNotAmongTheOutputOfTheApp() throws Exception {
        ProcessBuilder agent =
                command(
                        "agent",
                        "--db",
                        "app.db",
                        "--",
                        "/bin/sh",
                        "-c",
                        """
                        kill -QUIT $PPID
                        i=0
                        while [ $i -lt 200 ]; do
                            case $(cat err) in *"Full thread dump"*) break ;; esac
                            sleep 0.05
                            i=$((i + 1))
                        done
                        echo the app
                        """);
        Path err = temporary.resolve("err");
        agent.directory(temporary.toFile()).redirectError(err.toFile());
        Ended ended = run(agent);
        assertEquals(new Ended(0, "the app\n", ""), ended, Files.readString(err));
        assertTrue(Files.readString(err).contains("Full thread dump"));
    }

    @Test
    void aFailureKeepsItsExitCode() throws Exception {
        assertEquals(2, run(command("--no-such-option")).exit());
    }

    @Test
    void itStartsThroughAChainOfRelativeAndAbsoluteLinks() throws Exception {
        Path links = Files.createDirectories(temporary.resolve("some where/links"));
        Files.createSymbolicLink(links.resolve("first"), Path.of("../../a check out/bin/flysnap"));
        Files.createSymbolicLink(links.resolve("second"), links.resolve("first"));
        Files.createSymbolicLink(links.resolve("flysnap"), Path.of("second"));
        ProcessBuilder command = command("--version");
        command.command(links.resolve("flysnap").toString(), "--version");
        assertEquals(new Ended(0, "flysnap 0.1.0\n", ""), run(command));
        command.command("links/flysnap", "--version");
        assertVersion(run(command.directory(links.getParent().toFile())));
        command.environment().put("PATH", links + ":" + tools);
        command.command("/bin/sh", "-c", "flysnap --version");
        assertVersion(run(command));
    }

    @Test
    void itStartsFromItsOwnFolder() throws Exception {
        ProcessBuilder command = command("--version");
        command.directory(checkout.resolve("bin").toFile());
        command.command("/bin/sh", "flysnap", "--version");
        assertEquals(new Ended(0, "flysnap 0.1.0\n", ""), run(command));
    }

    @Test
    void withoutSourcesItRunsTheJarBesideIt() throws Exception {
        Path installed = Files.createDirectories(temporary.resolve("in stalled/bin")).getParent();
        copyProgram(installed, installed);
        ProcessBuilder command = command("--version");
        command.command(installed.resolve("bin/flysnap").toString(), "--version");
        assertEquals(new Ended(0, "flysnap 0.1.0\n", ""), run(command));

        Files.delete(installed.resolve("flysnap.jar"));
        Ended ended = run(command);
        assertEquals(1, ended.exit());
        assertTrue(ended.err().contains("not complete"), ended.err());
    }

    @Test
    void javaIsFoundOnThePathBehindLinksAndInSdkman() throws Exception {
        hideTheUsualPlaces(checkout.resolve("bin/flysnap"));
        ProcessBuilder byPath = withoutJava();
        Path link = temporary.resolve("java");
        Files.createSymbolicLink(link, Path.of(JDK, "bin/java"));
        Files.createSymbolicLink(tools.resolve("java"), link);
        assertEquals(new Ended(0, "flysnap 0.1.0\n", ""), run(byPath));

        Files.delete(tools.resolve("java"));
        ProcessBuilder bySdkman = withoutJava();
        Path candidates = temporary.resolve("no body/.sdkman/candidates/java");
        Files.createDirectories(candidates);
        Files.createSymbolicLink(candidates.resolve("25-tem"), Path.of(JDK));
        bySdkman.environment().put("HOME", temporary.resolve("no body").toString());
        assertEquals(new Ended(0, "flysnap 0.1.0\n", ""), run(bySdkman));

        bySdkman.environment().put("FLYSNAP_PRINT_JAVA_HOME", "1");
        assertEquals(candidates.resolve("25-tem") + "\n", run(bySdkman).out());
    }

    @Test
    void withoutAJdkItSaysWhatToInstall() throws Exception {
        hideTheUsualPlaces(checkout.resolve("bin/flysnap"));
        ProcessBuilder command = withoutJava();
        assertRefused(command, "no JDK 25 or newer was found", "adoptium.net");

        // A JDK that is too old counts as none, wherever it is; one that was asked for is named.
        Path old = standInJdk("17.0.15");
        command.environment().put("JAVA_HOME", old.toString());
        Files.createSymbolicLink(tools.resolve("java"), old.resolve("bin/java"));
        assertRefused(command, "no JDK 25 or newer was found", "adoptium.net");
        command.environment().put("FLYSNAP_JAVA_HOME", old.toString());
        assertRefused(command, "FLYSNAP_JAVA_HOME (" + old + ")");
    }

    @Test
    void aJavaThatIsTooOldIsPassedOver() throws Exception {
        ProcessBuilder command = command("--version");
        command.environment().remove("FLYSNAP_JAVA_HOME");
        command.environment().put("JAVA_HOME", standInJdk("1.8.0_452").toString());
        command.environment().put("PATH", Path.of(JDK, "bin") + ":" + tools);
        assertEquals(new Ended(0, "flysnap 0.1.0\n", ""), run(command));
    }

    @Test
    void withoutMavenItSaysWhatToInstallWhereItMustBuild() throws Exception {
        changedAgo(Duration.ZERO, "src/main/java/Shop.java");
        assertRefused(command("--version"), "Maven (mvn) is not on the PATH", "apt-get install");
        assertFalse(Files.exists(checkout.resolve("target/flysnap.lock")), "the lock is gone");
    }

    @Test
    void aProgramOlderThanItsSourcesIsBuiltOnce() throws Exception {
        Path calls = standInMaven("cp \"$JAR\" target/flysnap.jar");
        Path jar = checkout.resolve("target/flysnap.jar");
        ProcessBuilder command = command("--version");
        for (String changed : List.of("src/main/java/Shop.java", "pom.xml", "src/main/java")) {
            changedAgo(Duration.ofMinutes(1), "target/flysnap.jar");
            changedAgo(Duration.ofSeconds(30), changed);
            Files.deleteIfExists(calls);
            Object file = Files.getAttribute(jar, "unix:ino");
            Ended built;
            // As long as somebody has it open, no new file gets its number.
            try (InputStream _ = Files.newInputStream(jar)) {
                built = run(command);
                assertNotEquals(file, Files.getAttribute(jar, "unix:ino"), "others may run it");
            }
            assertEquals("flysnap 0.1.0\n", built.out(), built.err());
            assertEquals(1, built.err().lines().count(), built.err());
            assertTrue(built.err().startsWith("flysnap: building the program"), built.err());
            assertEquals(new Ended(0, "flysnap 0.1.0\n", ""), run(command));
            List<String> called = Files.readAllLines(calls);
            assertEquals(1, called.size(), () -> changed + " made it build: " + called);
            assertTrue(called.getFirst().startsWith(JDK + " -B -q "), called::toString);
            assertTrue(called.getFirst().endsWith(" package"), called::toString);
        }
    }

    @Test
    void aProgramWithoutItsLibrariesIsBuilt() throws Exception {
        Path calls = standInMaven("ln -s \"$LIB\" target/lib; cp \"$JAR\" target/flysnap.jar");
        Files.createSymbolicLink(tools.resolve("ln"), onThePath("ln"));
        Files.delete(checkout.resolve("target/lib"));
        assertVersion(run(command("--version")));
        assertEquals(1, Files.readAllLines(calls).size());
    }

    @Test
    void aBuildThatFailsShowsWhatMavenSaid() throws Exception {
        standInMaven("echo 'Shop.java is wrong'; exit 1");
        changedAgo(Duration.ZERO, "src/main/java/Shop.java");
        Ended ended = run(command("--version"));
        assertEquals(1, ended.exit());
        assertEquals("", ended.out());
        assertTrue(ended.err().contains("Shop.java is wrong"), ended.err());
        assertTrue(ended.err().contains("the build failed"), ended.err());
        assertFalse(Files.exists(checkout.resolve("target/flysnap.lock")), "the lock is gone");
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        Path calls =
                standInMaven(
                        "until [ -e target/go ]; do sleep 0.05; done; cp \"$JAR\" target/flysnap.jar");
        changedAgo(Duration.ofSeconds(30), "pom.xml");
        Process first = command("--version").start();
        awaitText(calls, "package");
        Path errors = temporary.resolve("errors");
        ProcessBuilder command = command("--version").redirectError(errors.toFile());
        Process second = command.start();
        awaitText(errors, "waiting for another flysnap");
        Files.createFile(checkout.resolve("target/go"));
        assertVersion(end(first));
        assertVersion(end(second));
        assertEquals(1, Files.readAllLines(calls).size());
    }

    @Test
    void theLockOfAKilledBuildIsTakenOver() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        assertTrue(gone.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
        Path lock = Files.createDirectory(checkout.resolve("target/flysnap.lock"));
        Files.writeString(lock.resolve("pid"), gone.pid() + "\n");
        standInMaven("cp \"$JAR\" target/flysnap.jar");
        changedAgo(Duration.ofSeconds(30), "pom.xml");
        assertVersion(run(command("--version")));
        assertFalse(Files.exists(lock), "the lock is gone");
    }

    private static void assertVersion(Ended ended) {
        assertEquals("flysnap 0.1.0\n", ended.out(), ended::toString);
    }

    /** The copied script in a small environment: its own tools, a JDK, no Maven. */
    private ProcessBuilder command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(checkout.resolve("bin/flysnap").toString()));
        all.addAll(List.of(arguments));
        ProcessBuilder command = new ProcessBuilder(all).directory(temporary.toFile());
        command.environment().clear();
        command.environment()
                .putAll(
                        Map.of(
                                "PATH", tools.toString(),
                                "HOME", temporary.toString(),
                                "FLYSNAP_JAVA_HOME", JDK,
                                "JAR", PROJECT.resolve("target/flysnap.jar").toString(),
                                "LIB", PROJECT.resolve("target/lib").toString()));
        return command;
    }

    private ProcessBuilder withoutJava() {
        ProcessBuilder command = command("--version");
        command.environment().remove("FLYSNAP_JAVA_HOME");
        return command;
    }

    private static void copyProgram(Path root, Path target) throws IOException {
        Files.copy(PROJECT.resolve("bin/flysnap"), root.resolve("bin/flysnap"));
        Files.copy(PROJECT.resolve("target/flysnap.jar"), target.resolve("flysnap.jar"));
        Files.createSymbolicLink(target.resolve("lib"), PROJECT.resolve("target/lib"));
    }

    private void changedAgo(Duration ago, String... paths) throws IOException {
        for (String path : paths) {
            Files.setLastModifiedTime(
                    checkout.resolve(path), FileTime.from(Instant.now().minus(ago)));
        }
    }

    /** Notes how it was called in a file, then does what it is told, in the checkout. */
    private Path standInMaven(String script) throws IOException {
        Path calls = temporary.resolve("calls");
        executable(
                tools.resolve("mvn"),
                "echo \"$JAVA_HOME $*\" >>'%s'; cd '%s'; %s".formatted(calls, checkout, script));
        return calls;
    }

    private Path standInJdk(String version) throws IOException {
        Path home = Files.createDirectories(temporary.resolve("jdk " + version));
        Files.writeString(
                home.resolve("release"),
                "IMPLEMENTOR=\"Someone\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        Files.createDirectories(home.resolve("bin"));
        executable(home.resolve("bin/java"), "echo 'an old java was started'; exit 99");
        executable(home.resolve("bin/javac"), "exit 99");
        return home;
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void assertRefused(ProcessBuilder command, String... texts) throws Exception {
        Ended ended = run(command);
        assertEquals(1, ended.exit(), ended.err());
        assertEquals("", ended.out());
        assertEquals(1, ended.err().lines().count(), "one sentence: " + ended.err());
        for (String text : texts) {
            assertTrue(ended.err().contains(text), ended.err());
        }
    }

    private static void awaitText(Path file, String text) throws Exception {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            assertTrue(System.nanoTime() < limit, () -> text + " never came in " + file);
            Thread.sleep(20);
        }
    }
}
