package dev.flysnap.cli.run;

import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunCommand;
import dev.flysnap.cli.session.RunProblems;
import dev.flysnap.cli.terminal.Confirmation;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.run.FinishPreview;
import dev.flysnap.restore.run.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flysnap finish}. */
@Command(
        name = "finish",
        description = {
            "Removes the machine and the volume that a cutover replaced.",
            "Only those, only after a completed cutover, and only if the old machine is stopped. This cannot be undone. Shows what it would do and asks; --yes does it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap finish run_k3v9x2m7qa",
            "  flysnap finish run_k3v9x2m7qa --yes"
        })
public final class FinishCommand extends RunCommand {
    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Override
    protected ExitCode run(FlySession session, RunRecord record) {
        if (!record.kind().makesVolume()) {
            throw RunProblems.notFinishable(record).exception();
        }
        Restore restore = new Restore(session.context());
        FinishPreview preview = restore.previewFinish(record);
        printText(new FinishView(preview).preview());
        if (!preview.hasNothingToDelete()) {
            Confirmation.demand(
                    yes,
                    Terminal.prompt(err()),
                    Confirmation.FOR_GOOD,
                    RunProblems.finishNotConfirmed(record));
            retryPendingFences(session, record);
            preview = restore.finish(record);
        }
        print(new FinishView(preview));
        return ExitCode.DONE;
    }
}
