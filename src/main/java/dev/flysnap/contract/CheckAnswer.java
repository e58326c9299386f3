package dev.flysnap.contract;

import java.util.List;
import java.util.Optional;

/**
 * How far a check of the databases is.
 *
 * @param app the Fly app that answers, when it knows
 * @param machineId the machine that answers, when it knows
 * @param databases those that are done
 */
public record CheckAnswer(
        State state,
        Optional<String> app,
        Optional<String> machineId,
        List<DatabaseCheck> databases) {
    /** Whether there is more to come. */
    public enum State {
        RUNNING,
        DONE
    }

    /** What is known of a database's content. */
    public enum Result {
        OK,
        BAD,
        NOT_CHECKED
    }

    /**
     * One database.
     *
     * @param path of the file, as the hook sees it
     * @param problems what SQLite says; none unless it is bad
     * @param foreignKeyViolations rows that refer to nothing, as far as they were counted: what the
     *     app wrote, no damage
     * @param why it was not checked
     */
    public record DatabaseCheck(
            String name,
            String path,
            Result result,
            List<String> problems,
            Optional<Long> foreignKeyViolations,
            Optional<String> why) {
        /** Longest list of problems. */
        public static final int MAX_PROBLEMS = 20;

        public DatabaseCheck {
            problems = List.copyOf(problems.subList(0, Math.min(MAX_PROBLEMS, problems.size())));
        }

        public static DatabaseCheck ok(String name, String path, Optional<Long> violations) {
            return new DatabaseCheck(
                    name, path, Result.OK, List.of(), violations, Optional.empty());
        }

        public static DatabaseCheck bad(String name, String path, List<String> problems) {
            return new DatabaseCheck(
                    name, path, Result.BAD, problems, Optional.empty(), Optional.empty());
        }

        public static DatabaseCheck notChecked(String name, String path, String why) {
            return new DatabaseCheck(
                    name, path, Result.NOT_CHECKED, List.of(), Optional.empty(), Optional.of(why));
        }
    }

    public CheckAnswer {
        databases = List.copyOf(databases);
    }
}
