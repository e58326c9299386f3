package dev.flysnap.cli.schedule;

import dev.flysnap.cli.session.FlySession;
import dev.flysnap.json.Json;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.schedule.ScheduleName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flysnap schedule remove}. */
@Command(
        name = "remove",
        description =
                "Deletes the scheduled machine. The volume with its journal stays, and is taken up by the next install of that name.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap schedule remove create-shop --in-app my-flysnap",
            "  flysnap schedule remove create-shop --in-app my-flysnap --with-state"
        })
final class ScheduleRemoveCommand extends SchedulerCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "As flysnap schedule list says it.")
    private String name;

    @Option(
            names = "--with-state",
            description =
                    "Also delete the volume with its journal: the receipts and grades of its snapshots are lost.")
    private boolean withState;

    @Override
    protected ExitCode run(FlySession session) {
        ScheduleName removed = parse(name, ScheduleName::new);
        List<VolumeId> kept = schedules(session).remove(session.app(), removed, withState);
        printText("Schedule %s is removed.".formatted(removed));
        kept.forEach(it ->
                printText(
                        "  its journal is still on %s; to delete that too: flysnap schedule remove %s --in-app %s --with-state"
                                .formatted(it, removed, session.app())));
        printJson(
                Json.Obj.empty()
                        .with("removed", removed.value())
                        .with("kept", Json.texts(kept.stream().map(VolumeId::value).toList())));
        return ExitCode.DONE;
    }
}
