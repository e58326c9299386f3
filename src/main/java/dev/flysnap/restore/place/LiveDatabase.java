package dev.flysnap.restore.place;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.restore.model.PlacedCopy;
import dev.flysnap.runtime.RunContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The database that the app has now, as its running machine tells.
 *
 * @param applicationId absent where the machine cannot tell, as is userVersion
 */
record LiveDatabase(
        PlacedCopy.Ownership ownership, Optional<Long> applicationId, Optional<Long> userVersion) {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Pattern ANSWER =
            Pattern.compile(
                    "(\\d+:\\d+) ([0-7]{3,4})\\s+(\\d+:\\d+) ([0-7]{3,4})\\s+(?:(-?\\d{1,10})\\s+(-?\\d{1,10}))?\\s*");

    /**
     * By a process of its own, which may open the file: it holds no lock of the app's. Where nobody
     * has the database open sqlite3 would leave files beside it: then the header has to do, as
     * without sqlite3. It lacks what only the WAL has.
     */
    private static final String LOOK =
            """
            set -e
            stat -L -c '%u:%g %a' "$1"
            stat -L -c '%u:%g %a' "$(dirname "$1")"
            if [ -e "$1-shm" ] && command -v sqlite3 >/dev/null; then
              sqlite3 -readonly "$1" 'PRAGMA application_id; PRAGMA user_version' 2>/dev/null || :
            else
              for at in 68 60; do
                set -- "$1" $(od -An -tu1 -j $at -N 4 "$1")
                n=$(( ($2 << 24) | ($3 << 16) | ($4 << 8) | $5 ))
                [ $n -lt 2147483648 ] || n=$((n - 4294967296))
                echo $n
              done
            fi\
            """;

    /** Empty where no machine runs, or the file is not there, or nothing can be said. */
    static Optional<LiveDatabase> at(
            RunContext context, AppName app, Optional<Machine> machine, String path) {
        return machine.filter(it -> it.state().equals(MachineState.STARTED))
                .flatMap(it -> look(context, app, it, path))
                .flatMap(LiveDatabase::parse);
    }

    private static Optional<ExecResult> look(
            RunContext context, AppName app, Machine machine, String path) {
        try {
            return Optional.of(
                    context.fly()
                            .machines()
                            .exec(
                                    app,
                                    machine.id(),
                                    List.of("sh", "-c", LOOK, "flysnap-look", path),
                                    "",
                                    LIMIT));
        } catch (FlyException e) {
            // A machine that cannot be asked may still be replaced.
            return Optional.empty();
        }
    }

    private static Optional<LiveDatabase> parse(ExecResult result) {
        Matcher answer = ANSWER.matcher(result.stdout());
        if (result.exitCode() != 0 || !answer.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new LiveDatabase(
                        new PlacedCopy.Ownership(
                                answer.group(1), answer.group(2), answer.group(3), answer.group(4)),
                        Optional.ofNullable(answer.group(5)).map(Long::valueOf),
                        Optional.ofNullable(answer.group(6)).map(Long::valueOf)));
    }
}
