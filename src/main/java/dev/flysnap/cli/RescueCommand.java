package dev.flysnap.cli;

import dev.flysnap.doctor.Rescue;
import dev.flysnap.doctor.Triage;
import dev.flysnap.json.JsonText;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap rescue}. */
@Command(
        name = "rescue",
        description = {
            "For emergencies: what exists, what is unfinished, and the one command to run first.",
            "Only looks, at hosts, machines, volumes, the newest snapshot and the runs of this journal."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  flysnap rescue shop", "  flysnap rescue --app shop --json"})
final class RescueCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "The Fly app.")
    private Optional<String> appArgument;

    @Mixin private TargetOptions target;

    @Override
    public void run() {
        try (Session session =
                Session.open(
                        target.flags(appArgument, Optional.empty(), Optional.empty()),
                        spec.commandLine().getErr())) {
            spec.commandLine().getOut().println(told(session, target.json));
        }
    }

    /** What {@code flysnap restore} without arguments says, too. */
    static String told(Session session, boolean asJson) {
        Triage triage = new Rescue(session.bench()).look(session.app());
        return asJson ? JsonText.printPretty(TriageText.json(triage)) : TriageText.of(triage);
    }
}
