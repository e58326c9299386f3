package dev.flysnap.cli;

import dev.flysnap.doctor.Rescue;
import dev.flysnap.problem.ExitCode;
import picocli.CommandLine.Command;

/** {@code flysnap rescue}. */
@Command(
        name = "rescue",
        description = {
            "For emergencies: what exists, what is unfinished, and the one command to run first.",
            "Only looks, at hosts, machines, volumes, the newest snapshot and the runs of this journal."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  flysnap rescue shop", "  flysnap rescue --app shop --json"})
final class RescueCommand extends AppCommand {
    @Override
    protected ExitCode run(Session session) {
        print(view(session));
        return ExitCode.DONE;
    }

    /** {@code flysnap restore} without arguments prints it, too. */
    static View view(Session session) {
        return new TriageText(new Rescue(session.bench()).look(session.app()));
    }
}
