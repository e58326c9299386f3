package dev.flysnap.cli.session;

import dev.flysnap.config.Config;
import dev.flysnap.problem.ExitCode;
import java.util.Optional;

/** A command that opens one session. */
public abstract class SessionCommand extends CliCommand {
    @Override
    public Integer call() {
        check();
        try (FlySession session = open()) {
            ExitCode exit = run(session);
            return (onlyLooks() ? exit : recorded(session, exit)).number();
        }
    }

    protected abstract ExitCode run(FlySession session);

    /** Whether it changes nothing: then it works without a journal, and makes none. */
    protected boolean onlyLooks() {
        return false;
    }

    /** Whether it changes nothing before {@link FlySession#demandConsent}. */
    protected boolean previews() {
        return false;
    }

    protected FlySession open() {
        Config config = Config.load(flags());
        if (!previews() || onlyLooks()) {
            return open(config, onlyLooks());
        }
        FlySession session = FlySession.openToPreview(config, err());
        tellInterrupted(session, session.app(), Optional.empty());
        return session;
    }
}
