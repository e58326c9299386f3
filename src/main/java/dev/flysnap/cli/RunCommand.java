package dev.flysnap.cli;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.PendingFences;
import picocli.CommandLine.Parameters;

/** A command on a run that the journal knows, which says which app is meant. */
abstract class RunCommand extends SessionCommand {
    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "The run's id; flysnap runs lists them.")
    private String id;

    @Override
    protected final Session open() {
        return Session.ofRun(runId(), flags(), err());
    }

    @Override
    protected final ExitCode run(Session session) {
        return run(session, RunProblems.known(session.bench().journal(), runId()));
    }

    protected abstract ExitCode run(Session session, RunRecord record);

    /** Tries again to stop old machines of earlier runs on the app, and prints what cannot be. */
    protected final void retryPendingFences(Session session, RunRecord next) {
        warn(new PendingFences(session.bench()).retryAndReport(next));
    }

    private RunId runId() {
        return parsed(id, RunId::new);
    }
}
