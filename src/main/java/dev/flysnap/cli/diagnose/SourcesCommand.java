package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.option.OutsideOptions;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.LookCommand;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import dev.flysnap.sources.SourceSearch;
import dev.flysnap.sources.Sources;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flysnap sources}. */
@Command(
        name = "sources",
        description = {
            "Lists everything that an app's data could be brought back from, best first: snapshots, volumes out of use, copies outside Fly, a Litestream replica.",
            "LOSES is what was written after the moment that a source holds, until the newest known commit: \"nothing\", \"up to 2h\" where that is proven, \"2h or more\" where it is not, or \"unknown\". TAKES comes from past restores of this journal, or is a guess. Only looks. Exit code 3 when something could not be read."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  flysnap sources shop",
            "  flysnap sources shop --store /mnt/backups/ --litestream litestream.yml",
            "  flysnap sources shop --json"
        })
public final class SourcesCommand extends LookCommand {
    @Mixin private OutsideOptions outside;

    @Override
    protected ExitCode run(FlySession session) {
        Sources found =
                new SourceSearch(
                                session.context(),
                                outside.outside(
                                        spec,
                                        session.config(),
                                        session.context().journal(),
                                        session.app()))
                        .find(session.app());
        print(new SourcesView(found));
        session.context()
                .journal()
                .copyDirectoriesElsewhere(session.app())
                .forEach(it ->
                        err().println(
                                        "note: another computer has put copies of %s into %s there: --store DIR looks where that is here"
                                                .formatted(session.app(), PrintableText.of(it))));
        found.unreadElsewhere()
                .forEach(it ->
                        err().println(
                                        "note: other computers have put copies of %s where this one cannot read them: %s"
                                                .formatted(
                                                        session.app(),
                                                        PrintableText.of(it.what()))));
        for (Problem each : found.unread()) {
            problems().warn(each);
        }
        return found.unread().isEmpty() ? ExitCode.DONE : ExitCode.PARTLY_DONE;
    }
}
