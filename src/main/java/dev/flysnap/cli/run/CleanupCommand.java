package dev.flysnap.cli.run;

import dev.flysnap.cli.session.AppCommand;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunProblems;
import dev.flysnap.cli.terminal.Confirmation;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.recovery.Cleanup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flysnap cleanup}. */
@Command(
        name = "cleanup",
        description = {
            "Removes what failed or interrupted runs left behind.",
            "Undoes failed and interrupted runs of this journal, and removes machines and volumes whose name starts with flysnap_ and that are older than 24 hours, unattached, and (machines) stopped and not leased. Shows what it would do and asks; --yes does it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap cleanup shop --dry-run",
            "  flysnap cleanup shop --yes"
        })
public final class CleanupCommand extends AppCommand {
    @Option(
            names = "--dry-run",
            description = "Print what would be removed and stop; nothing is changed.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Override
    protected boolean onlyLooks() {
        return dryRun;
    }

    @Override
    protected boolean previews() {
        return !yes;
    }

    @Override
    protected ExitCode run(FlySession session) {
        Cleanup cleanup = new Cleanup(session.context());
        Cleanup.Plan plan = cleanup.plan(session.app());
        printText(CleanupView.plan(plan));
        if (dryRun || plan.items().isEmpty()) {
            printJson(CleanupView.json(plan));
            return ExitCode.DONE;
        }
        session.demandConsent(
                yes,
                Terminal.prompt(err()),
                Confirmation.FOR_GOOD,
                RunProblems.cleanupNotConfirmed(session.app()));
        retryPendingFences(session, session.app());
        Cleanup.Outcome outcome = cleanup.run(plan);
        printJson(CleanupView.json(outcome));
        if (!outcome.problems().isEmpty()) {
            throw RunProblems.partlyCleaned(session.app(), outcome.problems()).exception();
        }
        printText("Done.");
        return ExitCode.DONE;
    }
}
