package dev.flysnap.cli.copy;

import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.problem.ExitCode;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flysnap copies list}. */
@Command(
        name = "list",
        description = {
            "Lists the copies of a store, newest first, as their manifests say.",
            "CHECKED is how a copy was checked before it was kept; VERIFIED what was found when it was last read back from the store, when, and how deep; - means never.",
            "Exit code 3 when a manifest cannot be used."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap copies list /mnt/backups/",
            "  flysnap copies list s3://backups/shop/"
        })
final class CopiesListCommand extends CopyCommand {
    @Parameters(
            index = "0",
            paramLabel = "STORE",
            description = "The directory, or s3://BUCKET/FOLDER/.")
    private String store;

    @Override
    public Integer call() {
        CopyStore opened = address(store).asStore().open();
        CopyList list = CopyList.of(opened);
        print(new CopyListView(opened.address(), list, Instant.now()));
        warn(list.problems());
        return (list.problems().isEmpty() ? ExitCode.DONE : ExitCode.PARTLY_DONE).number();
    }
}
