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
 * The script's output: lines that begin with {@code @} are names; the last line below is the value.
 */
record ExecAnswer(Map<String, String> facts, List<Map<String, String>> databases) {
    /** Facts about the whole run, wherever they are printed. */
    private static final Set<String> GLOBAL_FACTS = Set.of("done", "lease", "error");

    private static final String NOT_PROVEN =
            "It is on a FUSE or an unknown file system, where a sync cannot be proven.";

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

    /** The code and the message of an error. */
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

    private static DatabaseState state(Map<String, String> facts, boolean held) {
        String[] name = facts.getOrDefault("database", " ").split(" ", 2);
        return new DatabaseState(
                name[0],
                name[1],
                facts.getOrDefault("journal_mode", "unknown"),
                checkpoint(facts.getOrDefault("checkpoint", "")),
                number(facts, "wal_bytes").orElse(0L),
                held,
                isSynced(facts),
                number(facts, "page_size"),
                number(facts, "page_count"),
                number(facts, "user_version"),
                number(facts, "application_id"),
                Optional.empty(),
                isSynced(facts) ? Optional.empty() : Optional.of(NOT_PROVEN));
    }

    /**
     * A failed sync is an error of the whole run; where a sync proves nothing, the script says no.
     */
    private static boolean isSynced(Map<String, String> facts) {
        return facts.getOrDefault("synced", "no").equals("yes");
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

    private static StatusAnswer.DatabaseStatus status(Map<String, String> facts) {
        String[] name = facts.getOrDefault("database", " ").split(" ", 2);
        return new StatusAnswer.DatabaseStatus(
                name[0],
                name[1],
                true,
                number(facts, "bytes"),
                Optional.ofNullable(facts.get("journal_mode")),
                number(facts, "wal_bytes"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<Long> number(Map<String, String> facts, String name) {
        return Optional.ofNullable(facts.get(name))
                .filter(it -> it.matches("-?\\d{1,18}"))
                .map(Long::parseLong);
    }
}
