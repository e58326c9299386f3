package dev.flysnap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No test sees what the shell of whoever runs it has set for flysnap. */
class HiddenVariablesTest {
    private static final Pattern NAME =
            Pattern.compile("\"((?:FLYSNAP|FLY|AWS)_[A-Z0-9_]+|BUCKET_NAME)\"");

    /** A file's name, and what the build sets for all tests. */
    private static final Set<String> OTHERS = Set.of("FLYSNAP_TOML", "FLY_CONFIG_DIR");

    /** What flysnap reads of its environment, by the build. */
    static Set<String> hidden() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String list = pom.split("</?test.hidden.variables>", -1)[1];
        return Stream.of(list.split(",")).map(String::strip).collect(Collectors.toSet());
    }

    private static Stream<String> names(Path file) {
        try {
            return NAME
                    .matcher(Files.readString(file))
                    .results()
                    .map(MatchResult::group)
                    .map(it -> it.substring(1, it.length() - 1))
                    .filter(it -> !OTHERS.contains(it))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void eachVariableThatFlysnapReadsIsNamedInTheBuild() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            Set<String> read =
                    files.filter(it -> it.toString().endsWith(".java"))
                            .flatMap(HiddenVariablesTest::names)
                            .collect(Collectors.toCollection(TreeSet::new));
            assertTrue(read.size() > 20, read::toString);
            read.removeAll(hidden());
            assertEquals(Set.of(), read, "add it to test.hidden.variables of pom.xml");
        }
    }

    @Test
    void theBuildHidesThem() throws Exception {
        if (System.getProperty("surefire.real.class.path") != null) {
            assertEquals(
                    List.of(), hidden().stream().filter(System.getenv()::containsKey).toList());
        }
    }
}
