package dev.flysnap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands that {@code bin/flysnap} runs to make start caches do not reach the user's Fly,
 * pings or journal: with a java that only writes down what it is given.
 */
class StartTrainingEnvironmentTest {
    private static final String OF_THE_USER = "of-the-user";

    /** What a shell adds by itself. */
    private static final Set<String> OF_THE_SHELL = Set.of("PWD", "OLDPWD", "SHLVL", "_");

    @TempDir private Path temporary;

    @Test
    void trainingGetsNothingOfTheUsersEnvironment() throws Exception {
        Path checkout = temporary.resolve("a check out");
        Files.createDirectories(checkout.resolve("bin"));
        Files.copy(Path.of("bin/flysnap"), checkout.resolve("bin/flysnap"));
        Files.copy(Path.of("pom.xml"), checkout.resolve("pom.xml"));
        ProcessBuilder command =
                new ProcessBuilder(checkout.resolve("bin/flysnap").toString())
                        .directory(temporary.toFile());
        for (String name : HiddenVariablesTest.hidden()) {
            command.environment().put(name, OF_THE_USER);
        }
        command.environment().put("FLY_CONFIG_DIR", OF_THE_USER);
        command.environment().put("FLYSNAP_PREPARE_START", "1");
        command.environment().put("FLYSNAP_JAVA_HOME", writingJdk().toString());
        assertEquals(new LaunchedProgram.Ended(0, "", ""), LaunchedProgram.run(command));

        List<List<String>> trainings = trainings();
        assertEquals(5, trainings.size(), trainings::toString);
        for (List<String> given : trainings) {
            Set<String> names =
                    given.stream()
                            .map(it -> it.substring(0, it.indexOf('=')))
                            .filter(it -> !OF_THE_SHELL.contains(it))
                            .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(
                    Set.of("FLY_CONFIG_DIR", "FLY_FLAPS_BASE_URL", "LANG", "LC_ALL", "PATH"),
                    names);
            assertTrue(given.contains("FLY_CONFIG_DIR=fly"), given::toString);
            assertTrue(
                    given.stream()
                            .anyMatch(it ->
                                    it.matches("FLY_FLAPS_BASE_URL=https?://127\\.0\\.0\\.1:\\d+")),
                    given::toString);
            assertFalse(given.toString().contains(OF_THE_USER), given::toString);
        }
    }

    private Path writingJdk() throws IOException {
        Path home = Files.createDirectory(temporary.resolve("jdk"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25\"\n");
        Files.createDirectory(home.resolve("bin"));
        for (String tool : List.of("java", "javac", "keytool")) {
            Path file = home.resolve("bin").resolve(tool);
            Files.writeString(
                    file,
                    """
                    #!/bin/sh
                    case " $* " in *" dev.flysnap.cli.StartTraining "*) env >"$0.$$.environment" ;; esac
                    """);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return home;
    }

    private List<List<String>> trainings() throws IOException {
        List<List<String>> trainings = new ArrayList<>();
        try (Stream<Path> files = Files.list(temporary.resolve("jdk/bin"))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".environment")).toList()) {
                trainings.add(Files.readAllLines(file));
            }
        }
        return trainings;
    }
}
