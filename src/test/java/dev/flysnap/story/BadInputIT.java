package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What users get wrong: each has a message of its own and the exit code of its kind, and nothing is
 * touched.
 */
class BadInputIT {
    private static final Map<String, String> AS_IT_IS = Map.of();

    @TempDir private static Path directory;
    private static LiveShop fly;
    private static String shopVolume;
    private static List<String> twoVolumes;

    /**
     * @param code what scripts go by; empty where the command line itself is wrong
     * @param says what a user has to read
     */
    record Mistake(
            String name,
            int exit,
            String code,
            List<String> says,
            Map<String, String> environment,
            List<String> command) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void openTheShop() throws Exception {
        fly =
                LiveShop.open(
                        directory,
                        "--app",
                        "shop",
                        "--app",
                        "two",
                        "--app",
                        "notes",
                        "--app-token",
                        "shop",
                        "--run",
                        "notes:live=%s agent --db notes=/data/notes.txt -- /bin/sh -c 'echo These are notes, not a database. >/data/notes.txt; exec sleep 600'"
                                .formatted(LiveShop.PROGRAM));
        shopVolume = fly.volume("shop");
        twoVolumes = List.of(fly.volume("two"), fly.volume("two"));
        String _ = fly.machine("shop", shopVolume);
        String _ = fly.machine("notes", fly.volume("notes"), "notes:live");
        fly.awaitOrders(1);
        var created = fly.flysnap("create", "shop");
        assertEquals(0, created.exit(), created.err());
    }

    @AfterAll
    static void closeTheShop() {
        fly.close();
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                new Mistake(
                        "no token",
                        12,
                        "token-missing",
                        List.of("no token", "fly tokens create deploy --app shop"),
                        Map.of("FLY_API_TOKEN", ""),
                        List.of("create", "shop")),
                new Mistake(
                        "a wrong token",
                        12,
                        "fly-not-authorised",
                        List.of("refused the token", "fly tokens create deploy --app shop"),
                        Map.of("FLY_API_TOKEN", "fm2_of_somebody_else"),
                        List.of("create", "shop")),
                new Mistake(
                        "an unknown app",
                        1,
                        "fly-app-unknown",
                        List.of("shoop"),
                        AS_IT_IS,
                        List.of("create", "shoop")),
                new Mistake(
                        "an unknown app to restore",
                        1,
                        "fly-app-unknown",
                        List.of("shoop"),
                        AS_IT_IS,
                        List.of("restore", "latest", "--app", "shoop", "--cutover")),
                new Mistake(
                        "an app that the token is not for",
                        1,
                        "fly-app-unknown",
                        List.of("two"),
                        Map.of("FLY_API_TOKEN", fly.appToken()),
                        List.of("create", "two")),
                new Mistake(
                        "the volume of another app",
                        1,
                        "volume-not-of-app",
                        List.of(twoVolumes.getFirst(), shopVolume),
                        AS_IT_IS,
                        List.of("create", "shop", "--volume", twoVolumes.getFirst())),
                new Mistake(
                        "two volumes and none named",
                        2,
                        "which-volume",
                        twoVolumes,
                        AS_IT_IS,
                        List.of("create", "two", "--quiesce", "off")),
                new Mistake(
                        "a retention of its own where the journal does not last",
                        2,
                        "state-does-not-last",
                        List.of("CI is set", "--state-dir"),
                        Map.of(
                                "CI",
                                "true",
                                "FLYSNAP_STATE_DIR",
                                "",
                                "XDG_STATE_HOME",
                                directory.resolve("of-a-job").toString()),
                        List.of("create", "shop", "--retain", "30d")),
                new Mistake(
                        "a malformed volume",
                        2,
                        "config-invalid",
                        List.of("vol_!", "vol_4qk5xqz7y1mj8w2r"),
                        AS_IT_IS,
                        List.of("create", "shop", "--volume", "vol_!")),
                new Mistake(
                        "a malformed snapshot",
                        2,
                        "",
                        List.of("newest", "vs_", "latest"),
                        AS_IT_IS,
                        List.of("restore", "newest", "--app", "shop", "--cutover")),
                new Mistake(
                        "a malformed region",
                        2,
                        "",
                        List.of("Frankfurt", "fra"),
                        AS_IT_IS,
                        List.of("restore", "latest", "--app", "shop", "--to-region", "Frankfurt")),
                new Mistake(
                        "an expectation that is no query",
                        2,
                        "",
                        List.of("DELETE FROM orders", "SELECT"),
                        AS_IT_IS,
                        List.of(
                                "restore",
                                "latest",
                                "--app",
                                "shop",
                                "--expect",
                                "DELETE FROM orders",
                                "=",
                                "0")),
                new Mistake(
                        "a cutover to a volume without a machine",
                        2,
                        "",
                        List.of("--volume-only", "--cutover"),
                        AS_IT_IS,
                        List.of(
                                "restore",
                                "latest",
                                "--app",
                                "shop",
                                "--volume-only",
                                "--cutover")),
                new Mistake(
                        "another app that is not there",
                        1,
                        "target-app-unknown",
                        List.of("nowhere", "fly apps create"),
                        AS_IT_IS,
                        List.of("restore", "latest", "--app", "shop", "--to-app", "nowhere")),
                new Mistake(
                        "a receipt that is not there",
                        2,
                        "file-unreadable",
                        List.of("no-receipt.json", "--receipt"),
                        AS_IT_IS,
                        List.of("restore", "--receipt", "no-receipt.json", "--app", "shop")),
                new Mistake(
                        "a malformed app",
                        2,
                        "config-invalid",
                        List.of("My Shop"),
                        AS_IT_IS,
                        List.of("create", "My Shop")),
                new Mistake(
                        "a malformed run",
                        2,
                        "",
                        List.of("yesterday", "run_"),
                        AS_IT_IS,
                        List.of("continue", "yesterday")),
                new Mistake(
                        "a run that nobody knows",
                        1,
                        "run-unknown",
                        List.of("run_0000000000", "flysnap runs"),
                        AS_IT_IS,
                        List.of("continue", "run_0000000000")),
                new Mistake(
                        "a region that does not exist",
                        2,
                        "no-such-region",
                        List.of("zzz", "ams", "fra"),
                        AS_IT_IS,
                        List.of(
                                "restore",
                                "latest",
                                "--app",
                                "shop",
                                "--to-region",
                                "zzz",
                                "--cutover")),
                new Mistake(
                        "a database path that is not SQLite",
                        1,
                        "hook-not-a-database",
                        List.of("/notes.txt", "SQLite"),
                        AS_IT_IS,
                        List.of("create", "notes")),
                new Mistake(
                        "a wrong hook token",
                        12,
                        "hook-not-authorised",
                        List.of("FLYSNAP_HOOK_TOKEN"),
                        Map.of("FLYSNAP_HOOK_TOKEN", "x".repeat(40)),
                        List.of("create", "shop")),
                new Mistake(
                        "no hook token",
                        12,
                        "hook-token-missing",
                        List.of("FLYSNAP_HOOK_TOKEN"),
                        Map.of("FLYSNAP_HOOK_TOKEN", ""),
                        List.of("create", "shop")),
                new Mistake(
                        "a hook that nobody reaches",
                        1,
                        "hook-unreachable",
                        List.of("127.0.0.1:1", "--via exec"),
                        AS_IT_IS,
                        List.of("create", "shop", "--hook", "http://127.0.0.1:1")),
                new Mistake(
                        "the latest of an app without a finished snapshot",
                        1,
                        "no-finished-snapshot",
                        List.of("two", "created", "flysnap list two"),
                        AS_IT_IS,
                        List.of("restore", "latest", "--app", "two", "--cutover")),
                new Mistake(
                        "a snapshot that nobody has",
                        1,
                        "snapshot-not-found",
                        List.of("vs_4LNvXLLK0P6tk6KgqoexaBw", "flysnap list shop"),
                        AS_IT_IS,
                        List.of(
                                "restore",
                                "vs_4LNvXLLK0P6tk6KgqoexaBw",
                                "--app",
                                "shop",
                                "--cutover")));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void hasItsOwnMessageAndNothingIsTouched(Mistake mistake)
            throws IOException, InterruptedException {
        String before = fly.world();
        LiveShop.Ended ended = fly.flysnap(mistake.environment(), mistake.command());
        assertAll(
                () -> assertEquals(mistake.exit(), ended.exit(), ended.err()),
                () ->
                        assertTrue(
                                mistake.code().isEmpty()
                                        || ended.err().contains("  code: " + mistake.code() + "\n"),
                                ended.err()),
                () ->
                        assertEquals(
                                List.of(),
                                mistake.says().stream()
                                        .filter(it -> !ended.err().contains(it))
                                        .toList(),
                                () -> "not said: " + ended.err()),
                () -> assertTrue(ended.err().startsWith("flysnap: "), ended.err()),
                () -> assertTrue(ended.err().contains("\n  next: "), ended.err()),
                () -> assertFalse(ended.err().contains("defect"), ended.err()),
                () -> assertFalse(ended.err().contains("\tat "), ended.err()),
                () -> assertEquals(before, fly.world(), "nothing was touched"));
    }
}
