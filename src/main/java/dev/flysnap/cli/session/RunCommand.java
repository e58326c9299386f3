package dev.flysnap.cli.session;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.run.PendingFences;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** A command on a run of the journal; the run names the app. */
public abstract class RunCommand extends SessionCommand {
    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "The run's id; flysnap runs lists them.")
    private String id;

    @Override
    protected final FlySession open() {
        FlySession session = FlySession.openForRun(runId(), flags(), previews(), err());
        tellInterrupted(session, session.app(), Optional.of(runId()));
        return session;
    }

    @Override
    protected final ExitCode run(FlySession session) {
        return run(session, RunProblems.requireRun(session.context().journal(), runId()));
    }

    protected abstract ExitCode run(FlySession session, RunRecord record);

    /** Retries to stop old machines of earlier runs on the app, and prints those that still run. */
    protected final void retryPendingFences(FlySession session, RunRecord next) {
        warn(new PendingFences(session.context()).retryAndReport(next));
    }

    private RunId runId() {
        return parse(id, RunId::new);
    }
}
