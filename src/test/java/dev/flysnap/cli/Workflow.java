package dev.flysnap.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads as much of a workflow of GitHub Actions as the example has: the job's environment, and its
 * steps with their scripts. No YAML library for one file that we write ourselves.
 */
final class Workflow {
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{\\s*(.*?)\\s*}}");
    private static final Pattern ENTRY = Pattern.compile("\\s*([A-Za-z_-]+):\\s+(.*)");
    private static final String STEP = "      - ";

    /**
     * A step.
     *
     * @param script what {@code run} says; empty for one that uses an action
     */
    record Step(String name, String text, String script) {
        /** The step's own environment, expressions filled in by their text. */
        Map<String, String> environment(Map<String, String> values) {
            return entries(block(text, "        env:\n", "          "), values);
        }
    }

    private final String text;
    private final SequencedMap<String, Step> steps = new LinkedHashMap<>();

    private Workflow(String text) {
        this.text = text;
        for (String part : text.split("(?m)(?=^" + STEP + ")")) {
            if (part.startsWith(STEP)) {
                String name =
                        part.lines().findFirst().orElse("").replaceFirst("^ *- (name: )?", "");
                steps.put(name, new Step(name, part, script(part)));
            }
        }
    }

    static Workflow read(Path file) throws IOException {
        return new Workflow(Files.readString(file));
    }

    List<String> names() {
        return List.copyOf(steps.keySet());
    }

    Step step(String name) {
        Step step = steps.get(name);
        if (step == null) {
            throw new IllegalArgumentException("no step " + name + " in " + names());
        }
        return step;
    }

    /** The job's environment. */
    Map<String, String> environment(Map<String, String> values) {
        return entries(block(text, "    env:\n", "      "), values);
    }

    private static String script(String step) {
        String block = block(step, "        run: |\n", "          ");
        Matcher line = Pattern.compile("(?m)^ {8}run: ([^|].*)$").matcher(step);
        return block.isEmpty() && line.find() ? line.group(1) : block;
    }

    /** The lines below a heading that are indented at least so far, without that. */
    private static String block(String text, String heading, String indent) {
        int at = text.indexOf(heading);
        if (at < 0) {
            return "";
        }
        StringBuilder block = new StringBuilder();
        for (String line : text.substring(at + heading.length()).lines().toList()) {
            if (!line.isBlank() && !line.startsWith(indent)) {
                break;
            }
            block.append(line.isBlank() ? "" : line.substring(indent.length())).append('\n');
        }
        return block.toString();
    }

    private static Map<String, String> entries(String block, Map<String, String> values) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String line : block.lines().toList()) {
            Matcher entry = ENTRY.matcher(line);
            if (entry.matches()) {
                Matcher expression = EXPRESSION.matcher(entry.group(2));
                entries.put(
                        entry.group(1),
                        expression.replaceAll(matchResult ->
                                Matcher.quoteReplacement(
                                        values.getOrDefault(matchResult.group(1), ""))));
            }
        }
        return entries;
    }
}
