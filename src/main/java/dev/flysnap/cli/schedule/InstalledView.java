package dev.flysnap.cli.schedule;

import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.schedule.Every;
import dev.flysnap.schedule.InstalledSchedule;
import dev.flysnap.schedule.ScheduleName;
import dev.flysnap.schedule.Schedules;
import java.util.List;
import java.util.Optional;

/** What an installation did. */
record InstalledView(AppName inApp, Schedules.Installed installed) implements View {
    private record Document(
            AppName inApp,
            ScheduleName name,
            Schedules.Change change,
            Optional<Every> every,
            List<String> command,
            MachineId machine,
            Region region,
            Optional<VolumeId> volume) {}

    @Override
    public String text() {
        InstalledSchedule schedule = installed.schedule();
        String what =
                switch (installed.change()) {
                    case CREATED -> "is installed; Fly starts it now for the first time";
                    case CHANGED -> "is changed; its next start is the first with that";
                    case NONE -> "was there as wanted; nothing was changed";
                };
        return """
        Schedule %s %s.
          runs     flysnap %s
          every    %s, at a moment that Fly chooses
          machine  %s of %s, in %s
          journal  %s
        See how it ended: flysnap schedule list --in-app %s\
        """
                .formatted(
                        schedule.name(),
                        what,
                        String.join(" ", schedule.command()),
                        schedule.every().map(InstalledView::period).orElse("?"),
                        schedule.machine().id(),
                        inApp,
                        schedule.machine().region(),
                        schedule.volume().map(it -> "on " + it).orElse("the shared one"),
                        inApp);
    }

    private static String period(Every every) {
        return switch (every) {
            case HOURLY -> "hour";
            case DAILY -> "day";
            case WEEKLY -> "week";
            case MONTHLY -> "month";
        };
    }

    @Override
    public Json json() {
        InstalledSchedule schedule = installed.schedule();
        return Records.write(
                Document.class,
                new Document(
                        inApp,
                        schedule.name(),
                        installed.change(),
                        schedule.every(),
                        schedule.command(),
                        schedule.machine().id(),
                        schedule.machine().region(),
                        schedule.volume()));
    }
}
