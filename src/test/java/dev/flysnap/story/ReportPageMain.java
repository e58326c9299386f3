package dev.flysnap.story;

import dev.flysnap.drill.DrillHistory;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.drill.report.DrillPage;
import dev.flysnap.drill.report.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * {@code bin/test-report}: the page of a real drill in a real browser, at a phone's width and at a
 * desktop's. It must log nothing, ask nobody for anything, and have a bar for each step.
 */
public final class ReportPageMain {
    private static final int FAILED = 13;
    private static final int LIMIT_SECONDS = 60;
    private static final List<String> SIZES = List.of("390,1600", "1280,1400");

    /** Those of the page: the browser's own requests have no origin. */
    private static final Pattern OUTSIDE =
            Pattern.compile(
                    "\"initiator\":\"(?!not an origin)[^\"]*\".*?\"url\":\"(https?:[^\"]*)\"");

    private final String browser;
    private final Path directory;
    private final List<String> wrong = new ArrayList<>();

    private ReportPageMain(String browser, Path directory) {
        this.browser = browser;
        this.directory = directory;
    }

    /**
     * @param arguments the browser, and a directory that gets the page and its pictures
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ReportPageMain test =
                new ReportPageMain(arguments[0], Path.of(arguments[1]).toAbsolutePath());
        test.run();
        test.wrong.forEach(it -> System.out.println("WRONG: " + it));
        System.out.println("page and pictures: " + test.directory);
        System.exit(test.wrong.isEmpty() ? 0 : FAILED);
    }

    private void run() throws IOException, InterruptedException {
        requireThatRequestsAreSeen();
        DrillReport report = DrillBenchMain.run(directory.resolve("state"), 3).report();
        DrillHistory.Past past =
                new DrillHistory.Past(
                        report.run(),
                        report.at(),
                        DrillHistory.Outcome.PASSED,
                        Optional.of(report.rto()),
                        report.rpo().map(DrillReport.Rpo::age));
        Path page = directory.resolve("drill.html");
        Files.writeString(page, Templates.page(new DrillPage(report, List.of(past))));
        String dom = inBrowser(page, "--dump-dom");
        expect(
                count(dom, "<rect class=\"(?!ground)") == report.steps().size(),
                "the timeline has not a bar for each of the %d steps"
                        .formatted(report.steps().size()));
        expect(count(dom, "<div class=\"gauge\">") == 2, "the budgets are not shown");
        for (String size : SIZES) {
            Path picture = directory.resolve("drill-" + size.replace(',', 'x') + ".png");
            String _ = inBrowser(page, "--window-size=" + size, "--screenshot=" + picture);
            expect(Files.exists(picture) && Files.size(picture) > 10_000, "no picture: " + picture);
        }
    }

    /** Of a page that asks for something. */
    private void requireThatRequestsAreSeen() throws IOException, InterruptedException {
        Path asking = directory.resolve("asking.html");
        Files.writeString(asking, "<img src=\"http://127.0.0.1:65001/picture.png\">");
        String _ = inBrowser(asking, "--dump-dom");
        boolean seen = wrong.removeIf(it -> it.contains("http://127.0.0.1:65001/picture.png"));
        wrong.clear();
        expect(seen, "the request of another page was not seen, so nothing is known of this one");
    }

    private static long count(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().count();
    }

    private void expect(boolean fulfilled, String what) {
        if (!fulfilled) {
            wrong.add(what);
        }
    }

    /** What it prints. */
    private String inBrowser(Path page, String... options)
            throws IOException, InterruptedException {
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        Path net = directory.resolve("net.json");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                browser,
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--hide-scrollbars",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--no-first-run",
                                "--user-data-dir=" + directory.resolve("profile"),
                                "--enable-logging=stderr",
                                "--log-net-log=" + net));
        command.addAll(List.of(options));
        command.add(page.toUri().toString());
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            wrong.add("the browser does not end");
        }
        Files.readString(err)
                .lines()
                .filter(it -> it.contains("CONSOLE"))
                .forEach(it -> wrong.add("the console says: " + it));
        if (Files.exists(net)) {
            OUTSIDE.matcher(Files.readString(net))
                    .results()
                    .map(it -> it.group(1))
                    .distinct()
                    .forEach(it -> wrong.add("it asks for " + it));
        } else {
            wrong.add("the browser has not logged its requests");
        }
        return Files.readString(out);
    }
}
