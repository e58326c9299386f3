package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.option.OutsideOptions;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.LookCommand;
import dev.flysnap.cli.view.View;
import dev.flysnap.doctor.triage.TriageCollector;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.sources.OutsideFly;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flysnap rescue}. */
@Command(
        name = "rescue",
        description = {
            "For emergencies: what exists, what is unfinished, and the one command to run first.",
            "Only looks, at hosts, machines, volumes, the newest snapshot and the runs of this journal; where none of that is usable, or the app is gone, also at copies outside Fly."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  flysnap rescue shop", "  flysnap rescue --app shop --json"})
public final class RescueCommand extends LookCommand {
    @Mixin private OutsideOptions outside;

    @Override
    protected ExitCode run(FlySession session) {
        print(
                view(
                        session,
                        outside.outside(
                                spec,
                                session.config(),
                                session.context().journal(),
                                session.app())));
        return ExitCode.DONE;
    }

    /** {@code flysnap restore} without arguments prints it, too. */
    public static View view(FlySession session, OutsideFly outside) {
        return new TriageView(
                new TriageCollector(session.context(), outside).collect(session.app()));
    }
}
