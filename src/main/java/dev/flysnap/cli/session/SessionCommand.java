package dev.flysnap.cli.session;

import dev.flysnap.problem.ExitCode;

/** A command that opens one session. */
public abstract class SessionCommand extends CliCommand {
    @Override
    public Integer call() {
        check();
        try (FlySession session = open()) {
            return run(session).number();
        }
    }

    protected abstract ExitCode run(FlySession session);

    protected FlySession open() {
        return FlySession.open(flags(), err());
    }
}
