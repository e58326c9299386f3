package dev.flysnap.cli.drill;

import dev.flysnap.cli.file.GitHubSummary;
import dev.flysnap.cli.file.OutputFile;
import dev.flysnap.drill.DrillHistory;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.drill.report.DrillBadge;
import dev.flysnap.drill.report.DrillPage;
import dev.flysnap.drill.report.JUnitXml;
import dev.flysnap.drill.report.SummaryMarkdown;
import dev.flysnap.drill.report.Templates;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where a drill's reports go. */
final class DrillOutputs {
    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description =
                    "Write JUnit XML: each check and budget is a test case, so that CI shows it.")
    private Optional<Path> junit;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "Write a page with the timeline, the checks and the past drills of this journal; one file that loads nothing else.")
    private Optional<Path> html;

    @Option(
            names = "--badge",
            paramLabel = "FILE",
            description = "Write a badge (SVG) for a README: when it was restored, and how fast.")
    private Optional<Path> badge;

    /**
     * Checks before anything is done that they can be written.
     *
     * @throws dev.flysnap.problem.FlysnapException if one cannot
     */
    void check() {
        Stream.of(junit, html, badge).flatMap(Optional::stream).forEach(OutputFile::check);
        GitHubSummary.of(System.getenv()).ifPresent(GitHubSummary::check);
    }

    /**
     * @param history newest first
     */
    void write(DrillReport report, List<DrillHistory.Past> history) {
        junit.ifPresent(it -> OutputFile.write(it, JUnitXml.of(report)));
        html.ifPresent(it -> OutputFile.write(it, Templates.page(new DrillPage(report, history))));
        badge.ifPresent(it -> OutputFile.write(it, Templates.badge(DrillBadge.of(report))));
        GitHubSummary.of(System.getenv()).ifPresent(it -> it.append(SummaryMarkdown.of(report)));
    }

    /** Of a drill that ended with a problem: the page stays, as it shows what was found. */
    void write(AppName app, Problem problem) {
        junit.ifPresent(it -> OutputFile.write(it, JUnitXml.of(app, problem)));
        badge.ifPresent(
                it -> OutputFile.write(it, Templates.badge(DrillBadge.of(problem, Instant.now()))));
        GitHubSummary.of(System.getenv())
                .ifPresent(it -> it.append(SummaryMarkdown.of(app, problem)));
    }
}
