package dev.flysnap.doctor.triage;

import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.restore.inplace.InPlaceProgress;
import dev.flysnap.runtime.RunContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says for {@code doctor} which volumes are billed although no machine uses them, and which old
 * databases lie beside the app's. Reads only.
 */
public final class SupersededData {
    private static final String CHECK = "superseded";
    private static final int MAX_NAMED = 5;

    private final RunContext context;

    public SupersededData(RunContext context) {
        this.context = context;
    }

    /** One finding for all volumes, and one for each run that has set databases aside. */
    public List<Finding> findings(AppName app) {
        Stream<Finding> setAside =
                context.journal().runs(RunKind.IN_PLACE, app).stream()
                        .flatMap(it -> setAside(it).stream());
        try {
            List<VolumeUse> superseded =
                    VolumeUses.of(context, app, machines(app), volumes(app)).all().stream()
                            .filter(VolumeUse::isSuperseded)
                            .toList();
            return Stream.concat(
                            Stream.of(superseded)
                                    .filter(it -> !it.isEmpty())
                                    .map(it -> finding(app, it)),
                            setAside)
                    .toList();
        } catch (FlyException notAnswered) {
            // The other checks say that already.
            return setAside.toList();
        }
    }

    private Optional<Finding> setAside(RunRecord run) {
        boolean undone = context.journal().status(run.id()) == RunStatus.UNDONE;
        return new InPlaceProgress(context.journal())
                .describeSetAside(run)
                .map(it ->
                        Finding.toDo(
                                CHECK,
                                it.what(),
                                "flysnap %s %s"
                                        .formatted(undone ? "runs show" : "finish", run.id())));
    }

    private List<Machine> machines(AppName app) {
        return context.fly().machines().list(app).stream()
                .filter(it -> !it.state().isDead())
                .toList();
    }

    private List<Volume> volumes(AppName app) {
        return context.fly().volumes().list(app).stream()
                .filter(it -> !it.state().isDead())
                .toList();
    }

    private static Finding finding(AppName app, List<VolumeUse> superseded) {
        String named =
                superseded.stream()
                        .limit(MAX_NAMED)
                        .map(it -> "%s (%s)".formatted(it.volume().id(), it.text()))
                        .collect(Collectors.joining(", "));
        int more = superseded.size() - MAX_NAMED;
        return Finding.toDo(
                CHECK,
                "out of use and billed, %d GB: %s%s"
                        .formatted(
                                superseded.stream().mapToInt(it -> it.volume().sizeGb()).sum(),
                                named,
                                more > 0 ? ", and %d more".formatted(more) : ""),
                next(app, superseded));
    }

    /** What may hold writes that the app lacks is shown, never recommended to be discarded. */
    private static String next(AppName app, List<VolumeUse> superseded) {
        boolean canFinish =
                superseded.stream().anyMatch(it -> it.kind() == VolumeUse.Kind.REPLACED);
        return canFinish
                ? "flysnap finish --app %s --all".formatted(app)
                : superseded.stream()
                        .filter(it -> it.kind() != VolumeUse.Kind.UNDONE)
                        .map(VolumeUse::next)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse("flysnap status " + app);
    }
}
