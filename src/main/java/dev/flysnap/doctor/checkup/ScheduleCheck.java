package dev.flysnap.doctor.checkup;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ShellText;
import dev.flysnap.schedule.Every;
import dev.flysnap.schedule.InstalledSchedule;
import dev.flysnap.schedule.Schedules;
import dev.flysnap.time.TimeText;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/** Whether the schedules for an app have run, and how that ended. */
public final class ScheduleCheck {
    private static final String CHECK = "schedule";

    private final FlyApi fly;
    private final InstantSource clock;

    public ScheduleCheck(FlyApi fly, InstantSource clock) {
        this.fly = fly;
        this.clock = clock;
    }

    /**
     * @param inApp flysnap's own app
     */
    public List<Finding> findings(AppName app, AppName inApp) {
        try {
            List<InstalledSchedule> there =
                    new Schedules(fly, clock)
                            .list(inApp).stream().filter(it -> isFor(app, it.command())).toList();
            return there.isEmpty()
                    ? List.of(
                            Finding.toDo(
                                    CHECK,
                                    "%s has none for %s".formatted(inApp, app),
                                    "flysnap schedule install --every daily --in-app %s -- create %s"
                                            .formatted(inApp, app)))
                    : there.stream().map(it -> finding(inApp, it)).toList();
        } catch (FlyException e) {
            return List.of(Finding.of(CHECK, Finding.Outcome.LEFT_OUT, e.problem()));
        }
    }

    private static String command(InstalledSchedule schedule) {
        return schedule.command().stream().map(ShellText::quoted).collect(Collectors.joining(" "));
    }

    private static boolean isFor(AppName app, List<String> command) {
        return command.stream().anyMatch(it -> it.equals(app.value()) || it.equals("--app=" + app));
    }

    private Finding finding(AppName inApp, InstalledSchedule schedule) {
        String ran =
                "%s (%s) was last started at %s"
                        .formatted(
                                schedule.name(),
                                schedule.every().map(Every::word).orElse("without a schedule"),
                                schedule.lastStart().map(TimeText::of).orElse("no time"));
        Instant now = clock.instant();
        if (schedule.every().isEmpty()) {
            return Finding.wrong(
                    CHECK,
                    ran + ": somebody has taken its schedule away",
                    "flysnap schedule install --every daily --name %s --in-app %s -- %s"
                            .formatted(schedule.name(), inApp, command(schedule)));
        }
        if (schedule.isOverdue(now)) {
            return Finding.wrong(
                    CHECK,
                    ran + ", which is too long ago",
                    "flysnap schedule run-now %s --in-app %s".formatted(schedule.name(), inApp));
        }
        return schedule.lastExit()
                .filter(it -> it != 0)
                .map(it ->
                        Finding.wrong(
                                CHECK,
                                "%s, and ended with exit code %d".formatted(ran, it),
                                "fly logs --app " + inApp))
                .orElseGet(() -> Finding.fine(CHECK, ran));
    }
}
