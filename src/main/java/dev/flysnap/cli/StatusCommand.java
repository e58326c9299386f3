package dev.flysnap.cli;

import dev.flysnap.doctor.PendingRuns;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.snapshot.AppStatus;
import java.time.Instant;
import picocli.CommandLine.Command;

/** {@code flysnap status}. */
@Command(
        name = "status",
        description = {
            "Shows each volume's last snapshot with grade, age and expiry, what all snapshots cost a month, and unfinished runs."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  flysnap status shop", "  flysnap status --app shop --json"})
final class StatusCommand extends AppCommand {
    @Override
    protected ExitCode run(Session session) {
        AppStatus status = AppStatus.of(session.bench(), session.app());
        PendingRuns pending = new PendingRuns(session.bench());
        print(new StatusView(status, pending::command, Instant.now()));
        status.demandAll();
        return ExitCode.DONE;
    }
}
