package dev.flysnap.cli.copy;

import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.retain.Prune;
import dev.flysnap.portable.retain.PrunePlan;
import dev.flysnap.portable.retain.RetentionPolicy;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.problem.ExitCode;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flysnap copies prune}. */
@Command(
        name = "prune",
        description = {
            "Removes the copies of a store that no rule keeps, for each app and database by itself.",
            "The rules mean what they mean for restic; an empty policy is refused. Of each database the newest verified copy, and the newest that was checked when it was taken, are never removed, nor what flysnap did not make. Unfinished copies are removed when they are 24 hours old. Exit code 3 when a manifest cannot be used: it is left alone; and when something unfinished cannot be removed."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap copies prune /mnt/backups/ --keep-last 3 --keep-daily 7 \\",
            "      --keep-weekly 5 --dry-run",
            "  flysnap copies prune /mnt/backups/ --keep-within 30d --keep-label release=42"
        })
final class CopiesPruneCommand extends CopyCommand {
    @Parameters(
            index = "0",
            paramLabel = "STORE",
            description = "The directory, or s3://BUCKET/FOLDER/.")
    private String store;

    @Mixin private KeepOptions keep;

    @Option(names = "--dry-run", description = "Print what would be removed and stop.")
    private boolean dryRun;

    @Override
    public Integer call() {
        RetentionPolicy policy = keep.policy(spec);
        CopyStore opened = address(store).asStore().open();
        Instant now = Instant.now();
        PrunePlan plan = PrunePlan.of(CopyList.of(opened), policy, now);
        PrunePlan done = dryRun ? plan : new Prune(opened).run(plan);
        print(new PruneView(opened.address(), done, dryRun, now));
        warn(done.problems());
        return (done.problems().isEmpty() ? ExitCode.DONE : ExitCode.PARTLY_DONE).number();
    }
}
