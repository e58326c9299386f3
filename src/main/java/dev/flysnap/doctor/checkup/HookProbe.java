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
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.VolumePaths;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks the hook beside one volume how things stand, and whether its databases lie there. */
final class HookProbe {
    private static final String CHECK = Doctor.HOOK;
    private static final int MAX_NAMED = 5;

    private final AppName app;
    private final Volume volume;
    private final Machine machine;
    private final Optional<QuiescerFactory> hook;

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
                    "machine %s is %s: nobody can be asked there"
                            .formatted(machine.id(), machine.state()),
                    "");
        }
        try (Quiescer reached = hook.get().reach(app, machine)) {
            return evaluate(reached.status());
        } catch (FlyException e) {
            return Finding.of(CHECK, Outcome.LEFT_OUT, e.problem());
        } catch (FlysnapException e) {
            return Finding.toDo(
                    CHECK,
                    "not deployed yet, or not reached: "
                            + e.problem().what()
                            + " "
                            + e.problem().why(),
                    e.problem().next());
        }
    }

    private Finding evaluate(StatusAnswer status) {
        for (DatabaseStatus database : status.databases()) {
            if (!database.present() || database.problem().isPresent()) {
                return Finding.wrong(
                        CHECK,
                        "%s (%s) %s"
                                .formatted(
                                        database.name(),
                                        database.path(),
                                        database.problem().orElse("is not there")),
                        "fly ssh console --app %s -C 'ls -l %s'"
                                .formatted(app, database.path().replaceFirst("[^/]*$", "")));
            }
            if (VolumePaths.of(machine).of(database.path()) == VolumePaths.Whether.OFF) {
                return Finding.wrong(
                        CHECK,
                        "%s (%s) does not lie on %s: no snapshot holds it"
                                .formatted(database.name(), database.path(), volume.id()),
                        "Move it below %s, or start the agent with the right --db"
                                .formatted(
                                        VolumePaths.of(machine).mounts().stream()
                                                .map(Path::toString)
                                                .collect(Collectors.joining(", "))));
            }
        }
        List<String> words = new ArrayList<>();
        words.add("answers, level " + status.level());
        words.add(
                status.databases().isEmpty()
                        ? "with no database"
                        : status.databases().stream()
                                .limit(MAX_NAMED)
                                .map(HookProbe::databaseText)
                                .reduce((a, b) -> a + ", " + b)
                                .orElse(""));
        if (status.databases().size() > MAX_NAMED) {
            words.add("and %d more".formatted(status.databases().size() - MAX_NAMED));
        }
        status.warnings().ifPresent(words::addAll);
        String seen = String.join("; ", words);
        return status.databases().isEmpty()
                ? Finding.wrong(CHECK, seen, "Start the agent with --db, or mend what it is given")
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
