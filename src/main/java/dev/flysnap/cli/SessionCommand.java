package dev.flysnap.cli;

import dev.flysnap.problem.ExitCode;

/** A command that works in one session, which it opens by its flags. */
abstract class SessionCommand extends CliCommand {
    @Override
    public Integer call() {
        check();
        try (Session session = open()) {
            return run(session).number();
        }
    }

    protected abstract ExitCode run(Session session);

    protected Session open() {
        return Session.open(flags(), err());
    }
}
