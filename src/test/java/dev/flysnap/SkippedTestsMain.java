package dev.flysnap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Prints how many tests were skipped, and why, from the reports of a build: {@code BUILD_START
 * FOLDER...}. With {@code FLYSNAP_TEST_NO_SKIPS} set in the environment it fails if any was.
 */
final class SkippedTestsMain {
    private static final String NO_SKIPS = "FLYSNAP_TEST_NO_SKIPS";

    public static void main(String[] arguments) throws Exception {
        FileTime buildStart = FileTime.from(Instant.parse(arguments[0]));
        List<String> reasons = new ArrayList<>();
        for (String folder : List.of(arguments).subList(1, arguments.length)) {
            for (Path report : reports(Path.of(folder), buildStart)) {
                reasons.addAll(reasons(report));
            }
        }
        System.out.println(line(reasons));
        if (!reasons.isEmpty() && System.getenv(NO_SKIPS) != null) {
            System.err.println(NO_SKIPS + " is set: no test may be skipped here");
            System.exit(1);
        }
    }

    /** Not those that an earlier build has left. */
    private static List<Path> reports(Path folder, FileTime buildStart) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> reports = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (String.valueOf(file.getFileName()).matches("TEST-.*\\.xml")
                        && Files.getLastModifiedTime(file).compareTo(buildStart) >= 0) {
                    reports.add(file);
                }
            }
        }
        return reports;
    }

    static List<String> reasons(Path report) throws Exception {
        NodeList skipped =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(report.toFile())
                        .getElementsByTagName("skipped");
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < skipped.getLength(); i++) {
            String reason = ((Element) skipped.item(i)).getAttribute("message");
            reasons.add(reason.isBlank() ? "no reason given" : reason.strip());
        }
        return reasons;
    }

    static String line(List<String> reasons) {
        Map<String, Long> counts =
                reasons.stream()
                        .collect(
                                Collectors.groupingBy(
                                        reason -> reason, TreeMap::new, Collectors.counting()));
        String each =
                counts.entrySet().stream()
                        .sorted(Collections.reverseOrder(Map.Entry.comparingByValue()))
                        .map(count -> count.getValue() + ": " + count.getKey())
                        .collect(Collectors.joining("; "));
        return "Skipped tests: " + reasons.size() + (each.isEmpty() ? "" : " (" + each + ")");
    }

    private SkippedTestsMain() {}
}
