package dev.flysnap.drill.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.drill.DrillCheck;
import dev.flysnap.drill.DrillCost;
import dev.flysnap.drill.DrillHistory;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.drill.DrillStep;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.verify.Verdict;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What the reports say, and that nothing in them becomes markup. */
class ReportsTest {
    private static final AppName SHOP = new AppName("shop");
    private static final String HOSTILE = "<script>alert(1)</script> | `x` \u0007 ]]> \"&";
    private static final Instant AT = Instant.parse("2026-11-29T03:00:00Z");
    private static final Problem NO_ROOM =
            new Problem("no-capacity", ExitCode.FAILED, "No room <b>.", "Why.", "Next.");

    private static DrillReport report(boolean good) {
        return new DrillReport(
                new RunId("run_0000000001"),
                SHOP,
                AT,
                "the snapshot vs_1",
                Optional.of(AT.minusSeconds(3600)),
                new Region("fra"),
                List.of(
                        new DrillCheck("data", "quick_check of a.db", HOSTILE, Optional.empty()),
                        new DrillCheck(
                                "budget",
                                "restored and verified within 10 min",
                                "94 s",
                                good ? Optional.empty() : Optional.of("late: " + HOSTILE))),
                Duration.ofSeconds(94),
                Optional.of(Duration.ofMinutes(good ? 10 : 1)),
                Optional.of(new DrillReport.Rpo(Duration.ofHours(3), HOSTILE)),
                Optional.empty(),
                Optional.of(0L),
                List.of(
                        step(DrillStep.Phase.VOLUME, 0, 50),
                        step(DrillStep.Phase.MACHINE, 50, 4),
                        step(DrillStep.Phase.MACHINE, 54, 10),
                        step(DrillStep.Phase.CHECK, 64, 30),
                        step(DrillStep.Phase.REMOVAL, 94, 6)),
                Duration.ofSeconds(100),
                new DrillCost(0.0004, LocalDate.of(2026, 8, 1)),
                new Verdict(List.of(), Optional.empty(), List.of()));
    }

    private static DrillStep step(DrillStep.Phase phase, long after, long took) {
        return new DrillStep(phase, Duration.ofSeconds(after), Duration.ofSeconds(took));
    }

    private static List<DrillHistory.Past> history() {
        return List.of(
                new DrillHistory.Past(
                        new RunId("run_0000000001"),
                        AT,
                        DrillHistory.Outcome.PASSED,
                        Optional.of(Duration.ofSeconds(94)),
                        Optional.of(Duration.ofHours(3))),
                new DrillHistory.Past(
                        new RunId("run_0000000000"),
                        AT.minusSeconds(604_800),
                        DrillHistory.Outcome.NOT_RUN,
                        Optional.empty(),
                        Optional.empty()));
    }

    private static Element parsed(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document document =
                factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
        return document.getDocumentElement();
    }

    @Test
    void eachCheckAndBudgetIsATestCaseOfJUnit() throws Exception {
        Element suite = parsed(JUnitXml.of(report(false)));
        assertEquals("2", suite.getAttribute("tests"));
        assertEquals("1", suite.getAttribute("failures"));
        assertEquals("100.000", suite.getAttribute("time"));
        assertEquals(2, suite.getElementsByTagName("testcase").getLength());
        assertEquals(
                HOSTILE.replace('\u0007', '\uFFFD'),
                suite.getElementsByTagName("system-out").item(0).getTextContent());
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertEquals(
                "restored and verified within 10 min",
                ((Element) failure.getParentNode()).getAttribute("name"));
        assertTrue(failure.getAttribute("message").startsWith("late: <script>"));
    }

    @Test
    void oneThatCouldNotBeRunIsAnErrorAndNoFailure() throws Exception {
        Element suite = parsed(JUnitXml.of(SHOP, NO_ROOM));
        assertEquals("1", suite.getAttribute("errors"));
        assertEquals("0", suite.getAttribute("failures"));
        Element error = (Element) suite.getElementsByTagName("error").item(0);
        assertEquals("no-capacity", error.getAttribute("type"));
        assertEquals("No room <b>. Why. Next.", error.getTextContent());
    }

    @Test
    void aSourceThatIsKnownToBeBadIsAFailureAndNoError() throws Exception {
        Problem bad =
                new Problem("all-bad", ExitCode.CHECK_NOT_MET, "All are bad.", "Why.", "Next.");
        Element suite = parsed(JUnitXml.of(SHOP, bad));
        assertEquals("0", suite.getAttribute("errors"));
        assertEquals("1", suite.getAttribute("failures"));
        assertTrue(SummaryMarkdown.of(SHOP, bad).startsWith("### Drill of shop: FAILED\n"));
        assertEquals("failed 2026-11-29", DrillBadge.of(bad, AT).text());
    }

    @Test
    void theSummaryIsATableWhateverIsInIt() {
        String summary = SummaryMarkdown.of(report(false));
        assertTrue(summary.startsWith("### Drill of shop: FAILED\n"), summary);
        assertFalse(summary.contains("<script>"), summary);
        List<String> rows = summary.lines().filter(it -> it.startsWith("| ok")).toList();
        assertEquals(1, rows.size());
        assertEquals(4, rows.getFirst().replace("\\|", "").chars().filter(it -> it == '|').count());
        assertTrue(summary.contains("| machine started | 14 s |"), summary);
        assertTrue(SummaryMarkdown.of(SHOP, NO_ROOM).contains("could not be run\n\nNo room &lt;b"));
    }

    @Test
    void thePageShowsStepsBudgetsChecksAndHistoryAndLoadsNothing() {
        String page = Templates.page(new DrillPage(report(true), history()));
        assertFalse(page.contains("<script"), page);
        assertTrue(page.contains("&lt;script&gt;alert(1)"), page);
        assertTrue(page.contains("Drill of shop: <span class=\"good\">passed"), page);
        assertEquals(2, count(page, "<rect class=\"machine\""));
        assertEquals(4, count(page, "<div class=\"row\">"));
        assertTrue(page.contains("x=\"320.0\" y=\"1\" width=\"25.6\""), "4 of 100 s from 50 s on");
        assertTrue(page.contains("budget 10 min"), page);
        assertTrue(page.contains("<td>could not be run</td>"), page);
        assertTrue(page.contains("@media print") && page.contains("prefers-color-scheme: dark"));
        assertEquals(
                List.of("href=\"data:,\""),
                Pattern.compile("(?:href|src|url|@import)[=(][^ >]*")
                        .matcher(page)
                        .results()
                        .map(it -> it.group())
                        .toList());
        String failed = Templates.page(new DrillPage(report(false), List.of()));
        assertTrue(failed.contains("<span class=\"bad\">failed"), failed);
        assertEquals(1, count(failed, "class=\"used over\""));
    }

    private static long count(String text, String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }

    @Test
    void theBadgeTellsWhatWasFoundAndWhen() throws Exception {
        assertEquals(
                "drill: restored 2026-11-29 in 1 min 34 s, 0 commits missing",
                parsed(Templates.badge(DrillBadge.of(report(true)))).getAttribute("aria-label"));
        assertEquals(
                "drill: failed 2026-11-29",
                parsed(Templates.badge(DrillBadge.of(report(false)))).getAttribute("aria-label"));
        assertEquals(
                "drill: could not be run 2026-11-29",
                parsed(Templates.badge(DrillBadge.of(NO_ROOM, AT))).getAttribute("aria-label"));
    }
}
