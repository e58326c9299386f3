package dev.flysnap.cli.restore;

import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.terminal.TransferDisplay;
import dev.flysnap.config.Config;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.restore.bring.BroughtCopies;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.RestoreRequest.Source;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code flysnap push}. */
@Command(
        name = "push",
        description = {
            "Puts any SQLite file into service: a new volume and a new machine, as restore makes them.",
            "The file is checked first, with its WAL or journal, and stays as it is. With --cutover the new machine then replaces the old one, which is stopped first, and kept. Without it the app does not start."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "On a terminal a cutover asks for the app's name, unless --yes is given; in a script --cutover needs no further confirmation.",
            "",
            "Examples:",
            "  flysnap push ./fixed.db --app shop --db main --dry-run",
            "  flysnap push ./fixed.db --app shop --path /data/app.db --cutover",
            "  flysnap push ./fixed.db --app shop --db main --in-place"
        })
public final class PushCommand extends RestoringCommand {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "A database file, plain, compressed or encrypted.")
    private String file;

    @Mixin private CopyOptions copyOptions;

    @Override
    public Integer call() {
        check();
        StoreAddress address = CopyOptions.address(spec, file);
        try (FlySession session = open(Config.load(flags()), dryRun);
                BroughtCopies copies =
                        copyOptions.open(
                                session.context().journal(),
                                verify,
                                true,
                                TransferDisplay.on(err()))) {
            CopyRequest file =
                    copyOptions.request(List.of(copies.file(address, copyOptions.database())));
            if (copyOptions.isInPlace()) {
                return performInPlace(session, file, copies).number();
            }
            return perform(
                            session,
                            request(
                                    Source.of(session.app(), session.volume(), file),
                                    checks(false),
                                    goal()),
                            copies)
                    .number();
        }
    }
}
