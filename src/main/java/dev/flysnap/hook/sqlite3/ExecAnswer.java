package dev.flysnap.hook.sqlite3;

import dev.flysnap.contract.Checkpoint;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.contract.StatusAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the script printed: lines that begin with {@code @} are names, those below are the value,
 * the last of them counts.
 */
record ExecAnswer(Map<String, String> facts, List<Map<String, String>> databases) {
    /** Said once, wherever it stands. */
    private static final Set<String> GLOBAL_FACTS = Set.of("done", "lease", "error");

    private static final String NOT_PROVEN =
            "It lies behind a FUSE file system, or one that tells nothing of itself: there a sync cannot be proven.";

    static ExecAnswer read(String stdout) {
        Map<String, String> facts = new HashMap<>();
        List<Map<String, String>> databases = new ArrayList<>();
        Map<String, String> current = facts;
        String name = "";
        for (String line : stdout.lines().map(String::strip).toList()) {
            if (line.startsWith("@")) {
                String[] parts = line.substring(1).split(" ", 2);
                name = parts[0];
                if (name.equals("database")) {
                    current = new HashMap<>();
                    databases.add(current);
                }
                (GLOBAL_FACTS.contains(name) ? facts : current)
                        .put(name, parts.length > 1 ? parts[1] : "");
            } else {
                current.put(name, line);
            }
        }
        return new ExecAnswer(facts, databases);
    }

    Optional<String> fact(String name) {
        return Optional.ofNullable(facts.get(name));
    }

    /** The first word of an error, and the rest. */
    Optional<String[]> error() {
        return fact("error").map(it -> (it + " ").split(" ", 2));
    }

    String sqliteVersion() {
        return databases.isEmpty()
                ? "unknown"
                : databases.getFirst().getOrDefault("sqlite_version", "unknown");
    }

    List<DatabaseState> states(boolean held) {
        return databases.stream().map(it -> state(it, held)).toList();
    }

    private static DatabaseState state(Map<String, String> said, boolean held) {
        String[] name = said.getOrDefault("database", " ").split(" ", 2);
        return new DatabaseState(
                name[0],
                name[1],
                said.getOrDefault("journal_mode", "unknown"),
                checkpoint(said.getOrDefault("checkpoint", "")),
                number(said, "wal_bytes").orElse(0L),
                held,
                isSynced(said),
                number(said, "page_size"),
                number(said, "page_count"),
                number(said, "user_version"),
                number(said, "application_id"),
                Optional.empty(),
                isSynced(said) ? Optional.empty() : Optional.of(NOT_PROVEN));
    }

    /** A sync that fails is an error of the whole; where one proves nothing the script says no. */
    private static boolean isSynced(Map<String, String> said) {
        return said.getOrDefault("synced", "no").equals("yes");
    }

    private static Checkpoint checkpoint(String said) {
        return said.matches("-?\\d{1,9}\\|-?\\d{1,9}\\|-?\\d{1,9}")
                ? checkpoint(said.split("\\|", 3))
                : new Checkpoint(1, -1, -1);
    }

    private static Checkpoint checkpoint(String[] counts) {
        return new Checkpoint(
                Long.parseLong(counts[0]), Long.parseLong(counts[1]), Long.parseLong(counts[2]));
    }

    List<StatusAnswer.DatabaseStatus> statuses() {
        return databases.stream().map(ExecAnswer::status).toList();
    }

    private static StatusAnswer.DatabaseStatus status(Map<String, String> said) {
        String[] name = said.getOrDefault("database", " ").split(" ", 2);
        return new StatusAnswer.DatabaseStatus(
                name[0],
                name[1],
                true,
                number(said, "bytes"),
                Optional.ofNullable(said.get("journal_mode")),
                number(said, "wal_bytes"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<Long> number(Map<String, String> said, String name) {
        return Optional.ofNullable(said.get(name))
                .filter(it -> it.matches("-?\\d{1,18}"))
                .map(Long::parseLong);
    }
}
