package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.LookCommand;
import dev.flysnap.doctor.triage.PendingRuns;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.snapshot.status.AppStatus;
import java.time.Instant;
import picocli.CommandLine.Command;

/** {@code flysnap status}. */
@Command(
        name = "status",
        description = {
            "Shows what each volume is for, its last snapshot with grade, age and expiry, what superseded volumes and all snapshots cost a month, and unfinished runs."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  flysnap status shop", "  flysnap status --app shop --json"})
public final class StatusCommand extends LookCommand {
    @Override
    protected ExitCode run(FlySession session) {
        AppStatus status = AppStatus.of(session.context(), session.app());
        PendingRuns pending = new PendingRuns(session.context());
        VolumeUses uses =
                VolumeUses.of(
                        session.context(), session.app(), status.machines(), status.volumes());
        print(new StatusView(status, uses, pending::nextCommand, Instant.now()));
        status.requireComplete();
        return ExitCode.DONE;
    }
}
