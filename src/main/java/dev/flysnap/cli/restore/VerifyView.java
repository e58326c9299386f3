package dev.flysnap.cli.restore;

import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.restore.verify.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a restore on trial found. */
record VerifyView(RestoreReport report) implements View {
    /**
     * @param result {@code ok} or {@code bad}
     * @param problems what is wrong with the data, and what was expected of it and is not so
     */
    private record Document(
            Optional<SnapshotId> snapshot,
            AppName app,
            String result,
            CheckDepth depth,
            List<String> problems,
            Verdict verdict,
            RunId run,
            Region region,
            VolumeId removedVolume,
            Optional<MachineId> removedMachine) {}

    private Verdict verdict() {
        return report.verdict().orElseThrow();
    }

    @Override
    public String text() {
        RestorePlan plan = report.plan();
        List<String> lines = new ArrayList<>();
        lines.add(
                "Snapshot %s is %s (%s)."
                        .formatted(
                                plan.snapshot().map(SnapshotId::value).orElse("?"),
                                report.isFitForUse() ? "good" : "BAD",
                                plan.checks().verify().word()));
        RestoreView.verified(lines, verdict(), "checked");
        verdict().unfitBecause().forEach(it -> lines.add("  problem   " + it));
        lines.add(
                "  removed   volume %s%s in %s"
                        .formatted(
                                report.volume(),
                                report.machine().map(it -> " and machine " + it).orElse(""),
                                report.region()));
        lines.add("  run       " + plan.run());
        return String.join("\n", lines);
    }

    @Override
    public Json.Obj json() {
        RestorePlan plan = report.plan();
        return Records.write(
                Document.class,
                new Document(
                        plan.snapshot(),
                        plan.grounds().sourceApp(),
                        report.isFitForUse() ? "ok" : "bad",
                        plan.checks().verify(),
                        verdict().unfitBecause(),
                        verdict(),
                        plan.run(),
                        report.region(),
                        report.volume(),
                        report.machine()));
    }
}
