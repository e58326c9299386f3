package dev.flysnap.doctor.checkup;

import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.contract.StatusAnswer.DatabaseStatus;
import dev.flysnap.hook.look.InventoryLook;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.problem.ShortList;
import dev.flysnap.proof.Coverage;
import dev.flysnap.proof.Coverage.OnVolume;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.util.List;
import java.util.Optional;

/** Whether databases lie on a volume that its hook does not quiesce. */
record CoverageCheck(
        AppName app,
        Machine machine,
        InventoryLook look,
        QuiescerFactory hook,
        List<String> ignored) {
    private static final String CHECK = "coverage";

    /** Empty where nobody can look. */
    Optional<Finding> finding(StatusAnswer answer) {
        return look.of(app, machine, () -> hook.reach(app, machine))
                .map(it -> it.without(ignored))
                .map(it ->
                        Coverage.beforeQuiesce(
                                it, answer.databases().stream().map(DatabaseStatus::path).toList()))
                .map(this::finding);
    }

    private Finding finding(Coverage coverage) {
        List<String> open =
                coverage.others().stream()
                        .filter(it -> !it.openBy().isEmpty())
                        .map(OnVolume::path)
                        .toList();
        Optional<String> summary = coverage.summary();
        List<String> warnings = coverage.warnings();
        if (open.isEmpty() && !warnings.isEmpty()) {
            return Finding.toDo(
                    CHECK,
                    String.join(" ", warnings),
                    "end that transaction, or start the process again: until then the WAL grows, and no snapshot is held");
        }
        if (open.isEmpty()) {
            return Finding.fine(CHECK, summary.orElse("every database on the volume is quiesced"));
        }
        return Finding.wrong(
                CHECK,
                "%s; the app has %s open, so snapshots are crash-consistent"
                        .formatted(summary.orElseThrow(), ShortList.text(open)),
                "let the hook quiesce them, or leave them out: flysnap init --replace --ignore PATTERN --app "
                        + app);
    }
}
