package dev.flysnap.cli.schedule;

import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.SessionCommand;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.model.AppName;
import dev.flysnap.schedule.Schedules;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A command on the schedules of flysnap's app. */
abstract class SchedulerCommand extends SessionCommand {
    @Option(
            names = "--in-app",
            paramLabel = "APP",
            description =
                    "flysnap's own app, in which the scheduled machines are. Default: FLYSNAP_SCHEDULE_APP.")
    private Optional<String> inApp = Optional.empty();

    /** It keeps no journal of its own here: what is there is what Fly shows. */
    @Override
    protected final boolean onlyLooks() {
        return true;
    }

    @Override
    protected ConfigFlags flags() {
        return target.flags(Optional.of(inApp().value()), Optional.empty(), Optional.empty());
    }

    protected final AppName inApp() {
        if (target.app.isPresent() || target.volume.isPresent()) {
            throw usageError(
                    "schedules are in flysnap's own app: name it with --in-app; the app to work on belongs to the command after --");
        }
        return OptionParser.ownApp(spec, inApp)
                .orElseThrow(() ->
                        usageError(
                                "name flysnap's own app with --in-app APP, or in FLYSNAP_SCHEDULE_APP; fly apps create NAME makes one"));
    }

    protected static Schedules schedules(FlySession session) {
        return new Schedules(session.context().fly(), session.context().clock());
    }
}
