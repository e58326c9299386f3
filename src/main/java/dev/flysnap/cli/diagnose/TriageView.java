package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.view.CheckText;
import dev.flysnap.cli.view.ProblemJson;
import dev.flysnap.cli.view.SnapshotJson;
import dev.flysnap.cli.view.SnapshotListView;
import dev.flysnap.cli.view.View;
import dev.flysnap.doctor.triage.Advice;
import dev.flysnap.doctor.triage.Triage;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.model.VolumeState;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.snapshot.catalog.LargerSnapshot;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.time.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code flysnap rescue} found, and what it recommends. */
record TriageView(Triage triage) implements View {
    private record Document(
            AppName app,
            Instant at,
            List<MachineJson> machines,
            List<VolumeJson> volumes,
            List<RunJson> runs,
            List<ProblemJson> unread,
            Optional<SnapshotJson> newestSnapshot,
            List<SnapshotJson> newerBad,
            @JsonName("do") AdviceJson advice,
            Optional<List<LargerJson>> larger) {}

    private record LargerJson(SnapshotId snapshot, VolumeId volume, String database, String why) {
        static LargerJson of(LargerSnapshot larger) {
            return new LargerJson(
                    larger.taken().snapshot(),
                    larger.taken().volume(),
                    larger.now().name(),
                    larger.text());
        }
    }

    private record MachineJson(
            MachineId id,
            String name,
            Region region,
            MachineState state,
            boolean cordoned,
            HostStatus host) {
        static MachineJson of(Machine machine) {
            return new MachineJson(
                    machine.id(),
                    machine.name(),
                    machine.region(),
                    machine.state(),
                    machine.cordoned(),
                    machine.hostStatus());
        }
    }

    private record VolumeJson(
            VolumeId id,
            VolumeName name,
            Region region,
            VolumeState state,
            HostStatus host,
            Optional<MachineId> machine,
            VolumeUse.Kind use,
            Optional<RunId> run,
            Optional<String> next) {
        static VolumeJson of(VolumeUse use) {
            Volume volume = use.volume();
            return new VolumeJson(
                    volume.id(),
                    volume.name(),
                    volume.region(),
                    volume.state(),
                    volume.hostStatus(),
                    volume.attachedMachine(),
                    use.kind(),
                    use.run(),
                    use.next());
        }
    }

    private record RunJson(
            RunId run,
            String kind,
            RunStatus status,
            Triage.PendingState stand,
            String command,
            Optional<MachineId> unfenced) {
        static RunJson of(Triage.PendingRun pending) {
            return new RunJson(
                    pending.run().id(),
                    pending.run().kind().toString(),
                    pending.status(),
                    pending.state(),
                    pending.command(),
                    pending.unfencedMachine());
        }
    }

    private record AdviceJson(
            String command, String why, String basis, Optional<Long> aboutSeconds) {
        static AdviceJson of(Advice advice) {
            return new AdviceJson(
                    advice.command(),
                    advice.why(),
                    advice.durationBasis(),
                    advice.expectedDuration().map(Duration::toSeconds));
        }
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(
                        triage.app(),
                        triage.at(),
                        triage.machines().stream().map(MachineJson::of).toList(),
                        triage.volumes().all().stream().map(VolumeJson::of).toList(),
                        triage.runs().stream().map(RunJson::of).toList(),
                        triage.problems().stream().map(ProblemJson::of).toList(),
                        triage.newestSnapshot().map(SnapshotJson::of),
                        triage.newerBad().stream().map(SnapshotJson::of).toList(),
                        AdviceJson.of(triage.advice()),
                        Optional.of(triage.larger().stream().map(LargerJson::of).toList())
                                .filter(it -> !it.isEmpty())));
    }

    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add(triage.app() + ", " + TimeText.of(triage.at()));
        triage.machines().forEach(it -> lines.add("  machine   " + text(it)));
        triage.volumes().all().forEach(it -> lines.add("  volume    " + text(it)));
        if (triage.machines().isEmpty() && triage.volumes().all().isEmpty()) {
            lines.add("  nothing   there is neither a machine nor a volume");
        }
        lines.add(
                "  snapshot  "
                        + triage.newestSnapshot()
                                .map(it -> text(it, triage.at()))
                                .orElse("none that is finished and not known to be bad"));
        triage.newerBad().forEach(it -> lines.add("  bad       " + text(it, triage.at())));
        triage.larger().forEach(it -> lines.add("  larger    " + it.text()));
        triage.runs().forEach(it -> lines.add("  run       " + text(it)));
        triage.problems().forEach(it -> lines.add("  unread    " + it.what() + " " + it.why()));
        lines.add("Do this:    " + triage.advice().command());
        lines.add("  why       " + triage.advice().why());
        lines.add(
                "  takes     "
                        + triage.advice()
                                .expectedDuration()
                                .map(it -> "about " + DurationConverter.text(it) + "; ")
                                .orElse("")
                        + triage.advice().durationBasis());
        return String.join("\n", lines);
    }

    private static String text(Machine machine) {
        return "%s (%s, %s) %s, host %s%s"
                .formatted(
                        machine.id(),
                        machine.name(),
                        machine.region(),
                        machine.state(),
                        text(machine.hostStatus()),
                        machine.cordoned() ? ", cordoned" : "");
    }

    private static String text(VolumeUse use) {
        Volume volume = use.volume();
        return "%s (%s, %d GB, %s) %s, host %s, %s%s"
                .formatted(
                        volume.id(),
                        volume.name(),
                        volume.sizeGb(),
                        volume.region(),
                        volume.state(),
                        text(volume.hostStatus()),
                        volume.attachedMachine().map(it -> "on " + it).orElse("on no machine"),
                        use.mayBeLive() ? "" : ": " + use.text());
    }

    private static String text(SnapshotRow row, Instant now) {
        return "%s of %s, grade %s%s%s"
                .formatted(
                        row.snapshot().id().map(it -> it.value()).orElse("?"),
                        row.volumeId(),
                        row.grade().orElse("unknown"),
                        row.snapshot()
                                .createdAt()
                                .map(it -> ", " + SnapshotListView.durationText(it, now) + " old")
                                .orElse(""),
                        row.check().map(it -> ", verified " + CheckText.of(it, now)).orElse(""));
    }

    private static String text(Triage.PendingRun pending) {
        return "%s %s: %s%s; %s"
                .formatted(
                        pending.run().kind(),
                        pending.run().id(),
                        switch (pending.state()) {
                            case AT_WORK -> "running now";
                            case WAITING -> "verified, waits for its cutover";
                            case NEW_MACHINE_GONE -> "restored, but its new machine is gone";
                            case HALF_DONE, UNFENCED -> text(pending.status());
                        },
                        pending.unfencedMachine()
                                .map(it -> ", old machine " + it + " is not stopped")
                                .orElse(""),
                        pending.command());
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
