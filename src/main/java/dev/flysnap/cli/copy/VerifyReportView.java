package dev.flysnap.cli.copy;

import dev.flysnap.cli.view.ByteSizes;
import dev.flysnap.cli.view.ProblemJson;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.verify.VerifyReport;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import dev.flysnap.problem.ShortList;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.check.Expectation;
import dev.flysnap.sqlite.check.FileCheck;
import dev.flysnap.sqlite.check.TableCounts;
import dev.flysnap.sqlite.check.TableRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What verifying copies or a file found. */
record VerifyReportView(String store, List<VerifyReport> reports, List<Problem> problems)
        implements View {
    private record Document(
            String store, boolean good, List<Entry> verified, List<ProblemJson> problems) {}

    private record Entry(
            String name,
            boolean good,
            boolean opened,
            List<String> problems,
            Optional<String> journalMode,
            Optional<DatabaseFacts> facts,
            Optional<Integer> tables,
            Optional<List<TableRows>> rows,
            Optional<List<Expectation.Result>> expectations,
            Optional<CopyManifest> manifest) {}

    @Override
    public String text() {
        if (reports.isEmpty()) {
            return "No copies in %s.".formatted(store);
        }
        List<String> lines = new ArrayList<>();
        reports.forEach(report -> lines.addAll(lines(report)));
        return String.join("\n", lines);
    }

    private static List<String> lines(VerifyReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("%s %s.".formatted(report.name(), verdict(report)));
        report.problems().forEach(it -> lines.add("  problem   " + PrintableText.of(it)));
        if (!report.beside().isEmpty()) {
            lines.add("  with      " + String.join(", ", report.beside()));
        }
        report.check().ifPresent(check -> lines.addAll(lines(check)));
        return lines;
    }

    /** Never more than was looked at. */
    private static String verdict(VerifyReport report) {
        if (!report.isGood()) {
            return report.isUnchecked() ? "cannot be checked here" : "is bad";
        }
        return report.check().isPresent()
                ? "is good"
                : "is as it was stored (encrypted, so it was not opened: --identity FILE)";
    }

    private static List<String> lines(FileCheck check) {
        List<String> lines = new ArrayList<>();
        check.facts()
                .ifPresent(facts ->
                        lines.add(
                                "  database  %s, %s, user_version %d"
                                        .formatted(
                                                ByteSizes.text(
                                                        facts.pageCount() * facts.pageSize()),
                                                check.journalMode(),
                                                facts.userVersion())));
        check.counts()
                .map(TableCounts::rows)
                .filter(it -> !it.isEmpty())
                .ifPresent(rows ->
                        lines.add(
                                "  rows      "
                                        + PrintableText.of(
                                                ShortList.text(
                                                        rows.stream()
                                                                .map(TableRows::toString)
                                                                .toList()))));
        check.expectations().stream()
                .filter(Expectation.Result::met)
                .forEach(it -> lines.add("  expected  %s: met".formatted(it.expected())));
        return lines;
    }

    @Override
    public Json json() {
        boolean good = problems.isEmpty() && reports.stream().allMatch(VerifyReport::isGood);
        return Records.write(
                Document.class,
                new Document(
                        store,
                        good,
                        reports.stream().map(VerifyReportView::entry).toList(),
                        problems.stream().map(ProblemJson::of).toList()));
    }

    private static Entry entry(VerifyReport report) {
        Optional<FileCheck> check = report.check();
        return new Entry(
                report.name(),
                report.isGood(),
                check.isPresent(),
                report.problems(),
                check.map(FileCheck::journalMode),
                check.flatMap(FileCheck::facts),
                check.flatMap(FileCheck::counts).map(TableCounts::tables),
                check.flatMap(FileCheck::counts).map(TableCounts::rows),
                check.map(FileCheck::expectations).filter(it -> !it.isEmpty()),
                report.manifest());
    }
}
