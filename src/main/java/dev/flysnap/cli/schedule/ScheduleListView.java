package dev.flysnap.cli.schedule;

import dev.flysnap.cli.view.Table;
import dev.flysnap.cli.view.Timestamps;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The schedules of flysnap's app. */
record ScheduleListView(AppName inApp, List<InstalledSchedule> schedules, Instant now)
        implements View {
    private record Document(AppName inApp, List<Row> schedules) {}

    private record Row(
            ScheduleName name,
            Optional<Every> every,
            List<String> command,
            MachineId machine,
            String state,
            Region region,
            Optional<VolumeId> volume,
            Optional<Instant> lastStart,
            Optional<Integer> lastExitCode,
            boolean overdue) {}

    @Override
    public String text() {
        if (schedules.isEmpty()) {
            return "%s has no schedule. Install one: flysnap schedule install --help"
                    .formatted(inApp);
        }
        Table table = new Table();
        table.row("NAME", "EVERY", "LAST START", "ENDED", "MACHINE", "COMMAND");
        schedules.forEach(it ->
                table.row(
                        it.name(),
                        it.every().map(Every::word).orElse("never"),
                        it.lastStart().map(at -> Timestamps.withAge(at, now)).orElse("none")
                                + (it.isOverdue(now) ? ", OVERDUE" : ""),
                        ended(it),
                        it.machine().id() + " " + it.machine().state(),
                        String.join(" ", it.command())));
        return table.text();
    }

    private static String ended(InstalledSchedule schedule) {
        return schedule.lastExit()
                .map(it -> it == 0 ? "well" : "exit code " + it)
                .orElseGet(() -> schedule.machine().state().isAtRest() ? "" : "at work");
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(
                        inApp,
                        schedules.stream()
                                .map(it ->
                                        new Row(
                                                it.name(),
                                                it.every(),
                                                it.command(),
                                                it.machine().id(),
                                                it.machine().state().value(),
                                                it.machine().region(),
                                                it.volume(),
                                                it.lastStart(),
                                                it.lastExit(),
                                                it.isOverdue(now)))
                                .toList()));
    }
}
