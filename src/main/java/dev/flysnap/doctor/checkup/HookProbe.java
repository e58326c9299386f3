package dev.flysnap.doctor.checkup;

import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.contract.StatusAnswer.DatabaseStatus;
import dev.flysnap.doctor.checkup.Finding.Outcome;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.problem.ShortList;
import dev.flysnap.proof.VolumePaths;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the hook of one volume for its status, and checks that its databases are on that volume. */
final class HookProbe {
    private static final String CHECK = Doctor.HOOK;

    /** Nobody answered: before the first deploy that is as it should be. */
    private static final Set<String> NOT_REACHED =
            Set.of("hook-unreachable", "hook-client-missing", "hook-proxy-failed");

    /** Something is missing on this computer. */
    private static final Set<String> NOT_SET_UP =
            Set.of("hook-token-missing", "hook-flyctl-missing");

    private final AppName app;
    private final Volume volume;
    private final Machine machine;
    private final Optional<QuiescerFactory> hook;
    private Optional<StatusAnswer> answer = Optional.empty();

    HookProbe(AppName app, Volume volume, Machine machine, Optional<QuiescerFactory> hook) {
        this.app = app;
        this.volume = volume;
        this.machine = machine;
        this.hook = hook;
    }

    Finding finding() {
        if (hook.isEmpty()) {
            return Finding.toDo(
                    CHECK,
                    "none is configured: a snapshot of a running machine is crash-consistent, no more",
                    "flysnap init --app " + app);
        }
        if (!machine.state().equals(MachineState.STARTED)) {
            return Finding.skipped(
                    CHECK,
                    "machine %s is %s, so its hook does not run"
                            .formatted(machine.id(), machine.state()),
                    "");
        }
        try (Quiescer reached = hook.get().reach(app, machine)) {
            StatusAnswer status = reached.status();
            answer = Optional.of(status);
            return evaluate(status);
        } catch (FlyException e) {
            return Finding.of(CHECK, Outcome.LEFT_OUT, e.problem());
        } catch (FlysnapException e) {
            if (e.problem().exit() == ExitCode.USAGE) {
                // A question about the configuration: nothing was called.
                return Finding.of(CHECK, Outcome.WRONG, e.problem());
            }
            return unanswered(e.problem());
        }
    }

    /** What the hook said when it was asked for the finding; empty if it said nothing. */
    Optional<StatusAnswer> answer() {
        return answer;
    }

    private static Finding unanswered(Problem problem) {
        if (NOT_REACHED.contains(problem.code())) {
            return Finding.toDo(
                    CHECK,
                    "not deployed yet, or not reached: %s %s"
                            .formatted(problem.what(), problem.why()),
                    problem.next());
        }
        return Finding.of(
                CHECK,
                NOT_SET_UP.contains(problem.code()) ? Outcome.TO_DO : Outcome.WRONG,
                problem);
    }

    private Finding evaluate(StatusAnswer status) {
        for (DatabaseStatus database : status.databases()) {
            if (!database.present() || database.problem().isPresent()) {
                return Finding.wrong(
                        CHECK,
                        "%s (%s)%s"
                                .formatted(
                                        database.name(),
                                        database.path(),
                                        database.problem()
                                                .map(": "::concat)
                                                .orElse(" does not exist")),
                        "fly ssh console --app %s -C 'ls -l %s'"
                                .formatted(app, database.path().replaceFirst("[^/]*$", "")));
            }
            if (VolumePaths.of(machine).of(database.path()) == VolumePaths.Location.OFF) {
                return Finding.wrong(
                        CHECK,
                        "%s (%s) is not on %s: no snapshot contains it"
                                .formatted(database.name(), database.path(), volume.id()),
                        "Move it below %s, or start the agent with the right --db"
                                .formatted(
                                        VolumePaths.of(machine).mounts().stream()
                                                .map(Path::toString)
                                                .collect(Collectors.joining(", "))));
            }
        }
        List<String> parts = new ArrayList<>();
        parts.add("answers, level " + status.level());
        parts.add(
                status.databases().isEmpty()
                        ? "with no database"
                        : ShortList.text(
                                status.databases().stream().map(HookProbe::databaseText).toList()));
        String seen = String.join("; ", parts);
        return status.databases().isEmpty()
                ? Finding.wrong(CHECK, seen, "Start the agent with --db, or correct its --db")
                : Finding.fine(CHECK, seen);
    }

    private static String databaseText(DatabaseStatus database) {
        return "%s (%s%s)"
                .formatted(
                        database.name(),
                        database.path(),
                        database.journalMode().map(it -> ", " + it).orElse(""));
    }
}
