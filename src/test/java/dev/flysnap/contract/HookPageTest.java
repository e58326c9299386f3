package dev.flysnap.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The page that publishes the contract says what its records say. */
class HookPageTest {
    private static final Path PAGE = Path.of("src/site/markdown/hook.md");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (`.+?) \\|");
    private static final Pattern ERROR_ROW = Pattern.compile("(?m)^\\| (\\d{3}) \\| ([^|]+) \\|");

    private String page = "";

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(PAGE);
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(
                        "`POST /flysnap/v1/quiesce`",
                        List.of(
                                QuiesceRequest.class,
                                QuiesceAnswer.class,
                                DatabaseState.class,
                                Checkpoint.class)),
                Arguments.of(
                        "`POST /flysnap/v1/resume`",
                        List.of(ResumeRequest.class, ResumeAnswer.class)),
                Arguments.of(
                        "`GET /flysnap/v1/status`",
                        List.of(
                                StatusAnswer.class,
                                StatusAnswer.DatabaseStatus.class,
                                StatusAnswer.ActiveLease.class)),
                Arguments.of("Errors", List.of(ErrorAnswer.class, ErrorAnswer.Detail.class)));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void eachFieldIsOnThePageAndNoOther(String heading, List<Class<?>> records) {
        String section = section(heading);
        Set<String> fields =
                records.stream()
                        .flatMap(it -> Arrays.stream(it.getRecordComponents()))
                        .map(HookPageTest::jsonName)
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named =
                CODE.matcher(section)
                        .results()
                        .flatMap(code -> NAME.matcher(code.group(1)).results())
                        .map(MatchResult::group)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(named.containsAll(fields), () -> "%s lacks some of %s".formatted(named, fields));
        if (!heading.equals("Errors")) {
            FIRST_CELL
                    .matcher(section)
                    .results()
                    .flatMap(cell -> CODE.matcher(cell.group(1)).results())
                    .forEach(code -> assertTrue(fields.contains(code.group(1)), code::group));
        }
    }

    @Test
    void eachErrorIsOnThePageWithItsStatus() throws IllegalAccessException {
        Set<String> codes =
                new TreeSet<>(
                        Set.of("disk-full", "copy-no-room", "copy-not-good", "database-empty"));
        for (Field field : HookCodes.class.getFields()) {
            codes.add(String.valueOf(field.get(null)));
        }
        Set<String> listed =
                ERROR_ROW
                        .matcher(section("Errors"))
                        .results()
                        .flatMap(row -> CODE.matcher(row.group(2)).results())
                        .map(code -> code.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(codes, listed);
    }

    @Test
    void eachLimitIsOnThePage() {
        for (String limit :
                List.of(
                        "1 to " + QuiesceRequest.MAX_ATTEMPT_LENGTH + " characters",
                        "at most %,d".formatted(QuiesceRequest.MAX_DATABASES),
                        HookPaths.MIN_TOKEN_LENGTH + " to\n" + HookPaths.MAX_TOKEN_LENGTH,
                        HookPaths.BASE)) {
            assertTrue(page.contains(limit), limit);
        }
    }

    private String section(String heading) {
        int start = page.indexOf("\n## " + heading + "\n");
        assertTrue(start >= 0, heading);
        int end = page.indexOf("\n## ", start + 1);
        return page.substring(start + heading.length() + 5, end < 0 ? page.length() : end);
    }

    private static String jsonName(RecordComponent component) {
        return component
                .getName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }
}
